import AccessStore
import ConsoleStore
import OperatorStore
import Reminders
import Texts

/// `/drift/handelse/{id}`: one open incident, and the form that closes it. `OperationsForms` has
/// its routes.
struct IncidentPage {
    /// The most characters of the text in `hur`.
    private static let mostWords = 500

    private let context: PageContext
    private let incident: OpenIncident

    /// - Throws: `Refusal.notFound` if no creditor given to the operator has such an open incident.
    init(_ context: PageContext) async throws {
        guard let id = context.parameters["id"].flatMap({ Int64($0) }),
            let incident = try await context.console.openIncident(
                id, of: context.session.creditors.map(\.id))
        else { throw Refusal.notFound }
        self.context = context
        self.incident = incident
    }

    /// - Parameter problem: an error to show at the text field; nil for none.
    func page(status: Int = 200, problem: String? = nil) throws -> PageResponse {
        let creditor = try context.creditor(incident.creditor)
        let fault = problem.map { text -> HTML in
            "<p class=\"flash\" id=\"hur-fel\">\(text)</p>"
        }
        let described: HTML =
            problem == nil ? "" : " aria-invalid=\"true\" aria-describedby=\"hur-fel\""
        return Layout(
            context: context, title: context.say("Händelse", "Incident"), section: "/drift"
        ).page(
            status: status,
            """
            <h1>\(context.say("Händelse \(incident.id)", "Incident \(incident.id)"))</h1>
            <section class="panel"><dl class="facts">
            \(fact(context.say("Företag", "Company"), creditor.name))
            \(fact(context.say("Faktura", "Invoice"), incident.invoiceNumber ?? "–"))
            \(fact(context.say("Utskick", "Run"), "\(incident.run)"))
            <dt>\(context.say("Upptäckt", "Found"))</dt><dd>\(Format.moment(incident.at))</dd>
            \(fact(context.say("Vad", "What"), context.say(incident.kind)))
            \(fact(
                context.say("Ärenden hos Amili", "Cases at Amili"),
                incident.cases.isEmpty ? "–" : incident.cases.joined(separator: ", ")))
            </dl>
            <p>\(context.say(
                "Ingenting återkallas av sig självt hos Amili. Återkalla det yngre ärendet där, "
                    + "på dess nummer, och skriv sedan här vad du gjorde.",
                "Nothing is ever withdrawn at Amili by itself. Withdraw the younger case there, by "
                    + "its number, and then write here what you did."))</p>
            <form method="post" class="stack" action="/drift/handelse/\(incident.id)">\
            \(context.formTokenField)
            <label for="hur">\(context.say("Vad gjordes?", "What was done?"))</label>
            <textarea id="hur" name="hur" rows="3" required maxlength="\(Self.mostWords)"\
            \(described)>\(context.form["hur"] ?? "")</textarea>\(fault)
            <p class="soft small">\(context.say(
                "Sparas med bevisen. Skriv inga personuppgifter.",
                "Kept with the evidence. No personal data, please."))</p>
            <div class="row"><button class="primary">\
            \(context.say("Avsluta händelsen", "Close the incident"))</button>
            <a class="button" href="/drift">\(context.say("Tillbaka", "Back"))</a></div>
            </form></section>
            """)
    }

    /// Closes the incident with the text in `hur`, which is kept with the evidence, and audits it.
    /// Without a text, or with one that is too long, it shows the form again with status 422.
    func close() async throws -> PageResponse {
        let words = (context.form["hur"] ?? "").trimmed
        guard !words.isEmpty, words.count <= Self.mostWords else {
            return try page(
                status: 422,
                problem: context.say(
                    "Skriv vad som gjordes, med högst \(Self.mostWords) tecken.",
                    "Say what was done, in at most \(Self.mostWords) characters."))
        }
        let isClosed = try await context.operators.closeIncident(
            incident.id, by: context.session.login, why: words)
        // Else a colleague was first, and it is theirs in the audit.
        if isClosed {
            try await context.audit(
                .closedIncident, creditor: incident.creditor, run: incident.run,
                facts: "incident \(incident.id)")
        }
        return .seeOther("/drift")
    }

    private func fact(_ name: String, _ value: String) -> HTML {
        "<dt>\(name)</dt><dd>\(value)</dd>"
    }
}
