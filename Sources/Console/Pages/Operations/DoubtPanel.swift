import ConsoleStore
import Reminders

/// The panel about the reminders in doubt of all creditors, grouped by what they wait for.
struct DoubtPanel {
    private let page: OperationsPage
    private var context: PageContext { page.context }

    init(_ page: OperationsPage) { self.page = page }

    var html: HTML {
        guard let oldest = page.state.oldestDoubt else {
            return "<p>\(context.say("Inget brev är ovisst.", "No letter is in doubt."))</p>"
        }
        let rows = page.state.doubts.html { doubt in
            """
            <tr><th scope="row">\(words(doubt.obstacle))</th>\
            <td class="number">\(Format.count(doubt.reminders))</td>\
            <td class="number">\(Format.count(doubt.parts))</td></tr>
            """
        }
        return """
            <p>\(context.say(
                "Ett svar kom bort, eller en arbetare dog. Amili tillfrågas innan något skickas igen.",
                "An answer was lost, or a worker died. Amili is asked before anything is sent again."
            ))</p>
            <p>\(context.say("Det äldsta sedan", "The oldest has been in doubt since")) \(Format.moment(oldest.at)).</p>
            <table><caption class="quiet">\(context.say(
                "Ovissa brev efter vad de väntar på", "Letters in doubt by what they wait for"))\
            </caption><thead><tr><th scope="col">\(context.say("Väntar på", "Waiting for"))</th>\
            <th scope="col" class="number">\(context.say("Brev", "Letters"))</th>\
            <th scope="col" class="number">\(context.say("Delar", "Parts"))</th></tr></thead>\
            <tbody>\(rows)</tbody></table>
            """
    }

    /// Names what the reminders wait for. `young` means that it is too soon: if Amili has no case
    /// yet, that proves nothing.
    private func words(_ obstacle: DoubtObstacle) -> String {
        switch obstacle {
        case .stuck: context.say("En människa: delen sitter fast", "A human: the part is stuck")
        case .allPaused:
            context.say("Dig: alla brev är stoppade", "You: every letter is stopped")
        case .allClosed: context.say("Att vägen till Amili öppnas", "The way to Amili to open")
        case .paused: context.say("Dig: företaget är stoppat", "You: the company is stopped")
        case .closed:
            context.say("Att vägen öppnas för företaget", "The way to open for the company")
        case .asking: context.say("Amilis svar: frågan är ställd", "Amili’s answer: it is asked")
        case .young:
            context.say(
                "Tid: än säger ”finns inte” ingenting", "Time: “not there” says nothing yet")
        case .turn: context.say("Sin tur att fråga", "Their turn to ask")
        }
    }
}
