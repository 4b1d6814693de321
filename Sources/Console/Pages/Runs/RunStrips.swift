import AccessStore
import ConsoleStore
import Reminders

/// The strips above the invoice list: runs that may still be undone, and runs that were released
/// while this page was open. A sent reminder cannot be taken back, so the result is told where the
/// button was.
struct RunStrips: PagePart {
    let context: PageContext
    let creditor: GrantedCreditor
    /// Runs that may still be undone.
    let held: [HeldRun]
    /// Runs that this page follows and that are no longer held.
    let gone: [RunRow]

    /// The most runs that one page follows.
    private static let most = 5
    /// Seconds past its time after which a held run counts as one that nobody releases.
    private static let slack = 15.0

    /// Reads the runs of the strips. For the script, the list of held runs may be a second old.
    /// - Parameter runs: the runs that the page shows already, and the one that was just sent.
    static func read(
        _ context: PageContext, _ creditor: GrantedCreditor, following runs: [RunID]
    ) async throws -> RunStrips {
        let (console, id) = (context.console, creditor.id)
        let ask: @Sendable () async throws -> [HeldRun] = { try await console.heldRuns(of: id) }
        var held =
            context.isScript
            ? try await context.coalescer.value("held/\(id)", ask) : try await ask()
        var gone: [RunRow] = []
        for run in runs.prefix(Self.most) where !held.contains(where: { $0.id == run }) {
            let row = try await context.coalescer.value("run/\(id)/\(run)") {
                try await console.run(run, of: id)
            }
            guard let row else { continue }
            if row.isHeld {
                // The run was sent after the cached answer.
                held = try await ask()
            } else {
                gone.append(row)
            }
        }
        return RunStrips(context: context, creditor: creditor, held: held, gone: gone)
    }

    /// The query fields that tell the page's stream which runs to follow.
    var fields: [(name: String, value: String)] {
        (held.map(\.id) + gone.map(\.id)).prefix(Self.most).map { ("utskick", "\($0)") }
    }

    /// The strips as a live piece. It changes only when something happens, so that no button is
    /// replaced while it is being pressed.
    var html: HTML { html(counting: false, focused: nil) }

    /// - Parameters:
    ///   - counting: includes the seconds left, from which the script counts down.
    ///   - focused: the run that was just sent, which gets the focus; nil: none does.
    func html(counting: Bool, focused: RunID?) -> HTML {
        let held = held.html { strip($0, counting: counting, isFocused: $0.id == focused) }
        return "\(held)\(gone.html { strip($0, isFocused: $0.id == focused) })"
    }

    /// The seconds left for each held run, as live pieces.
    var countdowns: [LivePiece] { held.map { LivePiece("kvar-\($0.id)", "\(Self.left($0))") } }

    /// A sentence about the latest run, for screen readers; nil if there is none.
    var sentence: String? {
        if let run = gone.first { return "\(heading(run)) \(outcome(run))" }
        return held.first.map { "\(say("Utskick", "Run")) \($0.id) \(say("väntar.", "waits."))" }
    }

    /// The seconds left with one decimal, rounded up: `46.3`; `0.0` once the time is over.
    private static func left(_ run: HeldRun) -> String {
        let tenths = Int((max(run.left, 0) * 10).rounded(.up))
        return "\(tenths / 10).\(tenths % 10)"
    }

    /// A strip around its content, which can receive the focus.
    /// - Parameter kind: a class of `Notice`.
    private func frame(_ run: RunID, _ kind: String, isFocused: Bool, _ content: HTML) -> HTML {
        """
        <div class="notice \(kind) strip" id="utskick-\(run)" role="region" tabindex="-1" \
        aria-label="\(say("Utskick", "Run")) \(run)" aria-describedby="om-utskick-\(run)"\
        \(" autofocus", if: isFocused)>\(content)</div>
        """
    }

    // MARK: Held

    /// The strip of a held run: its time and number of reminders, or that nobody releases it.
    private func strip(_ run: HeldRun, counting: Bool, isFocused: Bool) -> HTML {
        let link: HTML = """
            <a href="\(context.url("/utskick/\(run.id)", creditor))">\(say("utskick", "run")) \
            \(run.id)</a>
            """
        let time = Format.timeOfDay(run.until)
        let text: HTML
        if run.left < -Self.slack {
            text = """
                <p id="om-utskick-\(run.id)"><strong>\
                \(say("Skulle ha skickats", "Should have been sent")) \(time)</strong>: \
                \(number(run)) \(say("i", "of")) \(link). \(say(
                    "Utskickstjänsten är inte i gång. Kontakta den som sköter driften. Inget har"
                        + " gått förlorat.",
                    "The sending service is not running. Turn to the operator. Nothing is lost."))</p>
                """
        } else {
            let countdown: HTML =
                counting ? " data-countdown=\"\(Self.left(run))\"" : " data-countdown"
            text = """
                <p id="om-utskick-\(run.id)"><strong>\(say("Skickas", "Goes out")) \
                <span class="at">\(time)</span>\
                <span id="kvar-\(run.id)" aria-hidden="true"\(countdown)>\
                </span></strong>: \(number(run)) \(say("i", "of")) \(link)</p>
                """
        }
        return frame(
            run.id, "warning", isFocused: isFocused,
            """
            \(text)<form class="inline" method="post" \
            action="\(context.url("/utskick/\(run.id)/angra", creditor))">\(context.formTokenField)\
            <button class="undo" id="angra-\(run.id)">\(say("Ångra", "Undo"))</button></form>
            """)
    }

    /// `4 påminnelser (och 1 för hand)`.
    private func number(_ run: HeldRun) -> String {
        let reminders = context.reminders(run.reminders)
        guard run.manual > 0 else { return reminders }
        let manual = Format.count(run.manual)
        return run.reminders == 0
            ? say("\(manual) för hand", "\(manual) by hand")
            : say("\(reminders) (och \(manual) för hand)", "\(reminders) (and \(manual) by hand)")
    }

    // MARK: Gone

    /// The strip of a released run: a good notice only if it is done without rejections and
    /// failures.
    private func strip(_ run: RunRow, isFocused: Bool) -> HTML {
        let bad = (run.counts[.rejected] ?? 0) + (run.counts[.failed] ?? 0)
        let kind =
            switch run.state {
            case .done: bad > 0 ? "warning" : "good"
            case .paused: "warning"
            default: "info"
            }
        return frame(
            run.id, kind, isFocused: isFocused,
            """
            <p id="om-utskick-\(run.id)"><strong>\(heading(run))</strong> \(outcome(run))</p>
            <a class="button" href="\(context.url(run.id, creditor))">\(say(
                "Visa utskicket", "Show the run"))</a>
            """)
    }

    private func heading(_ run: RunRow) -> String {
        switch run.state {
        case .done: say("Utskick \(run.id) är klart.", "Run \(run.id) is done.")
        case .paused:
            say(
                "Utskick \(run.id) är pausat, och ingenting skickas.",
                "Run \(run.id) is paused, and nothing is sent.")
        case .stopped: say("Utskick \(run.id) är avbrutet.", "Run \(run.id) is cancelled.")
        default: say("Utskick \(run.id) skickas nu.", "Run \(run.id) is being sent.")
        }
    }

    /// The counts by state once the run has ended; until then, how many reminders are done.
    private func outcome(_ run: RunRow) -> String {
        let words = RunText(context: context)
        return run.state == .done || run.state == .stopped && !run.isUnfinished
            ? words.summary(run) : words.done(run)
    }
}
