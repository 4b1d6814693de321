import AccessStore
import ConsoleStore
import OperatorStore
import Reminders

/// `/faktura?nr=…`: one invoice, the state of its reminder, and its history.
///
/// `POST /faktura/frige` releases it for a new reminder. `POST /faktura/avgor` settles a doubt, for
/// operators only. Both require a reason: 422 without one, 409 if the invoice is not in a state for
/// it.
struct InvoicePage: PagePart {
    static let routes: [Route] = [
        .get("/faktura") { context in try await InvoicePage(context).page() },
        .post("/faktura/frige") { context in try await InvoicePage(context).release() },
        .post("/faktura/avgor", .operator) { context in try await InvoicePage(context).resolve() },
    ]

    /// The most characters of a reason; a longer one is cut.
    private static let longestReason = 500

    let context: PageContext
    private let creditor: GrantedCreditor
    private let number: InvoiceNumber

    /// - Throws: `Refusal.notFound` if `nr` is no invoice number, or if the creditor is not one of
    ///   this user's.
    private init(_ context: PageContext) throws {
        self.context = context
        creditor = try context.creditor()
        guard let number = context.query["nr"].flatMap({ InvoiceNumber($0) }) else {
            throw Refusal.notFound
        }
        self.number = number
    }

    /// A URL of this invoice's pages.
    private func url(_ path: String, _ fields: [(String, String)] = []) -> String {
        context.url(
            path, creditor, Fields(([("nr", number.written)] + fields).map { ($0.0, $0.1) }))
    }

    /// - Parameter problem: an error to show at the top; nil for none.
    /// - Throws: `Refusal.notFound` if the invoice is not on file and never was in a run.
    private func page(status: Int = 200, problem: String? = nil) async throws -> PageResponse {
        let facts = try await context.console.invoiceFacts(number.key, of: creditor.id)
        let story = try await context.console.story(of: number.key, creditor: creditor.id)
        if facts == nil, story.isEmpty { throw Refusal.notFound }
        let doubt = try await context.console.doubt(number.key, of: creditor.id)
        var runs: [RunID: RunRow] = [:]
        for id in Set(story.map(\.run)) {
            runs[id] = try await context.console.run(id, of: creditor.id)
        }
        let written = facts?.invoice.number.written ?? number.written
        let title = say("Faktura \(written)", "Invoice \(written)")
        let warning = problem.map { text -> HTML in
            "<div class=\"notice bad\" role=\"alert\"><p>\(text)</p></div>"
        }
        let timeline = InvoiceStory(context: context, creditor: creditor, runs: runs).html(story)
        return Layout(context: context, title: title, section: "/kundfakturor").page(
            status: status,
            """
            <div class="head"><h1>\(title)</h1>\(facts.map(remindForm))</div>\(warning)\(notice)\(facts.map(warnings))
            \(doubt.map(doubtPanel))
            <div class="panels">\(facts.map { standing($0, story) })\(facts.map(details) ?? gone)</div>
            \(facts.map(releaseForm))
            <h2 id="historik">\(say("Fakturans historik", "The invoice's story"))</h2>
            \(timeline)
            """)
    }

    /// Replaces the details of an invoice that is no longer on file.
    private var gone: HTML {
        Notice.info.html(
            """
            \(say(
                "Fakturan finns inte längre i registret. Historiken finns kvar.",
                "The invoice is no longer on file. Its story is kept."))
            """)
    }

    private var notice: HTML {
        switch context.query["besked"] {
        case "frigiven":
            Notice.good.html(
                """
                \(say(
                    "Fakturan är frigiven och kan påminnas på nytt. Ingenting har skickats.",
                    "The invoice is released and may be reminded of anew. Nothing was sent."))
                """)
        case "avgjord":
            Notice.good.html(
                "\(say("Ditt besked är sparat.", "What you told is kept."))")
        default: .empty
        }
    }

    // MARK: Facts

    /// Asks to report payments and credits that came after the handover to Amili; empty if none
    /// did.
    private func warnings(_ facts: InvoiceFacts) -> HTML {
        let caseID = facts.caseID.map { say(" Ärendet är \($0).", " The case is \($0).") } ?? ""
        let invoice = facts.invoice
        if facts.isPartPaidAfterHandover, let total = invoice.total {
            let left = Format.money(invoice.remaining, invoice.currency)
            let all = Format.money(total, invoice.currency)
            return Notice.warning.html(
                """
                <strong>\(say(
                    "Fakturan är delbetald: \(left) är kvar av \(all).",
                    "The invoice is part-paid: \(left) is left of \(all)."))</strong> \
                \(say(
                    "Anmäl det som har betalats efter att den lämnades till Amili, så att kunden"
                        + " inte krävs på för mycket.",
                    "Report what was paid after it was handed over to Amili, so that the customer"
                        + " is not asked for too much."))\
                \(caseID)
                """)
        }
        guard facts.isPaidAfterHandover else { return .empty }
        return Notice.warning.html(
            """
            <strong>\(say(
                "Fakturan är betald eller krediterad efter att den lämnades till Amili.",
                "The invoice was paid or credited after it was handed over to Amili."))</strong> \
            \(say(
                "Anmäl betalningen till Amili, så att inga fler brev går till kunden.",
                "Report the payment to Amili, so that no more letters go to the customer."))\
            \(caseID)
            """)
    }

    /// The panel about the reminder. A rejection is quoted from the last call that ended in one.
    private func standing(_ facts: InvoiceFacts, _ story: [StoryEvent]) -> HTML {
        var rows = HTML.empty
        func add(_ name: String, _ value: HTML) { rows += "<dt>\(name)</dt><dd>\(value)</dd>" }
        if let reason = facts.reason {
            add(say("Orsak", "Reason"), "\(context.isEnglish ? reason.english : reason.swedish)")
        }
        if facts.state == .rejected,
            let answer = story.last(where: { $0.kind == .call && $0.to == .rejected })
        {
            add(
                say("Amilis svar", "Amili's answer"),
                "<q lang=\"en\">\(answer.why)</q>")
        }
        if let run = facts.run {
            add(
                say("Utskick", "Run"),
                "<a href=\"\(context.url(run, creditor))\">\(say("Utskick", "Run")) \(run)</a>")
        }
        if facts.attempts > 1 { add(say("Försök", "Attempts"), "\(facts.attempts)") }
        if let next = facts.nextAttemptAt {
            add(say("Nästa försök", "Next attempt"), Format.moment(next))
        }
        if let caseID = facts.caseID { add(say("Amilis ärende", "Amili's case"), "\(caseID)") }
        if let ocr = facts.amiliOCR {
            add(say("OCR att betala med till Amili", "OCR to pay Amili with"), "\(ocr)")
        }
        if let changed = facts.changedAt { add(say("Ändrad", "Changed"), Format.moment(changed)) }
        if let confirmed = facts.confirmedAt {
            add(say("Senast bekräftad", "Last confirmed"), Format.moment(confirmed))
        }
        if let released = facts.releasedAt {
            add(say("Frigiven", "Released"), Format.moment(released))
        }
        return """
            <section class="panel" aria-labelledby="status"><h2 id="status">\(say(
                "Påminnelsen", "The reminder"))</h2>
            <p>\(StateBadge(facts).html(context))</p>
            <dl class="facts">\(rows)</dl></section>
            """
    }

    /// The panel about the invoice itself.
    private func details(_ facts: InvoiceFacts) -> HTML {
        let invoice = facts.invoice
        let debtor = invoice.debtor
        var rows = HTML.empty
        func add(_ name: String, _ value: HTML) { rows += "<dt>\(name)</dt><dd>\(value)</dd>" }
        if invoice.flags.contains(.erased) {
            add(
                say("Kund", "Customer"),
                "\(say("Uppgifterna är raderade", "The details are erased"))")
        } else {
            add(say("Kund", "Customer"), "<span class=\"name\">\(debtor.name)</span>")
            if let number = invoice.customerNumber {
                add(say("Kundnr", "Customer no."), "\(number)")
            }
            let country = debtor.country == "SE" ? "" : ", \(debtor.country)"
            add(
                say("Adress", "Address"),
                "\(debtor.addressLine)<br>\(debtor.zipCode) \(debtor.city)\(country)")
            if let email = debtor.email { add(say("E-post", "E-mail"), "\(email)") }
        }
        add(say("Fakturadatum", "Invoice date"), "\(invoice.invoiceDate.description)")
        let late = facts.daysOverdue > 0 ? " (\(context.daysOverdue(facts.daysOverdue)))" : ""
        add(say("Förfallodatum", "Due date"), "\(invoice.dueDate.description)\(late)")
        if let total = invoice.total {
            add(say("Belopp", "Amount"), "\(Format.money(total, invoice.currency))")
        }
        add(
            say("Kvar att betala", "Left to pay"),
            "<strong>\(Format.money(invoice.remaining, invoice.currency))</strong>")
        if let ocr = invoice.ocr { add(say("OCR", "OCR"), "\(ocr)") }
        if !invoice.description.isEmpty { add(say("Avser", "For"), "\(invoice.description)") }
        add(say("Uppgifterna är från", "The details are as of"), Format.moment(facts.asOf))
        return """
            <section class="panel" aria-labelledby="fakturan"><h2 id="fakturan">\(say(
                "Fakturan", "The invoice"))</h2><dl class="facts">\(rows)</dl></section>
            """
    }

    /// The button that opens a draft with this invoice alone. The draft decides whether a reminder
    /// may go, and says why not.
    private func remindForm(_ facts: InvoiceFacts) -> HTML {
        """
        <form class="inline" method="post" \
        action="\(context.url("/kundfakturor/paminn", creditor))">\(context.formTokenField)\
        <input type="hidden" name="rad" value="\(facts.invoice.number.key)">\
        <button>\(say("Påminn om den här fakturan", "Remind of this invoice"))</button></form>
        """
    }

    // MARK: Release

    /// The form that releases the invoice; empty unless a human may do so now.
    private func releaseForm(_ facts: InvoiceFacts) -> HTML {
        guard facts.mayBeReleased else { return .empty }
        return """
            <details class="panel"><summary>\(say(
                "Frige fakturan för en ny påminnelse", "Release the invoice for a new reminder"))\
            </summary>
            <p>\(say(
                "Gör det bara om ärendet hos Amili är återkallat eller avslutat. Då får fakturan "
                    + "påminnas på nytt; ingenting skickas av det här. Ett ärende som fortfarande "
                    + "är öppet hos Amili stoppar en ny påminnelse ändå.",
                "Do so only if the case at Amili is withdrawn or closed. Then the invoice may be "
                    + "reminded of anew; nothing is sent by this. A case that is still open at "
                    + "Amili stops a new reminder all the same."))</p>
            <form method="post" action="\(url("/faktura/frige"))" class="stack">\
            \(context.formTokenField)<label for="varfor-frige">\(say(
                "Varför? Sparas i historiken.", "Why? Kept with the story."))</label>
            <input id="varfor-frige" name="varfor" required maxlength="\(Self.longestReason)" \
            autocomplete="off">
            <p class="hint">\(say(
                "Skriv inga personuppgifter.", "Write no personal data."))</p>
            <div class="row"><button>\(say("Frige", "Release"))</button></div></form></details>
            """
    }

    /// Lets the invoice be reminded of anew. Nothing is sent.
    private func release() async throws -> PageResponse {
        guard let why = reasonGiven() else { return try await reasonMissing() }
        do {
            let freed = try await context.operators.release(
                number.key, of: creditor.id, by: context.session.login, why: why)
            try await context.audit(
                .released, creditor: creditor.id, run: freed, facts: "invoice \(number.key)")
        } catch let problem as DecisionProblem {
            return try await refuse(problem)
        }
        return .seeOther(url("/faktura", [("besked", "frigiven")]))
    }

    // MARK: Doubt

    private func doubtPanel(_ doubt: InvoiceDoubt) -> HTML {
        let words = DoubtWords(context: context, doubt: doubt)
        return """
            <section class="panel" aria-labelledby="tvekan"><h2 id="tvekan">\(say(
                "Ingen vet säkert om den här påminnelsen kom fram",
                "Nobody knows for sure whether this reminder arrived"))</h2>
            \(words.explanation)\(context.session.role == .operator ? resolveForm : .empty)</section>
            """
    }

    /// The form in which an operator reports what they saw at Amili. Other users do not get it.
    private var resolveForm: HTML {
        """
        <details><summary>\(say(
            "Avgör själv, efter att ha sett efter hos Amili",
            "Settle it yourself, after having looked at Amili"))</summary>
        <form method="post" action="\(url("/faktura/avgor"))" class="stack">\
        \(context.formTokenField)
        <fieldset><legend>\(say("Vad såg du hos Amili?", "What did you see at Amili?"))</legend>
        <p><label><input type="radio" name="utfall" value="skickad" required> \(say(
            "Ärendet finns där", "The case is there"))</label></p>
        <p><label><input type="radio" name="utfall" value="inte-skickad"> \(say(
            "Det finns inget ärende: skicka igen", "There is no case: send again"))</label></p>
        </fieldset>
        <label for="arende">\(say(
            "Ärendets nummer hos Amili, om du har det", "Amili's number of the case, if you have it"))\
        </label>
        <input id="arende" name="arende" maxlength="24" autocomplete="off">
        <label for="varfor-avgor">\(say(
            "Hur vet du det? Sparas i historiken.", "How do you know? Kept with the story."))</label>
        <input id="varfor-avgor" name="varfor" required maxlength="\(Self.longestReason)" \
        autocomplete="off">
        <div class="row"><button>\(say("Spara beskedet", "Save"))</button></div></form></details>
        """
    }

    /// Settles the doubt by an operator's word: either the case is at Amili (`utfall=skickad`, with
    /// its number in `arende` if known), or it is not (`inte-skickad`).
    private func resolve() async throws -> PageResponse {
        guard let why = reasonGiven() else { return try await reasonMissing() }
        let caseID = context.form["arende"].map(\.trimmed).flatMap { $0.isEmpty ? nil : $0 }
        let verdict: HumanVerdict
        switch context.form["utfall"] {
        case "skickad": verdict = .sent(caseID: caseID)
        case "inte-skickad": verdict = .notSent
        default: throw Refusal.badRequest
        }
        if verdict != .notSent, let caseID, !Self.isCaseNumber(caseID) {
            return try await page(
                status: 422,
                problem: say(
                    "Amilis ärendenummer har 24 tecken, siffror och a till f.",
                    "Amili's case numbers have 24 characters, digits and a to f."))
        }
        do {
            let state = try await context.operators.resolve(
                number.key, of: creditor.id, verdict, by: context.session.login, why: why)
            try await context.audit(
                .resolved, creditor: creditor.id,
                facts: "invoice \(number.key): \(verdict == .notSent ? "not sent" : "sent"),"
                    + " now \(state.word)")
        } catch let problem as DecisionProblem {
            return try await refuse(problem)
        }
        return .seeOther(url("/faktura", [("besked", "avgjord")]))
    }

    /// Whether the text has the shape of Amili's case numbers: 24 hexadecimal digits.
    private static func isCaseNumber(_ text: String) -> Bool {
        text.utf8.count == 24 && text.allSatisfy { $0.isASCII && $0.isHexDigit }
    }

    // MARK: Shared by both forms

    /// The reason in `varfor`, trimmed and cut to `longestReason`; nil if it is empty.
    private func reasonGiven() -> String? {
        let text = (context.form["varfor"] ?? "").trimmed
        return text.isEmpty ? nil : String(text.prefix(Self.longestReason))
    }

    private func reasonMissing() async throws -> PageResponse {
        try await page(
            status: 422,
            problem: say("Skriv varför. Ingenting har ändrats.", "Say why. Nothing was changed."))
    }

    /// The page with status 409 and the text of the problem.
    private func refuse(_ problem: DecisionProblem) async throws -> PageResponse {
        let text = DecisionProblemWords(context: context, problem: problem).text
        return try await page(status: 409, problem: text)
    }
}
