import AccessStore
import ConsoleStore
import Reminders
import Texts

/// The form with the details that Amili requires of an active creditor, and with the consent. Posts
/// to `/aktivera`.
struct ActivationForm {
    let page: ActivationPage
    let entries: ActivationEntries

    private var context: PageContext { page.context }

    var html: HTML {
        """
        \(summary)
        <form method="post" action="/aktivera" class="entries">\(context.formTokenField)\
        <input type="hidden" name="foretag" value="\(page.creditor.handle)">\
        \(page.target.map { target -> HTML in
            "<input type=\"hidden\" name=\"till\" value=\"\(target)\">"
        })
        \(ids)\(payout)\(sender)\(invoicing)\(description)\(agreement)
        <p><button class="primary">\(context.say("Aktivera Amili", "Activate Amili"))</button></p>
        </form>
        """
    }

    /// Says why Amili needs the details; once a form was refused, says that nothing was submitted.
    private var summary: HTML {
        let isWrong =
            !entries.faults.isEmpty || entries.idTrouble != nil || entries.isAgreementMissing
            || !entries.isPayoutConfirmed
        guard isWrong else {
            return """
                <p>\(context.say(
                    "Amili behöver några uppgifter om \(page.creditor.name) innan de kan skicka "
                        + "påminnelser åt er. Det tar några minuter, och behöver bara göras en gång.",
                    "Amili needs a few details of \(page.creditor.name) before they can send "
                        + "reminders for you. It takes a few minutes, and is done once."))</p>
                """
        }
        return """
            <div class="notice bad" role="alert"><p>\(context.say(
                "Ingenting är inlämnat än. Rätta det som är markerat.",
                "Nothing was handed in yet. Mend what is marked."))</p></div>
            """
    }

    /// A fieldset with a heading and a reason. The reason's element has the id `ID-varfor`.
    private func group(_ id: String, _ title: String, _ why: String, _ fields: HTML) -> HTML {
        """
        <fieldset class="panel" aria-describedby="\(id)-varfor"><legend>\(title)</legend>\
        <p class="soft" id="\(id)-varfor">\(why)</p>\(fields)</fieldset>
        """
    }

    /// The error text of a field: what our own rules demand, or else Amili's objections to it.
    /// - Returns: nil if nothing is wrong.
    private func words(_ field: ActivationField) -> String? {
        if entries.faults.contains(field) {
            return context.say(field.swedishDemand, field.englishDemand)
        }
        let issues = entries.issues.filter { $0.field == field }
        guard !issues.isEmpty else { return nil }
        return issues.map { context.say($0) }.joined(separator: " ")
    }

    /// An error text in an element with that id, which fields refer to by `aria-describedby`; empty
    /// for nil.
    private func trouble(_ words: String?, _ id: String) -> HTML {
        guard let words else { return "" }
        return "<p class=\"flash\" id=\"\(id)\">\(words)</p>"
    }

    // MARK: Groups

    /// Amili's two ids, read-only once they may no longer be corrected. An error in either marks
    /// both.
    private var ids: HTML {
        let isFixed = !page.row.mayCorrectIDs
        let what = entries.idTrouble ?? words(.ids)
        func entry(_ name: String, _ label: String, _ value: String) -> HTML {
            FormField(
                name: name, label: label, value: value, fault: what.map { _ in "" },
                faultAt: "id-fel", mostCharacters: 24, isReadOnly: isFixed
            ).html
        }
        return group(
            "id", context.say("Amilis id", "Amili’s ids"),
            isFixed
                ? context.say(
                    "De går inte att ändra längre: brev har gått under dem.",
                    "They cannot be changed any more: letters have gone under them.")
                : context.say(
                    "Två id med 24 tecken vardera, som ni fick av Amili när avtalet tecknades. De är redan "
                        + "ifyllda om någon har lagt in dem.",
                    "Twice 24 characters, given to you by Amili with the contract. They are filled "
                        + "in already if somebody has entered them."),
            """
            \(trouble(what, "id-fel"))<div class="fields">\
            \(entry("konto", context.say("Konto", "Account"), entries.account))\
            \(entry("amili-foretag", context.say("Företag", "Creditor"), entries.amiliCreditor))</div>
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
            "utbetalning", context.say("Utbetalning", "Payout"),
            context.say(
                "Hit betalar Amili ut det som era kunder betalar till dem.",
                "Where Amili pays out what your customers pay to them."),
            """
            <div class="row">\(choice("bankgiro", "Bankgiro"))\(choice("plusgiro", "Plusgiro"))</div>\
            <div class="fields">\(FormField(
                name: "gironummer", label: context.say("Nummer", "Number"),
                value: entries.payoutNumber,
                hint: context.say("Till exempel 5050-1055.", "For example 5050-1055."),
                fault: words(.payout), mostCharacters: 20, isNumeric: true).html)\
            \(payoutAgain)</div>
            """)
    }

    /// The field for typing a changed account number again; empty until a change was submitted. It
    /// keeps its text only if that confirmed the change.
    private var payoutAgain: HTML {
        guard let change = entries.payoutChange else { return "" }
        let fault =
            entries.isPayoutConfirmed
            ? nil
            : context.say(
                "Tidigare lämnades \(change.before) in. Skriv det nya numret en gång till.",
                "\(change.before) was handed in before. Type the new number once more.")
        return FormField(
            name: "gironummer-igen", label: context.say("Nytt nummer igen", "New number again"),
            value: entries.isPayoutConfirmed ? entries.payoutAgain : "", fault: fault,
            mostCharacters: 20, isNumeric: true
        ).html
    }

    private var sender: HTML {
        group(
            "avsandaren", context.say("Avsändare", "Sender"),
            context.say(
                "Står på breven till era kunder.", "Stands on the letters to your customers."),
            place(
                "avsandare", entries.sender, words(.sender),
                [.senderLine, .senderZip, .senderCity, .senderCountry].map(words)))
    }

    /// The invoice address. Its faults are not shown while it is the same as the sender's.
    private var invoicing: HTML {
        group(
            "fakturaadressen", context.say("Fakturaadress", "Invoice address"),
            context.say(
                "Hit skickar Amili sina egna fakturor till er.",
                "Where Amili sends its own invoices to you."),
            """
            <label class="row"><input type="checkbox" name="samma" value="ja"\
            \(" checked", if: entries.isSame)>\
            \(context.say("Samma som avsändaren", "The same as the sender"))</label>
            <p class="hint">\(context.say(
                "Är rutan ikryssad behöver du inte fylla i fälten här under.",
                "If this is ticked, the fields below may stay empty."))</p>\
            \(place(
                "faktura", entries.invoicing, entries.isSame ? nil : words(.invoicing),
                [.invoiceLine, .invoiceZip, .invoiceCity, .invoiceCountry].map {
                    entries.isSame ? nil : words($0)
                }, isRequired: false))
            """)
    }

    /// The fields of one address.
    /// - Parameters:
    ///   - prefix: of the field names: `avsandare` or `faktura`.
    ///   - whole: the error text for the address as a whole; nil if nothing is wrong.
    ///   - parts: the error texts for street, postcode, city and country, in this order.
    private func place(
        _ prefix: String, _ place: ActivationEntries.Place, _ whole: String?, _ parts: [String?],
        isRequired: Bool = true
    ) -> HTML {
        func entry(
            _ name: String, _ label: String, _ value: String, _ fault: String?, _ kind: String,
            most: Int = 100, isNumeric: Bool = false
        ) -> HTML {
            FormField(
                name: "\(prefix)-\(name)", label: label, value: value,
                fault: fault ?? whole.map { _ in "" }, faultAt: "\(prefix)-fel",
                mostCharacters: most, autocomplete: kind, isNumeric: isNumeric,
                isRequired: isRequired
            ).html
        }
        return """
            \(trouble(whole, "\(prefix)-fel"))<div class="fields">\
            \(entry(
                "gata", context.say("Gatuadress eller box", "Street or box"), place.line, parts[0],
                "street-address"))\
            \(entry(
                "postnummer", context.say("Postnummer", "Postcode"), place.zipCode, parts[1],
                "postal-code", most: 12, isNumeric: place.country == "SE"))\
            \(entry(
                "ort", context.say("Ort", "City"), place.city, parts[2], "address-level2"))\
            \(entry(
                "land", context.say("Landskod", "Country code"), place.country, parts[3], "country",
                most: 2))</div>
            """
    }

    private var description: HTML {
        group(
            "fordran", context.say("Vad fakturorna avser", "What the invoices are for"),
            context.say(
                "Amili måste kunna säga vad en skuld gäller. Det här används när fakturan själv "
                    + "inte säger det.",
                "Amili has to say what a debt is for. This is used where the invoice itself does "
                    + "not."),
            """
            <div class="fields">\(FormField(
                name: "avser", label: context.say("Beskrivning", "Description"),
                value: entries.debtDescription,
                hint: context.say("Till exempel: Konsulttjänster.", "For example: Consulting."),
                fault: words(.debtDescription)).html)</div>
            """)
    }

    /// The terms in short, and the box that the user must tick to submit the form.
    private var agreement: HTML {
        let points = [
            context.say(
                "Amili skickar påminnelserna i ert namn, som brev eller e-post.",
                "Amili sends the reminders in your name, by letter or e-mail."),
            context.say(
                "Varje påminnelse kostar kunden 60 kr i påminnelseavgift, och dröjsmålsräntan "
                    + "sköter Amili.",
                "Each reminder costs the customer a fee of 60 kr, and Amili takes care of "
                    + "interest."),
            context.say(
                "Betalar kunden inte blir påminnelsen ett inkassokrav efter 12 dagar, av sig "
                    + "självt. Det kostar kunden 180 kr till.",
                "If the customer does not pay, the reminder becomes debt collection after 12 days, "
                    + "by itself. It costs the customer another 180 kr."),
            context.say(
                "En påminnelse som har lämnats till Amili kan inte tas tillbaka härifrån.",
                "A reminder that was handed over to Amili cannot be taken back from here."),
            context.say(
                "Betalningar och krediteringar som ni får in efteråt måste Amili få veta.",
                "Payments and credits that reach you afterwards must be told to Amili."),
        ].html { "<li>\($0)</li>" }
        let fault = entries.isAgreementMissing
        let described: HTML =
            fault ? " aria-invalid=\"true\" aria-describedby=\"avtal-fel\"" : ""
        return group(
            "avtalet", context.say("Det här godkänner du", "What you agree to"),
            context.say(
                "I korta ord. Ert avtal med Amili gäller i sin helhet.",
                "In short. Your contract with Amili holds as a whole."),
            """
            <ul>\(points)</ul>
            <label class="row"><input type="checkbox" id="avtal" name="avtal" value="ja" required\
            \(" checked", if: entries.isAgreed)\(described)>\
            \(context.say(
                "Jag godkänner det här för \(page.creditor.name).",
                "I agree to this on behalf of \(page.creditor.name)."))</label>
            \(trouble(
                fault
                    ? context.say(
                        "Kryssa i rutan för att gå vidare.", "Tick the box to go on.") : nil,
                "avtal-fel"))
            """)
    }
}
