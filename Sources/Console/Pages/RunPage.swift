import AccessStore
import ConsoleStore
import NIOConcurrencyHelpers
import OperatorStore
import Reminders

/// `/utskick/{run}`: how one run goes, what did not go, and each of its reminders.
struct RunPage {
    static let routes: [Route] = [
        .get("/utskick/{run}") { visit in try await RunPage(visit).page() },
        .get("/utskick/{run}/handelser") { visit in try await RunPage(visit).events() },
        .get("/utskick/{run}/lista.csv") { visit in try await RunPage(visit).file() },
        .post("/utskick/{run}/fortsatt") { visit in try await RunPage(visit).resume() },
    ]

    private let visit: Visit
    private let creditor: GrantedCreditor
    private let run: RunRow
    private let words: RunWords
    private let list: RunLines

    private init(_ visit: Visit) async throws {
        self.visit = visit
        creditor = try visit.creditor()
        run = try await visit.run()
        words = RunWords(visit: visit)
        list = try RunLines(visit, creditor, run)
    }

    private func page() async throws -> Reply {
        let sections = RunSections(visit: visit, creditor: creditor, run: run)
        let groups = try await sections.groups(stale: list.isFirst ? .zero : .seconds(10))
        let lines = try await list.lines()
        let strip = try await sections.strip()
        let paid = try await sections.paidSince()
        let pace = try await sections.pace(Pace(run))
        let title = visit.say("Utskick \(run.id)", "Run \(run.id)")
        let events = visit.url(
            "/utskick/\(run.id)/handelser", creditor, list.fields(around: lines))
        let isLive = run.isLive || run.state == .held || paid.isCounting
        return Frame(
            visit: visit, title: title, section: "/utskick", events: isLive ? events : nil,
            refresh: isLive ? 5 : nil
        ).page(
            """
            \(RunWords.patterns)
            <div class="head"><div><h1>\(title)</h1>\
            <p><span id="lage">\(words.badge(run))</span></p></div>\
            <div class="row" id="atgarder">\(actions(run))</div></div>
            \(RunNotice.html(visit))
            <div id="remsa">\(strip)</div>
            <div class="panels"><section class="panel" aria-labelledby="sa-gar-det">\
            <h2 id="sa-gar-det">\(visit.say("Så går det", "How it goes"))</h2>\
            <div id="framsteg">\(words.progress(run, pace: pace))</div>
            <div id="betalt">\(sections.html(paid))</div></section>
            <section class="panel" aria-labelledby="om-utskicket">\
            <h2 id="om-utskicket">\(visit.say("Om utskicket", "About the run"))</h2>\
            \(facts)</section></div>
            <div id="grupper">\(sections.groups(groups))</div>
            <h2 id="paminnelser">\(visit.say("Påminnelserna", "The reminders"))</h2>
            \(list.html(lines))
            """)
    }

    private func actions(_ run: RunRow) -> HTML {
        var buttons = HTML.empty
        if run.mayBeCancelled, !run.isHeld {
            buttons += """
                <a class="button danger" href="\(visit.url(run.id, creditor, "/avbryt"))">\
                \(visit.say("Avbryt utskicket", "Cancel the run"))</a>
                """
        }
        return buttons
    }

    private var facts: HTML {
        let held = run.holdUntil.map { until -> HTML in
            """
            <dt>\(visit.say(run.isHeld ? "Hålls till" : "Hölls till", "Held until"))</dt>\
            <dd>\(Format.moment(until, seconds: true))</dd>
            """
        }
        let finished = run.finishedAt.map { at -> HTML in
            "<dt>\(visit.say("Klart", "Done"))</dt><dd>\(Format.moment(at))</dd>"
        }
        let refused: HTML =
            run.refused == 0
            ? .empty
            : """
            <dt>\(visit.say("Rader som inte gick att läsa", "Lines that could not be read"))</dt>\
            <dd>\(Format.count(run.refused))</dd>
            """
        return """
            <dl class="facts"><dt>\(visit.say("Skapat", "Made"))</dt>\
            <dd>\(Format.moment(run.createdAt)) \(visit.say("av", "by")) \(run.createdBy)</dd>\
            <dt>\(visit.say("Påminnelser", "Reminders"))</dt><dd>\(Format.count(run.total))</dd>\
            <dt>\(visit.say("Uppgifterna är från", "The details are as of"))</dt>\
            <dd>\(Format.moment(run.asOf))</dd>\(held)\(finished)\(refused)</dl>
            """
    }

    // MARK: News

    private func events() async throws -> Reply {
        let (visit, creditor, words, list) = (visit, creditor, words, list)
        let page = self
        let (id, began) = (run.id, run.state)
        let news = NIOLockedValueBox((state: began, finished: [(Int, ContinuousClock.Instant)]()))
        let told = NIOLockedValueBox<String?>(nil)
        let tell: @Sendable ([LivePiece]) -> String? = { _ in told.withLockedValue { $0.take() } }
        return Live.reply(visit, told: tell) {
            let glances = visit.desk.glances
            let now = try await glances.value("run/\(creditor.id)/\(id)") {
                try await visit.console.run(id, of: creditor.id)
            }
            guard let run = now else { return [] }
            let pace = news.withLockedValue { Self.pace(run, &$0.finished) }
            if news.withLockedValue({ exchange(&$0.state, run.state) }) != run.state {
                told.withLockedValue { $0 = Self.sentence(visit, run) }
            }
            let sections = RunSections(visit: visit, creditor: creditor, run: run)
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

    private static func sentence(_ visit: Visit, _ run: RunRow) -> String {
        switch run.state {
        case .open:
            visit.say("Utskicket har börjat skickas.", "The run is being sent now.")
        case .paused: visit.say("Utskicket är pausat.", "The run is paused.")
        case .stopped: visit.say("Utskicket är avbrutet.", "The run is cancelled.")
        default: visit.say("Utskicket är klart.", "The run is done.")
        }
    }

    // MARK: What one does

    private func file() async throws -> Reply { list.file() }

    private func resume() async throws -> Reply {
        // Twice is once: a run that goes on already just goes on.
        if try await visit.operators.resume(run: run.id) {
            try await visit.audit(.resumed, creditor: creditor.id, run: run.id)
        }
        return .seeOther(RunNotice.resumed.url(visit, run.id, creditor))
    }
}

/// Puts the new value in, and hands the old one out.
private func exchange<Value>(_ place: inout Value, _ value: Value) -> Value {
    defer { place = value }
    return place
}

/// What a form of these pages came to, told once on the page that it leads to.
enum RunNotice: String {
    case resumed = "fortsatt"
    case cancelled = "avbrutet"
    case undone = "angrat"
    case tooLate = "for-sent"
    case resubmitted = "skickas-om"
    case existed = "fanns"

    func url(_ visit: Visit, _ run: RunID, _ creditor: GrantedCreditor) -> String {
        visit.url("/utskick/\(run)", creditor, Fields([("besked", rawValue)]))
    }

    static func html(_ visit: Visit) -> HTML {
        guard let notice = visit.query["besked"].flatMap(RunNotice.init) else { return .empty }
        switch notice {
        case .resumed:
            return Notice.good.html("\(visit.say("Utskicket fortsätter.", "The run goes on."))")
        case .cancelled:
            return Notice.good.html(
                """
                \(visit.say(
                    "Utskicket är avbrutet. Ingenting mer av det skickas.",
                    "The run is cancelled. Nothing more of it is sent."))
                """)
        case .undone:
            return Notice.good.html(
                """
                \(visit.say(
                    "Ångrat. Ingenting av utskicket skickades.",
                    "Undone. Nothing of the run was sent."))
                """)
        case .tooLate:
            return Notice.warning.html(
                """
                \(visit.say(
                    "Det var för sent: utskicket är redan klart, och det finns inget kvar att "
                        + "avbryta.",
                    "It was too late: the run is done, and nothing is left to cancel."))
                """)
        case .resubmitted:
            return Notice.good.html(
                "\(visit.say("Ett nytt utskick är skapat.", "A new run is made."))")
        case .existed:
            return Notice.info.html(
                """
                \(visit.say(
                    "De här påminnelserna är redan skickade om, i det här utskicket. Inget nytt "
                        + "skapades.",
                    "These reminders were resubmitted before, in this run. Nothing new was made."))
                """)
        }
    }
}
