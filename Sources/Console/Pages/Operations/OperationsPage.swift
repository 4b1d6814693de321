import AccessStore
import ConsoleStore
import Reminders

/// `/drift`: the state of the fleet, what is wrong with its remedies, and the switch that stops
/// every letter. For operators. Sums cover all creditors; names and numbers only those given to the
/// operator. A browser without a script reloads it every 15 seconds.
struct OperationsPage {
    static let routes: [Route] =
        [
            .get("/drift", .operator) { context in
                try await OperationsPage(context).page()
            },
            .get("/drift/nytt", .operator) { context in
                ServerSentEvents.reply(context) { try await OperationsPage(context).pieces() }
            },
        ] + OperationsForms.routes

    let context: PageContext
    let state: Operations
    /// The problems with the database and the creditors, at most 10 seconds old.
    let diagnosis: Diagnosis
    /// At most 10 seconds old.
    let health: Health
    /// The time that the database takes to answer the smallest statement from this server; at most
    /// 10 seconds old.
    let roundTrip: Duration

    /// Reads everything that the page shows.
    init(_ context: PageContext) async throws {
        self.context = context
        let console = context.console
        diagnosis = try await context.coalescer.value("diagnosis", fresh: .seconds(10)) {
            try await console.diagnosis()
        }
        health = try await context.coalescer.value("health", fresh: .seconds(10)) {
            try await console.health()
        }
        roundTrip = try await context.coalescer.value("round trip", fresh: .seconds(10)) {
            try await console.roundTrip()
        }
        state = try await context.console.operations(context.session.creditors.map(\.id))
    }

    private func page() -> PageResponse {
        Layout(
            context: context, title: context.say("Drift", "Operations"), section: "/drift",
            events: "/drift/nytt", refresh: 15
        ).page(
            """
            <div class="head"><h1>\(context.say("Drift", "Operations"))</h1>\
            <p class="soft" id="klockan">\(clock)</p>\
            <a class="button" href="/drift/logg">\(context.say("Vem gjorde vad", "Who did what"))</a></div>
            <div id="strombrytaren">\(OperationsSwitch(self).fleet)</div>
            <div id="atgarder">\(Troubles(self).html)</div>
            <section class="panel" aria-labelledby="laget">\
            <h2 id="laget">\(context.say("Läget", "At a glance"))</h2>\
            <dl class="figures" id="siffror">\(figures)</dl></section>
            \(ThroughputChart(self).section)
            <div class="panels">
            \(panel("amili", "Amili", AmiliPanel(self).html))
            \(panel("tvivel", context.say("Ovissa brev", "Letters in doubt"), DoubtPanel(self).html))
            </div>
            \(sheet("arbetarna", context.say("Arbetare", "Workers"), workers))
            \(sheet("utskicken", context.say("Utskick som pågår", "Runs under way"), runs))
            \(sheet("foretagen", context.say("Dina företag", "Your companies"), creditors))
            """)
    }

    /// The parts that change, under their ids in `page`.
    private func pieces() -> [LivePiece] {
        let chart = ThroughputChart(self)
        return [
            LivePiece("klockan", clock),
            LivePiece("strombrytaren", OperationsSwitch(self).fleet),
            LivePiece("atgarder", Troubles(self).html),
            LivePiece("siffror", figures),
            LivePiece("diagrammet", chart.picture),
            LivePiece("diagram-rader", chart.rows),
            LivePiece("amili", AmiliPanel(self).html),
            LivePiece("tvivel", DoubtPanel(self).html),
            LivePiece("arbetarna", workers),
            LivePiece("utskicken", runs),
            LivePiece("foretagen", creditors),
        ]
    }

    private func panel(_ id: String, _ title: String, _ content: HTML) -> HTML {
        """
        <section class="panel" aria-labelledby="\(id)-rubrik"><h2 id="\(id)-rubrik">\(title)</h2>\
        <div id="\(id)">\(content)</div></section>
        """
    }

    private func sheet(_ id: String, _ title: String, _ content: HTML) -> HTML {
        """
        <section aria-labelledby="\(id)-rubrik"><h2 id="\(id)-rubrik">\(title)</h2>\
        <div id="\(id)">\(content)</div></section>
        """
    }

    private var workers: HTML { WorkerTable(self).html }
    private var runs: HTML { RunTable(self).html }
    private var creditors: HTML { CreditorTable(self).html }

    // MARK: The parts

    private var clock: HTML {
        """
        \(context.say("Så var det", "As of")) \(Format.moment(state.amili.now, seconds: true)). \
        \(context.say("Sidan följer med av sig själv.", "The page keeps up by itself."))
        """
    }

    /// The queue of all creditors, and the reminders settled in the last hour.
    private var figures: HTML {
        let queue = state.queue
        let settled = state.throughput.minutes.compactMap(\.settled)
        let since: HTML =
            if let due = queue.oldestDue {
                "\(context.say("sedan", "since")) \(Format.moment(due.at))"
            } else {
                "\(context.say("ingen del väntar", "no part waits"))"
            }
        let elsewhere = context.say(
            "\(Format.count(queue.inHand)) i arbetarnas händer, \(Format.count(queue.waiting)) väntar"
                + " på sin tid, \(Format.count(queue.parked)) står parkerade",
            "\(Format.count(queue.inHand)) in workers’ hands, \(Format.count(queue.waiting)) wait for"
                + " their time, \(Format.count(queue.parked)) are parked")
        let seen =
            settled.count == state.throughput.minutes.count
            ? context.say("alla minuter är sedda", "every minute was seen")
            : context.say(
                "\(settled.count) av 60 minuter är sedda",
                "\(settled.count) of 60 minutes were seen")
        return """
            \(figure(
                context.say("Påminnelser i kö", "Reminders queued"), Format.count(queue.queued),
                "\(context.say("i alla företag, nu", "of all companies, now"))"))
            \(figure(
                context.say("Ovissa", "In doubt"), Format.count(queue.uncertain),
                "\(context.say("Amili tillfrågas om dem", "Amili is asked about them"))"))
            \(figure(
                context.say("Delar på tur", "Parts whose turn it is"), Format.count(queue.ready),
                "\(elsewhere)"))
            \(figure(
                context.say("Längst väntan på sin tur", "Longest wait for its turn"),
                queue.oldestDue.map { Format.span($0.seconds) } ?? "–", since))
            \(figure(
                context.say("Avgjorda senaste timmen", "Settled in the last hour"),
                settled.isEmpty ? "–" : Format.count(settled.reduce(0, +)), "\(seen)"))
            """
    }

    /// One figure with its name and an explanation.
    private func figure(_ name: String, _ value: String, _ what: HTML) -> HTML {
        "<div><dt>\(name)</dt><dd>\(value)<span class=\"why\">\(what)</span></dd></div>"
    }

    // MARK: Shared by the parts

    /// nil if the creditor is not given to this operator.
    func creditor(_ id: CreditorID) -> GrantedCreditor? {
        context.session.creditors.first { $0.id == id }
    }

    /// `3 utskick`: a number with the right form of the noun.
    func count(_ number: Int, _ one: String, _ many: String) -> String {
        "\(Format.count(number))\u{A0}\(number == 1 ? one : many)"
    }

    /// ` sedan 2026-11-20 08:30 av kim`, as far as it is known; may be empty.
    func stopped(_ gate: GateState) -> HTML {
        let at = gate.pausedAt.map { at -> HTML in
            " \(context.say("sedan", "since")) \(Format.moment(at))"
        }
        let by = gate.pausedBy.map { by -> HTML in " \(context.say("av", "by")) \(by)" }
        return "\(at)\(by)"
    }
}
