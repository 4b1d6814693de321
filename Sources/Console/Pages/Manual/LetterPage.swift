import AccessStore
import OperatorStore
import Reminders
import Texts

/// `/manuella/brev?nr=…`: one manual reminder, as a letter to print and as a text to mail.
/// `brev=en` shows it in English. `ranta=nej` leaves out interest that cannot be calculated.
struct LetterPage {
    static let routes: [Route] = [
        .get("/manuella/brev") { try await LetterPage($0).page() }
    ]

    private let context: PageContext
    private let creditor: GrantedCreditor
    /// The canonical invoice number.
    private let key: String

    /// - Throws: `Refusal.notFound` if `nr` is no invoice number, or if the creditor is not one of
    ///   this user's.
    private init(_ context: PageContext) throws {
        self.context = context
        creditor = try context.creditor()
        guard let number = context.query["nr"].flatMap({ InvoiceNumber($0) }) else {
            throw Refusal.notFound
        }
        key = number.key
    }

    private var language: LetterLanguage { context.query["brev"] == "en" ? .english : .swedish }

    /// Shows the letter and records what it claims, which is what counts once the reminder is
    /// marked as done. If there is no letter, the page says why.
    /// - Throws: `Refusal.notFound` if the creditor has no such invoice.
    private func page() async throws -> PageResponse {
        let reminder: ManualReminder
        do {
            reminder = try await context.operators.manualLetter(key, of: creditor.id)
        } catch ManualProblem.noSuchInvoice {
            throw Refusal.notFound
        } catch is ManualProblem {
            return frame(
                key,
                Notice.info.html(
                    """
                    \(context.say(
                        "Den här fakturan har ingen manuell påminnelse.",
                        "This invoice has no reminder made by hand."))
                    """))
        }
        let written = reminder.facts.invoice.number.written
        let shown: ManualLetter
        do {
            shown = try letter(reminder)
        } catch {
            return frame(written, "\(head(reminder, nil))\(obstacle(error, reminder))")
        }
        try await context.operators.noteShown(shown.claim, of: reminder, creditor.id)
        return frame(written, "\(head(reminder, shown))\(content(shown))")
    }

    /// Today's letter. It leaves out interest only if the query asks for that and no reference rate
    /// is known; once the reminder is marked as done, none counts as claimed.
    private func letter(_ reminder: ManualReminder) throws(LetterObstacle) -> ManualLetter {
        var facts = reminder.facts
        let rates = context.settings.rates
        do {
            return try ManualLetter(facts, date: reminder.today, rates: rates)
        } catch {
            guard case .rateUnknown = error, context.query["ranta"] == "nej" else { throw error }
            facts.choices.withInterest = false
            return try ManualLetter(facts, date: reminder.today, rates: rates)
        }
    }

    private func frame(_ written: String, _ content: HTML) -> PageResponse {
        let title = context.say(
            "Påminnelse om faktura \(written)", "Reminder of invoice \(written)")
        return Layout(context: context, title: title, section: "/manuella").page(
            """
            <div class="head no-print"><h1>\(title)</h1>\
            <a class="button" href="\(context.url("/manuella", creditor))">\
            \(context.say("Till listan", "To the list"))</a></div>\(content)
            """)
    }

    // MARK: Actions

    /// The actions: undo if the reminder is done; none while its run is held; otherwise cancel and,
    /// if there is a letter, mark as done.
    private func head(_ reminder: ManualReminder, _ letter: ManualLetter?) -> HTML {
        let forms = ManualForms(context: context, creditor: creditor, key: key)
        let written = reminder.facts.invoice.number.written
        if let at = reminder.doneAt {
            return """
                <div class="notice good strip no-print"><p>\(context.say("Gjord", "Done")) \
                \(Format.moment(at)) \(context.say("av", "by")) \(reminder.doneBy ?? "").</p>\
                \(forms.undo(written))</div>
                """
        }
        if reminder.isHeld {
            return """
                <div class="no-print">\(Notice.warning.html(
                    """
                    \(context.say(
                        "Utskicket väntar ännu och kan ångras. Skicka inte brevet förrän det har gått.",
                        "The run is still held and can be undone. Do not send the letter before it "
                            + "has gone."))
                    """))</div>
                """
        }
        guard letter != nil else {
            return "<p class=\"no-print\">\(forms.cancel(written))</p>"
        }
        let day: HTML = """
            <label for="dag">\(context.say("Brevets datum", "The letter’s date"))</label>\
            <input id="dag" name="dag" inputmode="numeric" autocomplete="off" size="10" \
            maxlength="10" pattern="[0-9]{4}-[0-9]{2}-[0-9]{2}" \
            title="\(context.say("ÅÅÅÅ-MM-DD", "YYYY-MM-DD"))" \
            value="\(reminder.today.description)" required>
            """
        return """
            <div class="panel no-print"><div class="row">\
            \(forms.done(written, style: "primary", day: day))\(forms.cancel(written))</div></div>
            """
    }

    /// The reason why there is no letter, with its remedy.
    private func obstacle(_ obstacle: LetterObstacle, _ reminder: ManualReminder) -> HTML {
        let (what, remedy): (String, HTML) =
            switch obstacle {
            case .mayNotGo(let reason):
                (
                    context.say(reason),
                    """
                    \(context.say(
                        "Påminnelsen ska inte göras. Avbryt den, så är den ur listan.",
                        "The reminder is not to be made. Cancel it, and it is off the list."))
                    """
                )
            case .senderLacks(let missing):
                (senderLacks(missing), senderLink)
            case .rateUnknown(let halfYear):
                (
                    context.say(
                        "Referensräntan för halvåret från \(halfYear) är inte känd, så räntan går"
                            + " inte att räkna ut.",
                        "The reference rate of the half-year from \(halfYear) is not known, so"
                            + " interest cannot be counted."),
                    """
                    \(context.say(
                        "Be den som sköter driften lägga in Riksbankens referensränta i inställningen",
                        "Ask the operator to put the Riksbank’s reference rate into the setting"))
                    <code>PAMINN_REFERENCE_RATES</code>\
                    \(context.say(", eller gör brevet utan ränta.", ", or make it without interest."))
                    <a class="button" href="\(withoutInterest)">\(context.say(
                        "Brev utan dröjsmålsränta", "Letter without interest"))</a>
                    """
                )
            }
        return """
            <div class="notice warning"><p><strong>\(context.say("Inget brev", "No letter")).</strong> \
            \(what)</p><p>\(remedy)</p></div>
            """
    }

    private func senderLacks(_ missing: [LetterSender.Missing]) -> String {
        let words = missing.map { part in
            switch part {
            case .address: context.say("adress", "address")
            case .giro: context.say("bankgiro eller plusgiro", "bankgiro or plusgiro")
            }
        }.joined(separator: context.say(" och ", " and "))
        return context.say(
            "Uppgifter om avsändaren saknas: \(words).",
            "The sender’s details are missing: \(words).")
    }

    /// The URL of the letter without interest.
    private var withoutInterest: String { context.query.with("ranta", "nej").url(context.path) }

    /// The button to the sender's details, from which the user comes back to this letter.
    private var senderLink: HTML {
        let here = context.query.url(context.path)
        return """
            <a class="button" href="\(context.url("/avsandare", creditor, Fields([("till", here)])))">\
            \(context.say("Fyll i avsändaren", "Fill in the sender"))</a>
            """
    }

    // MARK: The letter

    /// The letter on paper and as an e-mail. The way that was chosen for the reminder comes first.
    private func content(_ letter: ManualLetter) -> HTML {
        let text = LetterText(letter, in: language)
        let other = language == .swedish ? "en" : "sv"
        let address = context.query.with("brev", other).url(context.path)
        let paper = LetterPaper(letter: letter, language: language).html
        let mail = mail(text, letter)
        let switched = language == .swedish ? "Letter in English" : "Brev på svenska"
        return """
            <div class="row no-print">\
            <button type="button" class="primary" data-print hidden>\
            \(context.say("Skriv ut", "Print"))</button>\
            <a class="button" href="\(address)" lang="\(other)" hreflang="\(other)">\(switched)</a>\
            <p class="soft small">\(context.say(
                "Brevet passar ett C5-kuvert med fönster till höger. Stäng av sidhuvud och sidfot i "
                    + "utskriften.",
                "The letter fits a C5 envelope with its window on the right. Switch headers and "
                    + "footers off when printing."))</p></div>
            \(letter.byEmail ? [mail, paper] : [paper, mail])
            """
    }

    private func mail(_ text: LetterText, _ letter: ManualLetter) -> HTML {
        let place = letter.recipient.email ?? ""
        let whom =
            place.isEmpty
            ? context.say("Ingen e-postadress är känd.", "No address is known.") : place
        return """
            <section class="panel no-print" aria-labelledby="epost"><h2 id="epost">\
            \(context.say("Som e-post", "As an e-mail"))</h2>
            <dl class="facts"><dt>\(context.say("Till", "To"))</dt><dd>\(whom)</dd>\
            <dt>\(context.say("Ämne", "Subject"))</dt><dd lang="\(language.rawValue)">\(text.subject)\
            </dd></dl>
            <label for="brevtext">\(context.say("Text", "Text"))</label>
            <textarea id="brevtext" rows="14" readonly lang="\(language.rawValue)">\(text.plain)\
            </textarea>
            <p><button type="button" data-copy="brevtext" \
            data-copied="\(context.say("Kopierat", "Copied"))" hidden>\
            \(context.say("Kopiera texten", "Copy the text"))</button></p></section>
            """
    }
}
