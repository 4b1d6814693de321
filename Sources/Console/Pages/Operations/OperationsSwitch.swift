import AccessStore
import ConsoleStore
import OperatorStore
import Reminders

/// One switch that stops every letter: of everybody, or of one creditor.
struct OperationsSwitch {
    private let page: OperationsPage
    private var visit: Visit { page.visit }

    init(_ page: OperationsPage) { self.page = page }

    var fleet: HTML {
        let shut = page.state.amili.shut
        return shut.isPaused ? stopped(shut) : going
    }

    private var going: HTML {
        """
        <section class="panel switch" aria-labelledby="strom-rubrik"><div>
        <h2 id="strom-rubrik">\(visit.say(
            "Breven får gå till Amili", "Letters may go to Amili"))</h2>
        <p>\(visit.say(
            "Stoppar du dem lämnar inget brev oss senare än en sekund efteråt (högst tre, om"
                + " PAMINN_SEND_WITHIN säger det), från något företag. Ingenting går förlorat:"
                + " det som väntar går när du släpper fram det igen. Det som Amili redan har kan"
                + " inte tas tillbaka.",
            "If you stop them, no letter of any company leaves later than a second after (three at"
                + " most, if PAMINN_SEND_WITHIN says so). Nothing is lost: what waits goes when you"
                + " resume. What Amili already has cannot be taken back."))</p></div>
        \(form(
            "/drift/stoppa", "danger", "stoppa-allt", nil,
            visit.say("Stoppa alla brev", "Stop every letter")))
        </section>
        """
    }

    private func stopped(_ shut: Shut) -> HTML {
        """
        <section class="panel switch off" aria-labelledby="strom-rubrik"><div>
        <h2 id="strom-rubrik">\(visit.say("Alla brev är stoppade", "Every letter is stopped"))</h2>
        <p><strong>\(visit.say("Stoppat", "Stopped"))\(page.stopped(shut)).</strong> \
        \(visit.say(
            "Inget brev och ingen fråga går till Amili från något företag. Det som väntar ligger "
                + "kvar i ordning.",
            "No letter and no question goes to Amili from any company. What waits keeps its "
                + "order."))</p>
        <p>\(visit.say(
            "Släpper du fram dem öppnas vägen även om Amili eller vi själva har stängt den, men "
                + "ett stillestånd efter att databasen har gått tillbaka i tiden varar till sitt "
                + "slut: bara tiden visar vad som då var på väg.",
            "Resuming opens the way even if Amili or we ourselves have closed it, but a stand-still "
                + "after the database went back in time lasts to its end: only time tells what was "
                + "in flight then."))</p></div>
        \(form(
            "/drift/slapp-fram", "primary", "slapp-fram-allt", nil,
            visit.say("Släpp fram breven", "Resume")))
        </section>
        """
    }

    /// - Parameter creditor: nil for everybody.
    func form(
        _ action: String, _ style: String, _ id: String, _ creditor: GrantedCreditor?,
        _ words: String
    ) -> HTML {
        let whose: HTML =
            if let creditor {
                "<input type=\"hidden\" name=\"foretag\" value=\"\(creditor.handle)\">"
            } else {
                "<input type=\"hidden\" name=\"allt\" value=\"ja\">"
            }
        let spoken: HTML =
            if let creditor { "<span class=\"quiet\">: \(creditor.name)</span>" } else { "" }
        return """
            <form method="post" action="\(action)">\(visit.formTokenField)\(whose)\
            <button class="\(style)" id="\(id)">\(words)\(spoken)</button></form>
            """
    }
}

/// What the operator's forms do. Each is audited, and answers with the page.
enum OperationsForms {
    static let routes: [Route] = [
        .post("/drift/stoppa", .operator) { try await setPaused(true, $0) },
        .post("/drift/slapp-fram", .operator) { try await setPaused(false, $0) },
        .post("/drift/utskick", .operator) { try await resumeRun($0) },
        .post("/drift/del", .operator) { try await retryPart($0) },
        .get("/drift/handelse/{id}", .operator) { try await IncidentPage($0).page() },
        .post("/drift/handelse/{id}", .operator) { try await IncidentPage($0).close() },
    ]

    private static func setPaused(_ isPaused: Bool, _ visit: Visit) async throws -> Reply {
        // All, or one: never all because a name was missing.
        var creditor: GrantedCreditor?
        if visit.form["allt"] != "ja" {
            guard let handle = visit.form["foretag"] else { throw Refusal.badRequest }
            creditor = visit.session.creditors.first { $0.handle == handle }
            if creditor == nil { throw Refusal.notFound }
        }
        try await visit.operators.setPaused(
            isPaused, creditor: creditor?.id, by: visit.session.login)
        try await visit.audit(
            .switched(isPaused, all: creditor == nil), creditor: creditor?.id)
        return .seeOther(creditor == nil ? "/drift" : "/drift#foretagen-rubrik")
    }

    private static func resumeRun(_ visit: Visit) async throws -> Reply {
        guard let run = visit.form.number("utskick", in: 1...RunID.max) else {
            throw Refusal.badRequest
        }
        guard let owner = try await visit.console.creditor(of: run) else { throw Refusal.notFound }
        let creditor = try visit.creditor(owner)
        if try await visit.operators.resume(run: run) {
            try await visit.audit(.resumedRun, creditor: creditor.id, run: run)
        }
        return .seeOther("/drift")
    }

    private static func retryPart(_ visit: Visit) async throws -> Reply {
        guard let run = visit.form.number("utskick", in: 1...RunID.max),
            let first = visit.form.number("del", in: 1...Int(Int32.max))
        else { throw Refusal.badRequest }
        guard let owner = try await visit.console.creditor(of: run) else { throw Refusal.notFound }
        let creditor = try visit.creditor(owner)
        if try await visit.operators.retry(run: run, first: first, by: visit.session.login) {
            try await visit.audit(
                .retriedPart, creditor: creditor.id, run: run, facts: "first \(first)")
        }
        return .seeOther("/drift")
    }
}
