import AccessStore
import ConsoleStore
import Reminders

/// What stands in the form: as it was typed, or as it was handed in the last time.
struct ActivationEntries {
    var account: String
    var amiliCreditor: String
    let payoutKind: String
    let payoutNumber: String
    let sender: Place
    let invoicing: Place
    /// The invoice address is the sender's.
    let isSame: Bool
    let debtDescription: String
    let isAgreed: Bool
    /// What cannot be handed in as it is.
    var faults: [ActivationField] = []
    /// What Amili objected to in what was handed in the last time.
    var issues: [ActivationIssue] = []
    var idTrouble: String?
    var isAgreementMissing = false
    /// The new account, if another was handed in before: it is typed twice.
    var payoutChange: PayeeChange?
    /// The account once more, as it was typed.
    var payoutAgain = ""

    struct Place {
        let line: String
        let zipCode: String
        let city: String
        let country: String

        var address: ActivationDetails.Address {
            ActivationDetails.Address(
                line: line, zipCode: zipCode, city: city, country: country)
        }
    }

    init(_ row: ActivationRow) {
        account = row.account
        amiliCreditor = row.amiliCreditor
        let details = row.request?.details
        payoutKind = details?.payout.kind.rawValue ?? "bankgiro"
        payoutNumber = details?.payout.number ?? ""
        sender = Self.place(details?.sender)
        invoicing = Self.place(details?.invoicing)
        isSame = details.map { $0.sender == $0.invoicing } ?? true
        debtDescription = details?.debtDescription ?? ""
        isAgreed = false
        if row.state == .refused { issues = row.request?.issues ?? [] }
    }

    /// What stands in the form, and is meant by one that lacks the field.
    private static let homeCountry = "SE"

    private static func place(_ address: ActivationDetails.Address?) -> Place {
        Place(
            line: address?.line ?? "", zipCode: address?.zipCode ?? "",
            city: address?.city ?? "", country: address?.country ?? Self.homeCountry)
    }

    /// Ids that may not be corrected are those that are known, whatever the form says.
    init(_ form: Fields, _ row: ActivationRow) {
        func text(_ name: String) -> String { (form[name] ?? "").trimmed }
        func place(_ prefix: String) -> Place {
            Place(
                line: text("\(prefix)-gata"), zipCode: text("\(prefix)-postnummer"),
                city: text("\(prefix)-ort"),
                country: form.has("\(prefix)-land")
                    ? text("\(prefix)-land").uppercased() : Self.homeCountry)
        }
        account = row.mayCorrectIDs ? text("konto") : row.account
        amiliCreditor = row.mayCorrectIDs ? text("amili-foretag") : row.amiliCreditor
        payoutKind = text("giro")
        payoutNumber = text("gironummer")
        sender = place("avsandare")
        invoicing = place("faktura")
        isSame = form["samma"] == "ja"
        debtDescription = text("avser")
        isAgreed = form["avtal"] == "ja"
    }

    /// Notes whether the account takes another's place, and whether it was typed twice.
    mutating func compare(_ form: Fields, _ row: ActivationRow) {
        guard let old = row.request?.details.payout, !details.faults.contains(.payout) else {
            return
        }
        payoutChange = PayeeChange(from: old, to: details.payout)
        payoutAgain = (form["gironummer-igen"] ?? "").trimmed
    }

    var isPayoutConfirmed: Bool { payoutChange?.missing(in: [payoutAgain]).isEmpty ?? true }

    var details: ActivationDetails {
        ActivationDetails(
            payout: ActivationDetails.Payout(
                kind: ActivationDetails.Payout.Kind(rawValue: payoutKind) ?? .bankgiro,
                number: payoutNumber),
            sender: sender.address, invoicing: (isSame ? sender : invoicing).address,
            debtDescription: debtDescription)
    }
}

/// The form: what Amili demands of an active creditor, and the agreement.
struct ActivationForm {
    let page: ActivationPage
    let entries: ActivationEntries

    private var visit: Visit { page.visit }

    var html: HTML {
        """
        \(summary)
        <form method="post" action="/aktivera" class="entries">\(visit.formTokenField)\
        <input type="hidden" name="foretag" value="\(page.creditor.handle)">\
        \(page.target.map { target -> HTML in
            "<input type=\"hidden\" name=\"till\" value=\"\(target)\">"
        })
        \(ids)\(payout)\(sender)\(invoicing)\(description)\(agreement)
        <p><button class="primary">\(visit.say("Aktivera Amili", "Activate Amili"))</button></p>
        </form>
        """
    }

    private var summary: HTML {
        let isWrong =
            !entries.faults.isEmpty || entries.idTrouble != nil || entries.isAgreementMissing
            || !entries.isPayoutConfirmed
        guard isWrong else {
            return """
                <p>\(visit.say(
                    "Amili behöver några uppgifter om \(page.creditor.name) innan de kan skicka "
                        + "påminnelser åt er. Det tar några minuter, och behöver bara göras en gång.",
                    "Amili needs a few details of \(page.creditor.name) before they can send "
                        + "reminders for you. It takes a few minutes, and is done once."))</p>
                """
        }
        return """
            <div class="notice bad" role="alert"><p>\(visit.say(
                "Ingenting är inlämnat än. Rätta det som är markerat.",
                "Nothing was handed in yet. Mend what is marked."))</p></div>
            """
    }

    private func group(_ id: String, _ title: String, _ why: String, _ fields: HTML) -> HTML {
        """
        <fieldset class="panel" aria-describedby="\(id)-varfor"><legend>\(title)</legend>\
        <p class="soft" id="\(id)-varfor">\(why)</p>\(fields)</fieldset>
        """
    }

    /// What is wrong with a field, by our own rules or by Amili's word.
    private func words(_ field: ActivationField) -> String? {
        if entries.faults.contains(field) {
            return visit.say(field.swedishDemand, field.englishDemand)
        }
        let issues = entries.issues.filter { $0.field == field }
        guard !issues.isEmpty else { return nil }
        return issues.map { visit.say($0.swedish, $0.english) }.joined(separator: " ")
    }

    private func trouble(_ words: String?, _ id: String) -> HTML {
        guard let words else { return "" }
        return "<p class=\"flash\" id=\"\(id)\">\(words)</p>"
    }

    // MARK: The groups

    private var ids: HTML {
        let isFixed = !page.row.mayCorrectIDs
        let what = entries.idTrouble ?? words(.ids)
        func entry(_ name: String, _ label: String, _ value: String) -> HTML {
            Entry(
                name: name, label: label, value: value, fault: what.map { _ in "" },
                faultAt: "id-fel", mostCharacters: 24, isReadOnly: isFixed
            ).html
        }
        return group(
            "id", visit.say("Amilis id", "Amili’s ids"),
            isFixed
                ? visit.say(
                    "De går inte att ändra längre: brev har gått under dem.",
                    "They cannot be changed any more: letters have gone under them.")
                : visit.say(
                    "Två id med 24 tecken vardera, som ni fick av Amili när avtalet tecknades. De är redan "
                        + "ifyllda om någon har lagt in dem.",
                    "Twice 24 characters, given to you by Amili with the contract. They are filled "
                        + "in already if somebody has entered them."),
            """
            \(trouble(what, "id-fel"))<div class="fields">\
            \(entry("konto", visit.say("Konto", "Account"), entries.account))\
            \(entry("amili-foretag", visit.say("Företag", "Creditor"), entries.amiliCreditor))</div>
            """)
    }

    private var payout: HTML {
        func choice(_ value: String, _ name: String) -> HTML {
            """
            <label class="row"><input type="radio" name="giro" value="\(value)"\
            \(" checked", if: entries.payoutKind == value)>\(name)</label>
            """
        }
        return group(
            "utbetalning", visit.say("Utbetalning", "Payout"),
            visit.say(
                "Hit betalar Amili ut det som era kunder betalar till dem.",
                "Where Amili pays out what your customers pay to them."),
            """
            <div class="row">\(choice("bankgiro", "Bankgiro"))\(choice("plusgiro", "Plusgiro"))</div>\
            <div class="fields">\(Entry(
                name: "gironummer", label: visit.say("Nummer", "Number"),
                value: entries.payoutNumber,
                hint: visit.say("Till exempel 5050-1055.", "For example 5050-1055."),
                fault: words(.payout), mostCharacters: 20, isNumeric: true).html)\
            \(payoutAgain)</div>
            """)
    }

    private var payoutAgain: HTML {
        guard let change = entries.payoutChange else { return "" }
        let fault =
            entries.isPayoutConfirmed
            ? nil
            : visit.say(
                "Tidigare lämnades \(change.before) in. Skriv det nya numret en gång till.",
                "\(change.before) was handed in before. Type the new number once more.")
        return Entry(
            name: "gironummer-igen", label: visit.say("Nytt nummer igen", "New number again"),
            value: entries.isPayoutConfirmed ? entries.payoutAgain : "", fault: fault,
            mostCharacters: 20, isNumeric: true
        ).html
    }

    private var sender: HTML {
        group(
            "avsandaren", visit.say("Avsändare", "Sender"),
            visit.say(
                "Står på breven till era kunder.", "Stands on the letters to your customers."),
            place(
                "avsandare", entries.sender, words(.sender),
                [.senderLine, .senderZip, .senderCity, .senderCountry].map(words)))
    }

    private var invoicing: HTML {
        group(
            "fakturaadressen", visit.say("Fakturaadress", "Invoice address"),
            visit.say(
                "Hit skickar Amili sina egna fakturor till er.",
                "Where Amili sends its own invoices to you."),
            """
            <label class="row"><input type="checkbox" name="samma" value="ja"\
            \(" checked", if: entries.isSame)>\
            \(visit.say("Samma som avsändaren", "The same as the sender"))</label>
            <p class="hint">\(visit.say(
                "Är rutan ikryssad behöver du inte fylla i fälten här under.",
                "If this is ticked, the fields below may stay empty."))</p>\
            \(place(
                "faktura", entries.invoicing, entries.isSame ? nil : words(.invoicing),
                [.invoiceLine, .invoiceZip, .invoiceCity, .invoiceCountry].map {
                    entries.isSame ? nil : words($0)
                }, isRequired: false))
            """)
    }

    /// - Parameters:
    ///   - whole: what is wrong with the address as such.
    ///   - parts: what is wrong with street, postcode, city and country.
    private func place(
        _ prefix: String, _ place: ActivationEntries.Place, _ whole: String?, _ parts: [String?],
        isRequired: Bool = true
    ) -> HTML {
        func entry(
            _ name: String, _ label: String, _ value: String, _ fault: String?, _ kind: String,
            most: Int = 100, isNumeric: Bool = false
        ) -> HTML {
            Entry(
                name: "\(prefix)-\(name)", label: label, value: value,
                fault: fault ?? whole.map { _ in "" }, faultAt: "\(prefix)-fel",
                mostCharacters: most, autocomplete: kind, isNumeric: isNumeric,
                isRequired: isRequired
            ).html
        }
        return """
            \(trouble(whole, "\(prefix)-fel"))<div class="fields">\
            \(entry(
                "gata", visit.say("Gatuadress eller box", "Street or box"), place.line, parts[0],
                "street-address"))\
            \(entry(
                "postnummer", visit.say("Postnummer", "Postcode"), place.zipCode, parts[1],
                "postal-code", most: 12, isNumeric: place.country == "SE"))\
            \(entry(
                "ort", visit.say("Ort", "City"), place.city, parts[2], "address-level2"))\
            \(entry(
                "land", visit.say("Landskod", "Country code"), place.country, parts[3], "country",
                most: 2))</div>
            """
    }

    private var description: HTML {
        group(
            "fordran", visit.say("Vad fakturorna avser", "What the invoices are for"),
            visit.say(
                "Amili måste kunna säga vad en skuld gäller. Det här används när fakturan själv "
                    + "inte säger det.",
                "Amili has to say what a debt is for. This is used where the invoice itself does "
                    + "not."),
            """
            <div class="fields">\(Entry(
                name: "avser", label: visit.say("Beskrivning", "Description"),
                value: entries.debtDescription,
                hint: visit.say("Till exempel: Konsulttjänster.", "For example: Consulting."),
                fault: words(.debtDescription)).html)</div>
            """)
    }

    private var agreement: HTML {
        let points = [
            visit.say(
                "Amili skickar påminnelserna i ert namn, som brev eller e-post.",
                "Amili sends the reminders in your name, by letter or e-mail."),
            visit.say(
                "Varje påminnelse kostar kunden 60 kr i påminnelseavgift, och dröjsmålsräntan "
                    + "sköter Amili.",
                "Each reminder costs the customer a fee of 60 kr, and Amili takes care of "
                    + "interest."),
            visit.say(
                "Betalar kunden inte blir påminnelsen ett inkassokrav efter 12 dagar, av sig "
                    + "självt. Det kostar kunden 180 kr till.",
                "If the customer does not pay, the reminder becomes debt collection after 12 days, "
                    + "by itself. It costs the customer another 180 kr."),
            visit.say(
                "En påminnelse som har lämnats till Amili kan inte tas tillbaka härifrån.",
                "A reminder that was handed over to Amili cannot be taken back from here."),
            visit.say(
                "Betalningar och krediteringar som ni får in efteråt måste Amili få veta.",
                "Payments and credits that reach you afterwards must be told to Amili."),
        ].html { "<li>\($0)</li>" }
        let fault = entries.isAgreementMissing
        let described: HTML =
            fault ? " aria-invalid=\"true\" aria-describedby=\"avtal-fel\"" : ""
        return group(
            "avtalet", visit.say("Det här godkänner du", "What you agree to"),
            visit.say(
                "I korta ord. Ert avtal med Amili gäller i sin helhet.",
                "In short. Your contract with Amili holds as a whole."),
            """
            <ul>\(points)</ul>
            <label class="row"><input type="checkbox" id="avtal" name="avtal" value="ja" required\
            \(" checked", if: entries.isAgreed)\(described)>\
            \(visit.say(
                "Jag godkänner det här för \(page.creditor.name).",
                "I agree to this on behalf of \(page.creditor.name)."))</label>
            \(trouble(
                fault
                    ? visit.say(
                        "Kryssa i rutan för att gå vidare.", "Tick the box to go on.") : nil,
                "avtal-fel"))
            """)
    }
}
