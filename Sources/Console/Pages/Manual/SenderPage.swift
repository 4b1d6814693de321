import AccessStore
import OperatorStore
import Reminders

/// `/avsandare`: the sender's details for the letters and e-mails that the creditor sends itself.
/// Amili has its own.
struct SenderPage {
    static let routes: [Route] = [
        .get("/avsandare") { try await SenderPage($0).show() },
        .post("/avsandare") { context in
            guard context.form.has("foretag") else { throw Refusal.badRequest }
            return try await SenderPage(context).save()
        },
    ]

    /// The most characters of an address line, of the telephone number and of the e-mail address.
    private static let mostCharacters = 100

    private let context: PageContext
    private let creditor: GrantedCreditor
    /// The local path to return to, from the field `till`; nil if there is none.
    private let target: String?

    private init(_ context: PageContext) throws {
        self.context = context
        creditor = try context.creditor()
        target = (context.form["till"] ?? context.query["till"]).map { SignInPage.local($0) }
    }

    /// The form's values, as stored or as typed, and what is wrong with each.
    private struct Typed {
        var address = ""
        var bankgiro = ""
        var plusgiro = ""
        var phone = ""
        var email = ""
        var days = ""
        var isFeeAgreed = false
        /// The giro numbers as they were typed the second time.
        var again: [GiroNumber.Kind: String] = [:]
        /// The numbers that must be typed twice.
        var toRepeat: [GiroNumber] = []
        /// Error texts in the user's language, by field name.
        var faults: [String: String] = [:]

        init(_ sender: LetterSender) {
            address = sender.addressLines.joined(separator: "\n")
            bankgiro = sender.bankgiro?.written ?? ""
            plusgiro = sender.plusgiro?.written ?? ""
            phone = sender.phone ?? ""
            email = sender.email ?? ""
            days = String(sender.payByDays)
            isFeeAgreed = sender.isFeeAgreed
        }

        init(_ form: Fields) {
            func text(_ name: String) -> String { (form[name] ?? "").trimmed }
            address = text("adress")
            bankgiro = text("bankgiro")
            plusgiro = text("plusgiro")
            phone = text("telefon")
            email = text("epost")
            days = text("dagar")
            isFeeAgreed = form["avgift"] == "ja"
            for kind in [GiroNumber.Kind.bankgiro, .plusgiro] {
                again[kind] = text(SenderPage.again(kind))
            }
        }
    }

    private func show() async throws -> PageResponse {
        let known = try await context.operators.letterSender(of: creditor.id) ?? LetterSender()
        return page(Typed(known))
    }

    /// Stores the details, audits the change and redirects to `target`. If something is wrong, or a
    /// changed number was not typed twice, it shows the form again with status 422.
    private func save() async throws -> PageResponse {
        var typed = Typed(context.form)
        guard let sender = read(&typed) else { return page(status: 422, typed) }
        let known = try await context.operators.letterSender(of: creditor.id)
        let change = PayeeChange(from: known, to: sender)
        if let change, !isConfirmed(change, &typed) { return page(status: 422, typed) }
        try await context.operators.setLetterSender(sender, of: creditor.id)
        try await context.audit(
            .changedSender, creditor: creditor.id, facts: change?.facts)
        return .seeOther(
            target ?? context.url("/avsandare", creditor, Fields([("besked", "sparat")])))
    }

    /// The name of the field for the second typing of a number.
    private static func again(_ kind: GiroNumber.Kind) -> String { "igen-\(kind.rawValue)" }

    /// Whether each changed number was typed twice: customers pay to the number on the letter. Sets
    /// `toRepeat`, and a fault for each number that is missing.
    private func isConfirmed(_ change: PayeeChange, _ typed: inout Typed) -> Bool {
        typed.toRepeat = change.toRepeat
        let wrong = change.toRepeat.filter { number in
            change.missing(in: [typed.again[number.kind] ?? ""]).contains(number)
        }
        for number in wrong {
            typed.faults[Self.again(number.kind)] = context.say(
                "Kunderna betalar i dag till \(change.before). Skriv numret en gång till.",
                "The customers pay to \(change.before) today. Type the number once more.")
        }
        return wrong.isEmpty
    }

    /// Validates the form.
    /// - Returns: nil if something is wrong; `typed.faults` then says what.
    private func read(_ typed: inout Typed) -> LetterSender? {
        let lines = typed.address.split(whereSeparator: \.isNewline).map(\.trimmed)
            .filter { !$0.isEmpty }
        if lines.count > LetterSender.mostLines || !lines.allSatisfy(Self.isLine) {
            typed.faults["adress"] = context.say(
                "Högst \(LetterSender.mostLines) rader med högst \(Self.mostCharacters) tecken.",
                "At most \(LetterSender.mostLines) lines of \(Self.mostCharacters) characters.")
        } else if lines.isEmpty {
            typed.faults["adress"] = context.say(
                "Utan adress blir det inget brev.", "Without an address there is no letter.")
        }
        let bankgiro = giro(.bankgiro, typed.bankgiro, &typed.faults)
        let plusgiro = giro(.plusgiro, typed.plusgiro, &typed.faults)
        if typed.bankgiro.isEmpty, typed.plusgiro.isEmpty {
            typed.faults["bankgiro"] = context.say(
                "Fyll i bankgiro eller plusgiro: kunden måste veta vart pengarna ska.",
                "Fill in a bankgiro or plusgiro: the customer has to know where to pay.")
        }
        for (name, text) in [("telefon", typed.phone), ("epost", typed.email)]
        where !Self.isLine(text) {
            typed.faults[name] = context.say("Högst 100 tecken.", "At most 100 characters.")
        }
        let days = Int(typed.days) ?? 0
        if !LetterSender.payByBounds.contains(days) {
            typed.faults["dagar"] = context.say("1 till 60 dagar.", "1 to 60 days.")
        }
        guard typed.faults.isEmpty else { return nil }
        return LetterSender(
            addressLines: lines, bankgiro: bankgiro, plusgiro: plusgiro,
            phone: typed.phone.isEmpty ? nil : typed.phone,
            email: typed.email.isEmpty ? nil : typed.email, isFeeAgreed: typed.isFeeAgreed,
            payByDays: days)
    }

    /// Validates a giro number.
    /// - Returns: nil if the text is empty; nil with a fault if it is not a number of that kind.
    private func giro(
        _ kind: GiroNumber.Kind, _ text: String, _ faults: inout [String: String]
    ) -> GiroNumber? {
        guard !text.isEmpty else { return nil }
        let number = GiroNumber(kind, text)
        if number == nil {
            faults[kind.rawValue] = context.say(
                "Kontrollera numret. Längden eller kontrollsiffran stämmer inte.",
                "Check the number. Its length or its check digit is wrong.")
        }
        return number
    }

    /// Whether the text fits on one line: `mostCharacters` at most, and no control character.
    private static func isLine(_ text: String) -> Bool {
        text.count <= mostCharacters
            && !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }

    // MARK: The page

    private func page(status: Int = 200, _ typed: Typed) -> PageResponse {
        let title = context.say("Avsändare för egna påminnelser", "Sender of your own reminders")
        return Layout(context: context, title: title, section: "/manuella").page(
            status: status,
            """
            <div class="head"><div><h1>\(title)</h1><p class="soft">\(creditor.name)</p></div>\
            <a class="button" href="\(target ?? context.url("/manuella", creditor))">\
            \(context.say("Tillbaka", "Back"))</a></div>
            \(message(typed))
            <p>\(context.say(
                "Det här står på de brev och e-postmeddelanden som ni skickar själva. Amili har "
                    + "sina egna uppgifter.",
                "This stands on the letters and e-mails that you send yourselves. Amili has its own "
                    + "details."))</p>
            \(form(typed))
            """)
    }

    private func message(_ typed: Typed) -> HTML {
        if !typed.faults.isEmpty {
            return """
                <div class="notice bad" role="alert"><p>\(context.say(
                    "Ingenting är sparat än. Rätta det som är markerat.",
                    "Nothing was saved yet. Mend what is marked."))</p></div>
                """
        }
        guard context.query["besked"] == "sparat" else { return "" }
        return Notice.good.html("\(context.say("Sparat.", "Saved."))")
    }

    private func form(_ typed: Typed) -> HTML {
        """
        <form method="post" action="/avsandare" class="panel entries">\(context.formTokenField)\
        <input type="hidden" name="foretag" value="\(creditor.handle)">\
        \(target.map { target -> HTML in
            "<input type=\"hidden\" name=\"till\" value=\"\(target)\">"
        })
        <div class="fields">\(FormField(
            name: "adress", label: context.say("Adress", "Address"), value: typed.address,
            hint: context.say(
                "Gata, postnummer och ort, som de ska stå på brevet. Namnet står redan där.",
                "Street, postcode and city as they shall stand on the letter. The name is there."),
            fault: typed.faults["adress"], mostCharacters: 600, autocomplete: "street-address"
        ).area(rows: 3))</div>
        <div class="fields">\(giroFields(typed))</div>
        \(again(typed))
        <div class="fields">\(contactFields(typed))</div>
        <p><label class="row"><input type="checkbox" name="avgift" value="ja"\
        \(" checked", if: typed.isFeeAgreed)>\(context.say(
            "Påminnelseavgiften är avtalad med kunderna", "The fee is agreed with the customers"))\
        </label></p>
        <p class="hint">\(context.say(
            "Avgiften får bara tas ut om den var avtalad senast när skulden uppkom (lag 1981:739). "
                + "Utan krysset står den inte på något brev.",
            "The fee may be claimed only if it was agreed at the latest when the debt arose (lag "
                + "1981:739). Without the tick it stands on no letter."))</p>
        <p><button class="primary">\(context.say("Spara", "Save"))</button></p></form>
        """
    }

    /// The fields for the second typing of changed numbers; empty until a change was submitted.
    private func again(_ typed: Typed) -> HTML {
        guard !typed.toRepeat.isEmpty else { return "" }
        let fields = typed.toRepeat.html { number in
            let name = Self.again(number.kind)
            let kind = number.kind == .bankgiro ? "Bankgiro" : "Plusgiro"
            return FormField(
                name: name, label: context.say("\(kind) igen", "\(kind) again"),
                value: typed.faults[name] == nil ? typed.again[number.kind] ?? "" : "",
                fault: typed.faults[name], mostCharacters: 20, isNumeric: true, isRequired: false
            ).html
        }
        return "<div class=\"fields\">\(fields)</div>"
    }

    private func giroFields(_ typed: Typed) -> HTML {
        """
        \(FormField(
            name: "bankgiro", label: "Bankgiro", value: typed.bankgiro,
            fault: typed.faults["bankgiro"], mostCharacters: 20, isNumeric: true,
            isRequired: false).html)\
        \(FormField(
            name: "plusgiro", label: "Plusgiro", value: typed.plusgiro,
            fault: typed.faults["plusgiro"], mostCharacters: 20, isNumeric: true,
            isRequired: false).html)\
        \(FormField(
            name: "dagar", label: context.say("Dagar att betala", "Days to pay"), value: typed.days,
            hint: context.say("Räknat från brevets datum.", "Counted from the letter’s date."),
            fault: typed.faults["dagar"], mostCharacters: 2, isNumeric: true).html)
        """
    }

    private func contactFields(_ typed: Typed) -> HTML {
        """
        \(FormField(
            name: "telefon", label: context.say("Telefon för frågor", "Phone for questions"),
            value: typed.phone, fault: typed.faults["telefon"], autocomplete: "tel",
            isRequired: false).html)\
        \(FormField(
            name: "epost", label: context.say("E-post för frågor", "E-mail for questions"),
            value: typed.email, fault: typed.faults["epost"], autocomplete: "email",
            isRequired: false).html)
        """
    }
}
