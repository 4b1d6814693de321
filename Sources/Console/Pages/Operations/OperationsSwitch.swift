import AccessStore
import ConsoleStore
import OperatorStore
import Reminders

/// The switch that stops letters, for all creditors or for one.
struct OperationsSwitch {
    private let page: OperationsPage
    private var context: PageContext { page.context }

    init(_ page: OperationsPage) { self.page = page }

    /// The switch for all creditors, with an explanation of what it does.
    var fleet: HTML {
        let gate = page.state.amili.state
        return gate.isPaused ? stopped(gate) : going
    }

    private var going: HTML {
        """
        <section class="panel switch" aria-labelledby="strom-rubrik"><div>
        <h2 id="strom-rubrik">\(context.say(
            "Breven får gå till Amili", "Letters may go to Amili"))</h2>
        <p>\(context.say(
            "Stoppar du dem lämnar inget brev oss senare än en sekund efteråt (högst tre, om"
                + " PAMINN_SEND_WITHIN säger det), från något företag. Ingenting går förlorat:"
                + " det som väntar går när du släpper fram det igen. Det som Amili redan har kan"
                + " inte tas tillbaka.",
            "If you stop them, no letter of any company leaves later than a second after (three at"
                + " most, if PAMINN_SEND_WITHIN says so). Nothing is lost: what waits goes when you"
                + " resume. What Amili already has cannot be taken back."))</p></div>
        \(form(
            "/drift/stoppa", "danger", "stoppa-allt", nil,
            context.say("Stoppa alla brev", "Stop every letter")))
        </section>
        """
    }

    private func stopped(_ gate: GateState) -> HTML {
        """
        <section class="panel switch off" aria-labelledby="strom-rubrik"><div>
        <h2 id="strom-rubrik">\(context.say("Alla brev är stoppade", "Every letter is stopped"))</h2>
        <p><strong>\(context.say("Stoppat", "Stopped"))\(page.stopped(gate)).</strong> \
        \(context.say(
            "Inget brev och ingen fråga går till Amili från något företag. Det som väntar ligger "
                + "kvar i ordning.",
            "No letter and no question goes to Amili from any company. What waits keeps its "
                + "order."))</p>
        <p>\(context.say(
            "Släpper du fram dem öppnas vägen även om Amili eller vi själva har stängt den, men "
                + "ett stillestånd efter att databasen har gått tillbaka i tiden varar till sitt "
                + "slut: bara tiden visar vad som då var på väg.",
            "Resuming opens the way even if Amili or we ourselves have closed it, but a stand-still "
                + "after the database went back in time lasts to its end: only time tells what was "
                + "in flight then."))</p></div>
        \(form(
            "/drift/slapp-fram", "primary", "slapp-fram-allt", nil,
            context.say("Släpp fram breven", "Resume")))
        </section>
        """
    }

    /// A button that posts to `action`.
    /// - Parameter creditor: nil for all creditors.
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
            <form method="post" action="\(action)">\(context.formTokenField)\(whose)\
            <button class="\(style)" id="\(id)">\(words)\(spoken)</button></form>
            """
    }
}
