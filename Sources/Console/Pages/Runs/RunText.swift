import AccessStore
import ConsoleStore
import Reminders

/// Puts the state and progress of runs into words and pictures.
struct RunText {
    let context: PageContext

    /// The order of states in every bar, list and sentence: from what went well to what did not.
    static let order: [ReminderState] = [
        .accepted, .manual, .uncertain, .queued, .skipped, .rejected, .failed, .cancelled,
    ]

    // MARK: States

    /// A run's state in words.
    func state(_ row: RunRow) -> String {
        switch row.state {
        case .loading: context.say("Läses in", "Loading")
        case .held: context.say("Väntar", "Waiting")
        case .open: context.say("Pågår", "Under way")
        case .paused: context.say("Pausat", "Paused")
        case .stopped:
            row.isUnfinished
                ? context.say("Avbryts", "Being cancelled") : context.say("Avbrutet", "Cancelled")
        case .done: context.say("Klart", "Done")
        }
    }

    /// A run's state as a badge.
    func badge(_ row: RunRow) -> HTML {
        "<span class=\"state \(row.state.rawValue)\">\(state(row))</span>"
    }

    /// The heading of the reminders in a state.
    func state(_ state: ReminderState) -> String {
        switch state {
        case .queued: context.say("I kö", "Queued")
        case .uncertain: context.say("Kontrolleras hos Amili", "Being checked with Amili")
        case .accepted: context.say("Mottagna av Amili", "Received by Amili")
        case .rejected: context.say("Avvisade av Amili", "Rejected by Amili")
        case .skipped: context.say("Hoppades över", "Skipped")
        case .failed: context.say("Misslyckades", "Failed")
        case .cancelled: context.say("Avbrutna", "Cancelled")
        case .manual: context.say("För hand", "By hand")
        }
    }

    /// The words after a number: `12 mottagna av Amili`.
    private func counted(_ state: ReminderState, _ count: Int) -> String {
        let isOne = count == 1
        return switch state {
        case .queued: context.say("i kö", "queued")
        case .uncertain: context.say("kontrolleras", "being checked")
        case .accepted:
            context.say(isOne ? "mottagen av Amili" : "mottagna av Amili", "received by Amili")
        case .rejected:
            context.say(isOne ? "avvisad av Amili" : "avvisade av Amili", "rejected by Amili")
        case .skipped: context.say("hoppades över", "skipped")
        case .failed: context.say("misslyckades", "failed")
        case .cancelled: context.say(isOne ? "avbruten" : "avbrutna", "cancelled")
        case .manual: context.say("för hand", "by hand")
        }
    }

    // MARK: Progress

    /// The bar, the counts in words, the pace, and the time left.
    /// - Parameter pace: nil: nothing moves.
    func progress(_ row: RunRow, pace: Pace?) -> HTML {
        "\(bar(row))\(counts(row))<p class=\"small soft pace\">\(sentence(row, pace))</p>"
    }

    /// A list of the counts that are not 0.
    func counts(_ row: RunRow) -> HTML {
        let items = Self.order.html { state in
            guard let count = row.counts[state], count > 0 else { return .empty }
            return """
                <li class="state \(state.word)">\(Format.count(count)) \(counted(state, count))</li>
                """
        }
        return items.isEmpty ? .empty : "<ul class=\"counts\">\(items)</ul>"
    }

    /// `11 mottagna av Amili, 1 avvisad av Amili.`
    func summary(_ row: RunRow) -> String {
        let parts = Self.order.compactMap { state -> String? in
            guard let count = row.counts[state], count > 0 else { return nil }
            return "\(Format.count(count)) \(counted(state, count))"
        }
        return parts.isEmpty ? "" : parts.joined(separator: ", ") + "."
    }

    /// `120 av 400 klara`.
    func done(_ row: RunRow) -> String {
        let (finished, total) = (Format.count(row.finished), Format.count(row.total))
        return row.total == 1
            ? context.say("\(finished) av 1 klar", "\(finished) of 1 done")
            : context.say("\(finished) av \(total) klara", "\(finished) of \(total) done")
    }

    /// `120 av 400 klara, 31 i sekunden, ungefär 9 s kvar`.
    private func sentence(_ row: RunRow, _ pace: Pace?) -> String {
        let done = done(row)
        guard let pace else { return context.say("\(done), står still", "\(done), stands still") }
        guard row.state == .open, pace.rate > 0 else { return done }
        let each = pace.rate.rounded()
        let rate =
            each >= 1
            ? context.say(
                "\(Format.count(Int(each))) i sekunden", "\(Format.count(Int(each))) a second")
            : context.say(
                "\(Format.count(Int((pace.rate * 60).rounded()))) i minuten",
                "\(Format.count(Int((pace.rate * 60).rounded()))) a minute")
        let left = pace.eta.map { eta in
            context.say(", ungefär \(Format.span(eta)) kvar", ", about \(Format.span(eta)) left")
        }
        return "\(done), \(rate)\(left ?? "")"
    }

    /// A bar with a segment for each state. Screen readers hear how many reminders are done.
    private func bar(_ row: RunRow) -> HTML {
        var segments = HTML.empty
        var begin = 0
        let total = max(row.total, 1)
        for state in Self.order {
            guard let count = row.counts[state], count > 0 else { continue }
            let (x, width) = (Self.share(begin, total), Self.share(count, total))
            segments += """
                <rect class="\(Self.fill(state))" x="\(x)%" width="\(width)%" height="100%"/>
                """
            if let pattern = Self.pattern(state) {
                segments += """
                    <rect fill="url(#\(pattern))" x="\(x)%" width="\(width)%" height="100%"/>
                    """
            }
            if begin > 0 {
                segments += "<rect class=\"bar-gap\" x=\"\(x)%\" width=\"2\" height=\"100%\"/>"
            }
            begin += count
        }
        let (finished, all) = (Format.count(row.finished), Format.count(row.total))
        let label =
            row.total == 1
            ? done(row)
            : context.say(
                "\(finished) av \(all) påminnelser är klara",
                "\(finished) of \(all) reminders are done")
        return """
            <svg class="progress" role="img" aria-label="\(label)" width="100%" height="14">\
            \(segments)</svg>
            """
    }

    /// A percentage with three decimals: `12.345`.
    private static func share(_ part: Int, _ whole: Int) -> String {
        let thousandths = part * 100_000 / whole
        let rest = String(thousandths % 1_000)
        return "\(thousandths / 1_000)." + String(repeating: "0", count: 3 - rest.count) + rest
    }

    /// The class of a segment in the style sheet.
    private static func fill(_ state: ReminderState) -> String {
        switch state {
        case .accepted: "bar-accepted"
        case .manual: "bar-manual"
        case .uncertain: "bar-uncertain"
        case .queued: "bar-queued"
        case .rejected, .failed: "bar-bad"
        case .skipped, .cancelled: "bar-still"
        }
    }

    /// The id of the pattern over a segment; nil for none.
    private static func pattern(_ state: ReminderState) -> String? {
        switch state {
        case .accepted, .queued: nil
        case .manual: "monster-hand"
        case .uncertain: "monster-tvekan"
        case .rejected, .failed: "monster-fel"
        case .skipped, .cancelled: "monster-stilla"
        }
    }

    /// The patterns that tell the segments apart without colour. A page with bars includes them
    /// once.
    static let patterns: HTML = """
        <svg class="quiet" width="1" height="1" aria-hidden="true" focusable="false"><defs>\
        <pattern id="monster-hand" width="6" height="6" patternUnits="userSpaceOnUse">\
        <rect class="bar-mark" y="2" width="6" height="1.5"/></pattern>\
        <pattern id="monster-tvekan" width="6" height="6" patternUnits="userSpaceOnUse" \
        patternTransform="rotate(45)"><rect class="bar-mark" width="2" height="6"/></pattern>\
        <pattern id="monster-fel" width="4" height="4" patternUnits="userSpaceOnUse">\
        <rect class="bar-mark" width="1" height="4"/></pattern>\
        <pattern id="monster-stilla" width="6" height="6" patternUnits="userSpaceOnUse">\
        <circle class="bar-mark" cx="3" cy="3" r="1.1"/></pattern>\
        </defs></svg>
        """
}

extension RunRow {
    /// Some reminders are queued or in doubt.
    var isUnfinished: Bool { finished < total }

    /// Whether a cancellation is offered: the run is not cancelled, and has reminders that are
    /// unfinished or made by hand, even if it is done.
    var mayBeCancelled: Bool {
        state != .stopped && (isUnfinished || (counts[.manual] ?? 0) > 0)
    }

    /// The counts may still change.
    var isLive: Bool { isUnfinished && state != .done }
}

extension PageContext {
    /// The run that the URL names.
    /// - Throws: `Refusal.notFound` if the creditor has no such run, or if the number is not
    ///   written as we write it (`007`).
    func run() async throws -> RunRow {
        let creditor = try creditor()
        guard let text = parameters["run"], let id = RunID(text), "\(id)" == text,
            let row = try await console.run(id, of: creditor.id)
        else { throw Refusal.notFound }
        return row
    }

    /// The URL of a run's page, or of a page that belongs to it.
    /// - Parameter rest: the end of the path: `/avbryt`.
    func url(_ run: RunID, _ creditor: GrantedCreditor, _ rest: String = "") -> String {
        url("/utskick/\(run)\(rest)", creditor)
    }

    /// The URL of an invoice's page.
    func invoiceURL(_ number: String, _ creditor: GrantedCreditor) -> String {
        url("/faktura", creditor, Fields([("nr", number)]))
    }
}
