import AccessStore
import ConsoleStore
import OperatorStore
import Reminders

/// `/drift/handelse/{id}`: one proof that something went wrong, and the form that closes it.
struct IncidentPage {
    private static let mostWords = 500

    private let visit: Visit
    private let incident: OpenIncident

    init(_ visit: Visit) async throws {
        guard let id = visit.parameters["id"].flatMap({ Int64($0) }),
            let incident = try await visit.console.openIncident(
                id, of: visit.session.creditors.map(\.id))
        else { throw Refusal.notFound }
        self.visit = visit
        self.incident = incident
    }

    func page(status: Int = 200, problem: String? = nil) throws -> Reply {
        let creditor = try visit.creditor(incident.creditor)
        let fault = problem.map { text -> HTML in
            "<p class=\"flash\" id=\"hur-fel\">\(text)</p>"
        }
        let described: HTML =
            problem == nil ? "" : " aria-invalid=\"true\" aria-describedby=\"hur-fel\""
        return Frame(
            visit: visit, title: visit.say("Händelse", "Incident"), section: "/drift"
        ).page(
            status: status,
            """
            <h1>\(visit.say("Händelse \(incident.id)", "Incident \(incident.id)"))</h1>
            <section class="panel"><dl class="facts">
            \(fact(visit.say("Företag", "Company"), creditor.name))
            \(fact(visit.say("Faktura", "Invoice"), incident.invoiceNumber ?? "–"))
            \(fact(visit.say("Utskick", "Run"), "\(incident.run)"))
            <dt>\(visit.say("Upptäckt", "Found"))</dt><dd>\(Format.moment(incident.at))</dd>
            \(fact(visit.say("Vad", "What"), visit.say(incident.kind.swedish, incident.kind.english)))
            \(fact(
                visit.say("Ärenden hos Amili", "Cases at Amili"),
                incident.cases.isEmpty ? "–" : incident.cases.joined(separator: ", ")))
            </dl>
            <p>\(visit.say(
                "Ingenting återkallas av sig självt hos Amili. Återkalla det yngre ärendet där, "
                    + "på dess nummer, och skriv sedan här vad du gjorde.",
                "Nothing is ever withdrawn at Amili by itself. Withdraw the younger case there, by "
                    + "its number, and then write here what you did."))</p>
            <form method="post" class="stack" action="/drift/handelse/\(incident.id)">\
            \(visit.formTokenField)
            <label for="hur">\(visit.say("Vad gjordes?", "What was done?"))</label>
            <textarea id="hur" name="hur" rows="3" required maxlength="\(Self.mostWords)"\
            \(described)>\(visit.form["hur"] ?? "")</textarea>\(fault)
            <p class="soft small">\(visit.say(
                "Sparas med bevisen. Skriv inga personuppgifter.",
                "Kept with the evidence. No personal data, please."))</p>
            <div class="row"><button class="primary">\
            \(visit.say("Avsluta händelsen", "Close the incident"))</button>
            <a class="button" href="/drift">\(visit.say("Tillbaka", "Back"))</a></div>
            </form></section>
            """)
    }

    func close() async throws -> Reply {
        let words = (visit.form["hur"] ?? "").trimmed
        guard !words.isEmpty, words.count <= Self.mostWords else {
            return try page(
                status: 422,
                problem: visit.say(
                    "Skriv vad som gjordes, med högst \(Self.mostWords) tecken.",
                    "Say what was done, in at most \(Self.mostWords) characters."))
        }
        _ = try await visit.operators.closeIncident(
            incident.id, by: visit.session.login, why: words)
        try await visit.audit(
            .closedIncident, creditor: incident.creditor, run: incident.run,
            facts: "incident \(incident.id)")
        return .seeOther("/drift")
    }

    private func fact(_ name: String, _ value: String) -> HTML {
        "<dt>\(name)</dt><dd>\(value)</dd>"
    }
}
