import Reminders
import Store

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
    var faults: [ActivationFault] = []
    var idTrouble: String?
    var isAgreementMissing = false

    struct Place {
        let line: String
        let zipCode: String
        let city: String

        var address: ActivationDetails.Address {
            ActivationDetails.Address(line: line, zipCode: zipCode, city: city)
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
    }

    private static func place(_ address: ActivationDetails.Address?) -> Place {
        Place(
            line: address?.line ?? "", zipCode: address?.zipCode ?? "", city: address?.city ?? "")
    }

    /// Ids that may not be corrected are those that are known, whatever the form says.
    init(_ form: Fields, _ row: ActivationRow) {
        func text(_ name: String) -> String { (form[name] ?? "").trimmed }
        func place(_ prefix: String) -> Place {
            Place(
                line: text("\(prefix)-gata"), zipCode: text("\(prefix)-postnummer"),
                city: text("\(prefix)-ort"))
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
        guard isWrong else {
            return """
                <p>\(visit.say(
                    "Amili behöver några uppgifter om \(page.creditor.name) innan de kan skicka "
                        + "påminnelser åt er. Det tar några minuter, och behöver göras en gång.",
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

    private func words(_ fault: ActivationFault) -> String? {
        guard entries.faults.contains(fault) else { return nil }
        return visit.say(fault.swedish, fault.english)
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
                    "Två gånger 24 tecken, som Amili gav er när avtalet tecknades. De är redan "
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
                fault: words(.payout), mostCharacters: 20, isNumeric: true).html)</div>
            """)
    }

    private var sender: HTML {
        group(
            "avsandaren", visit.say("Avsändare", "Sender"),
            visit.say(
                "Står på breven till era kunder.", "Stands on the letters to your customers."),
            place("avsandare", entries.sender, words(.sender)))
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
                isRequired: false))
            """)
    }

    private func place(
        _ prefix: String, _ place: ActivationEntries.Place, _ words: String?,
        isRequired: Bool = true
    ) -> HTML {
        let digits = place.zipCode.filter { !$0.isWhitespace }
        let isZip = digits.utf8.count == 5 && digits.allSatisfy { $0.isASCII && $0.isNumber }
        func entry(
            _ name: String, _ label: String, _ value: String, _ isWell: Bool, _ kind: String,
            most: Int = 100, isNumeric: Bool = false
        ) -> HTML {
            Entry(
                name: "\(prefix)-\(name)", label: label, value: value,
                fault: words == nil || isWell ? nil : "", faultAt: "\(prefix)-fel",
                mostCharacters: most, autocomplete: kind, isNumeric: isNumeric,
                isRequired: isRequired
            ).html
        }
        return """
            \(trouble(words, "\(prefix)-fel"))<div class="fields">\
            \(entry(
                "gata", visit.say("Gatuadress eller box", "Street or box"), place.line,
                !place.line.isEmpty, "street-address"))\
            \(entry(
                "postnummer", visit.say("Postnummer", "Postcode"), place.zipCode, isZip,
                "postal-code", most: 10, isNumeric: true))\
            \(entry(
                "ort", visit.say("Ort", "City"), place.city, !place.city.isEmpty,
                "address-level2"))</div>
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
