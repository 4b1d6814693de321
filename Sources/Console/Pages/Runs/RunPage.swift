import AccessStore
import ConsoleStore
import NIOConcurrencyHelpers
import OperatorStore
import Reminders

/// `/utskick/{run}`: one run: its state, what was not sent and why, and each reminder. `RunLines`
/// reads the query. The page updates itself while the run is held or unfinished, and while payments
/// are being counted; a browser without a script then reloads it every 5 seconds.
struct RunPage {
    static let routes: [Route] = [
        .get("/utskick/{run}") { context in try await RunPage(context).page() },
        .get("/utskick/{run}/handelser") { context in try await RunPage(context).events() },
        .get("/utskick/{run}/lista.csv") { context in try await RunPage(context).file() },
        .post("/utskick/{run}/fortsatt") { context in try await RunPage(context).resume() },
    ]

    private let context: PageContext
    private let creditor: GrantedCreditor
    private let run: RunRow
    private let words: RunText
    private let list: RunLines

    /// - Throws: `Refusal.notFound` if the creditor has no such run; `badRequest` for an unknown
    ///   state or reason in the query.
    private init(_ context: PageContext) async throws {
        self.context = context
        creditor = try context.creditor()
        run = try await context.run()
        words = RunText(context: context)
        list = try RunLines(context, creditor, run)
    }

    /// The list's first page shows groups that agree with the counts. On later pages they may be 10
    /// seconds old.
    private func page() async throws -> PageResponse {
        let sections = RunSections(context: context, creditor: creditor, run: run)
        let groups = try await sections.groups(stale: list.isFirst ? .zero : .seconds(10))
        let lines = try await list.lines()
        let strip = try await sections.strip()
        let paid = try await sections.paidSince()
        let pace = try await sections.pace(Pace(run))
        let title = context.say("Utskick \(run.id)", "Run \(run.id)")
        let events = context.url(
            "/utskick/\(run.id)/handelser", creditor, list.fields(around: lines))
        let isLive = run.isLive || run.state == .held || paid.isCounting
        return Layout(
            context: context, title: title, section: "/utskick", events: isLive ? events : nil,
            refresh: isLive ? 5 : nil
        ).page(
            """
            \(RunText.patterns)
            <div class="head"><div><h1>\(title)</h1>\
            <p><span id="lage">\(words.badge(run))</span></p></div>\
            <div class="row" id="atgarder">\(actions(run))</div></div>
            \(RunNotice.html(context))
            <div id="remsa">\(strip)</div>
            <div class="panels"><section class="panel" aria-labelledby="sa-gar-det">\
            <h2 id="sa-gar-det">\(context.say("Så går det", "How it goes"))</h2>\
            <div id="framsteg">\(words.progress(run, pace: pace))</div>
            <div id="betalt">\(sections.html(paid))</div></section>
            <section class="panel" aria-labelledby="om-utskicket">\
            <h2 id="om-utskicket">\(context.say("Om utskicket", "About the run"))</h2>\
            \(facts)</section></div>
            <div id="grupper">\(sections.groups(groups))</div>
            <h2 id="paminnelser">\(context.say("Påminnelserna", "The reminders"))</h2>
            \(list.html(lines))
            """)
    }

    /// The button that cancels. A held run has the button *Ångra* in its strip instead.
    private func actions(_ run: RunRow) -> HTML {
        var buttons = HTML.empty
        if run.mayBeCancelled, !run.isHeld {
            buttons += """
                <a class="button danger" href="\(context.url(run.id, creditor, "/avbryt"))">\
                \(context.say("Avbryt utskicket", "Cancel the run"))</a>
                """
        }
        return buttons
    }

    private var facts: HTML {
        let held = run.holdUntil.map { until -> HTML in
            """
            <dt>\(context.say(run.isHeld ? "Hålls till" : "Hölls till", "Held until"))</dt>\
            <dd>\(Format.moment(until, seconds: true))</dd>
            """
        }
        let finished = run.finishedAt.map { at -> HTML in
            "<dt>\(context.say("Klart", "Done"))</dt><dd>\(Format.moment(at))</dd>"
        }
        let pruned = run.prunedAt.map { at -> HTML in
            """
            <dt>\(context.say("Gallrade påminnelser", "Pruned reminders"))</dt>\
            <dd>\(Format.count(run.pruned)), \(Format.moment(at))</dd>
            """
        }
        let refused: HTML =
            run.refused == 0
            ? .empty
            : """
            <dt>\(context.say("Rader som inte gick att läsa", "Lines that could not be read"))</dt>\
            <dd>\(Format.count(run.refused))</dd>
            """
        return """
            <dl class="facts"><dt>\(context.say("Skapat", "Made"))</dt>\
            <dd>\(Format.moment(run.createdAt)) \(context.say("av", "by")) \(run.createdBy)</dd>\
            <dt>\(context.say("Påminnelser", "Reminders"))</dt><dd>\(Format.count(run.total))</dd>\
            <dt>\(context.say("Uppgifterna är från", "The details are as of"))</dt>\
            <dd>\(Format.moment(run.asOf))</dd>\(held)\(finished)\(pruned)\(refused)</dl>
            """
    }

    // MARK: Live pieces

    /// Streams the parts of the page. Tells screen readers when the run's state has changed.
    private func events() async throws -> PageResponse {
        let (context, creditor, words, list) = (context, creditor, words, list)
        let page = self
        let (id, began) = (run.id, run.state)
        let news = NIOLockedValueBox((state: began, finished: [(Int, ContinuousClock.Instant)]()))
        let told = NIOLockedValueBox<String?>(nil)
        let tell: @Sendable ([LivePiece]) -> String? = { _ in told.withLockedValue { $0.take() } }
        return ServerSentEvents.reply(context, told: tell) {
            let coalescer = context.coalescer
            let now = try await coalescer.value("run/\(creditor.id)/\(id)") {
                try await context.console.run(id, of: creditor.id)
            }
            guard let run = now else { return [] }
            let pace = news.withLockedValue { Self.pace(run, &$0.finished) }
            if news.withLockedValue({ exchange(&$0.state, run.state) }) != run.state {
                told.withLockedValue { $0 = Self.sentence(context, run) }
            }
            let sections = RunSections(context: context, creditor: creditor, run: run)
            let groups = try await sections.groups(stale: .seconds(10))
            var pieces = [
                LivePiece("lage", words.badge(run)),
                LivePiece("atgarder", page.actions(run)),
                LivePiece("remsa", try await sections.strip()),
                LivePiece(
                    "framsteg", words.progress(run, pace: try await sections.pace(pace))),
                LivePiece("betalt", sections.html(try await sections.paidSince())),
                LivePiece("grupper", sections.groups(groups)),
            ]
            if let left = try await sections.countdown() {
                pieces.append(LivePiece("nedrakning", left))
            }
            return pieces + (try await list.pieces(run))
        }
    }

    /// The pace over the last ten seconds, from the counts that this stream has seen: a run that
    /// was paused overnight is not slow. In the stream's first 4 seconds it is the pace since the
    /// run's release.
    private static func pace(
        _ run: RunRow, _ seen: inout [(Int, ContinuousClock.Instant)]
    ) -> Pace {
        let now = ContinuousClock.now
        seen.append((run.finished, now))
        if seen.count > 6 { seen.removeFirst() }
        guard let first = seen.first, now - first.1 >= .seconds(4) else { return Pace(run) }
        return Pace(run, since: (first.0, (now - first.1) / .seconds(1)))
    }

    /// A sentence with the run's new state.
    private static func sentence(_ context: PageContext, _ run: RunRow) -> String {
        switch run.state {
        case .open:
            context.say("Utskicket har börjat skickas.", "The run is being sent now.")
        case .paused: context.say("Utskicket är pausat.", "The run is paused.")
        case .stopped: context.say("Utskicket är avbrutet.", "The run is cancelled.")
        default: context.say("Utskicket är klart.", "The run is done.")
        }
    }

    // MARK: Actions

    private func file() async throws -> PageResponse { list.file() }

    /// Lets a paused run go on.
    private func resume() async throws -> PageResponse {
        // A run that is not paused stays as it is, and nothing is audited.
        if try await context.operators.resume(run: run.id) {
            try await context.audit(.resumed, creditor: creditor.id, run: run.id)
        }
        return .seeOther(RunNotice.resumed.url(context, run.id, creditor))
    }
}

/// Stores the new value, and returns the old one.
private func exchange<Value>(_ place: inout Value, _ value: Value) -> Value {
    defer { place = value }
    return place
}
