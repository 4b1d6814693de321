import AccessStore
import ConsoleStore
import NIOConcurrencyHelpers
import OperatorStore
import Reminders

/// `/utskick/{run}`: how one run goes, what did not go, and each of its reminders.
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

    private init(_ context: PageContext) async throws {
        self.context = context
        creditor = try context.creditor()
        run = try await context.run()
        words = RunText(context: context)
        list = try RunLines(context, creditor, run)
    }

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
            <dd>\(Format.moment(run.asOf))</dd>\(held)\(finished)\(refused)</dl>
            """
    }

    // MARK: News

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

    /// By what came to an end in the last ten seconds: a run that lay paused overnight is not slow.
    private static func pace(
        _ run: RunRow, _ seen: inout [(Int, ContinuousClock.Instant)]
    ) -> Pace {
        let now = ContinuousClock.now
        seen.append((run.finished, now))
        if seen.count > 6 { seen.removeFirst() }
        guard let first = seen.first, now - first.1 >= .seconds(4) else { return Pace(run) }
        return Pace(run, since: (first.0, (now - first.1) / .seconds(1)))
    }

    private static func sentence(_ context: PageContext, _ run: RunRow) -> String {
        switch run.state {
        case .open:
            context.say("Utskicket har börjat skickas.", "The run is being sent now.")
        case .paused: context.say("Utskicket är pausat.", "The run is paused.")
        case .stopped: context.say("Utskicket är avbrutet.", "The run is cancelled.")
        default: context.say("Utskicket är klart.", "The run is done.")
        }
    }

    // MARK: What one does

    private func file() async throws -> PageResponse { list.file() }

    private func resume() async throws -> PageResponse {
        // Twice is once: a run that goes on already just goes on.
        if try await context.operators.resume(run: run.id) {
            try await context.audit(.resumed, creditor: creditor.id, run: run.id)
        }
        return .seeOther(RunNotice.resumed.url(context, run.id, creditor))
    }
}

/// Puts the new value in, and hands the old one out.
private func exchange<Value>(_ place: inout Value, _ value: Value) -> Value {
    defer { place = value }
    return place
}
