import AccessStore
import OperatorStore
import Reminders

/// `/manuella/brev?nr=…`: the letter to print, or the text to mail, of one invoice.
struct LetterPage {
    static let routes: [Route] = [
        .get("/manuella/brev") { try await LetterPage($0).page() }
    ]

    private let visit: Visit
    private let creditor: GrantedCreditor
    private let key: String

    private init(_ visit: Visit) throws {
        self.visit = visit
        creditor = try visit.creditor()
        guard let number = visit.query["nr"].flatMap({ InvoiceNumber($0) }) else {
            throw Refusal.notFound
        }
        key = number.key
    }

    private var language: LetterLanguage { visit.query["brev"] == "en" ? .english : .swedish }

    private func page() async throws -> Reply {
        let reminder: ManualReminder
        do {
            reminder = try await visit.operators.manualLetter(key, of: creditor.id)
        } catch ManualProblem.noSuchInvoice {
            throw Refusal.notFound
        } catch is ManualProblem {
            return frame(
                key,
                Notice.info.html(
                    """
                    \(visit.say(
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
        try await visit.operators.noteShown(shown.claim, of: reminder, creditor.id)
        return frame(written, "\(head(reminder, shown))\(content(shown))")
    }

    /// Without interest if that is asked for and no rate is known, and only then: so it counts when
    /// it is marked done.
    private func letter(_ reminder: ManualReminder) throws(LetterObstacle) -> ManualLetter {
        var facts = reminder.facts
        let rates = visit.settings.rates
        do {
            return try ManualLetter(facts, date: reminder.today, rates: rates)
        } catch {
            guard case .rateUnknown = error, visit.query["ranta"] == "nej" else { throw error }
            facts.choices.withInterest = false
            return try ManualLetter(facts, date: reminder.today, rates: rates)
        }
    }

    private func frame(_ written: String, _ content: HTML) -> Reply {
        let title = visit.say("Påminnelse om faktura \(written)", "Reminder of invoice \(written)")
        return Frame(visit: visit, title: title, section: "/manuella").page(
            """
            <div class="head no-print"><h1>\(title)</h1>\
            <a class="button" href="\(visit.url("/manuella", creditor))">\
            \(visit.say("Till listan", "To the list"))</a></div>\(content)
            """)
    }

    // MARK: What one can do

    private func head(_ reminder: ManualReminder, _ letter: ManualLetter?) -> HTML {
        let forms = ManualForms(visit: visit, creditor: creditor, key: key)
        let written = reminder.facts.invoice.number.written
        if let at = reminder.doneAt {
            return """
                <div class="notice good strip no-print"><p>\(visit.say("Gjord", "Done")) \
                \(Format.moment(at)) \(visit.say("av", "by")) \(reminder.doneBy ?? "").</p>\
                \(forms.undo(written))</div>
                """
        }
        if reminder.isHeld {
            return """
                <div class="no-print">\(Notice.warning.html(
                    """
                    \(visit.say(
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
            <label for="dag">\(visit.say("Brevets datum", "The letter’s date"))</label>\
            <input id="dag" name="dag" inputmode="numeric" autocomplete="off" size="10" \
            maxlength="10" pattern="[0-9]{4}-[0-9]{2}-[0-9]{2}" \
            title="\(visit.say("ÅÅÅÅ-MM-DD", "YYYY-MM-DD"))" \
            value="\(reminder.today.description)" required>
            """
        return """
            <div class="panel no-print"><div class="row">\
            \(forms.done(written, style: "primary", day: day))\(forms.cancel(written))</div></div>
            """
    }

    private func obstacle(_ obstacle: LetterObstacle, _ reminder: ManualReminder) -> HTML {
        let (what, remedy): (String, HTML) =
            switch obstacle {
            case .mayNotGo(let reason):
                (
                    visit.say(reason.swedish, reason.english),
                    """
                    \(visit.say(
                        "Påminnelsen ska inte göras. Avbryt den, så är den ur listan.",
                        "The reminder is not to be made. Cancel it, and it is off the list."))
                    """
                )
            case .senderLacks(let missing):
                (senderLacks(missing), senderLink)
            case .rateUnknown(let halfYear):
                (
                    visit.say(
                        "Referensräntan för halvåret från \(halfYear) är inte känd, så räntan går"
                            + " inte att räkna ut.",
                        "The reference rate of the half-year from \(halfYear) is not known, so"
                            + " interest cannot be counted."),
                    """
                    \(visit.say(
                        "Be den som sköter driften lägga in Riksbankens referensränta i inställningen",
                        "Ask the operator to put the Riksbank’s reference rate into the setting"))
                    <code>PAMINN_REFERENCE_RATES</code>\
                    \(visit.say(", eller gör brevet utan ränta.", ", or make it without interest."))
                    <a class="button" href="\(withoutInterest)">\(visit.say(
                        "Brev utan dröjsmålsränta", "Letter without interest"))</a>
                    """
                )
            }
        return """
            <div class="notice warning"><p><strong>\(visit.say("Inget brev", "No letter")).</strong> \
            \(what)</p><p>\(remedy)</p></div>
            """
    }

    private func senderLacks(_ missing: [LetterSender.Missing]) -> String {
        let words = missing.map { part in
            switch part {
            case .address: visit.say("adress", "address")
            case .giro: visit.say("bankgiro eller plusgiro", "bankgiro or plusgiro")
            }
        }.joined(separator: visit.say(" och ", " and "))
        return visit.say(
            "Uppgifter om avsändaren saknas: \(words).",
            "The sender’s details are missing: \(words).")
    }

    private var withoutInterest: String { visit.query.with("ranta", "nej").url(visit.path) }

    private var senderLink: HTML {
        let here = visit.query.url(visit.path)
        return """
            <a class="button" href="\(visit.url("/avsandare", creditor, Fields([("till", here)])))">\
            \(visit.say("Fyll i avsändaren", "Fill in the sender"))</a>
            """
    }

    // MARK: The letter

    private func content(_ letter: ManualLetter) -> HTML {
        let text = LetterText(letter, in: language)
        let other = language == .swedish ? "en" : "sv"
        let address = visit.query.with("brev", other).url(visit.path)
        let paper = LetterPaper(letter: letter, language: language).html
        let mail = mail(text, letter)
        let switched = language == .swedish ? "Letter in English" : "Brev på svenska"
        return """
            <div class="row no-print">\
            <button type="button" class="primary" data-print hidden>\
            \(visit.say("Skriv ut", "Print"))</button>\
            <a class="button" href="\(address)" lang="\(other)" hreflang="\(other)">\(switched)</a>\
            <p class="soft small">\(visit.say(
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
            place.isEmpty ? visit.say("Ingen e-postadress är känd.", "No address is known.") : place
        return """
            <section class="panel no-print" aria-labelledby="epost"><h2 id="epost">\
            \(visit.say("Som e-post", "As an e-mail"))</h2>
            <dl class="facts"><dt>\(visit.say("Till", "To"))</dt><dd>\(whom)</dd>\
            <dt>\(visit.say("Ämne", "Subject"))</dt><dd lang="\(language.rawValue)">\(text.subject)\
            </dd></dl>
            <label for="brevtext">\(visit.say("Text", "Text"))</label>
            <textarea id="brevtext" rows="14" readonly lang="\(language.rawValue)">\(text.plain)\
            </textarea>
            <p><button type="button" data-copy="brevtext" \
            data-copied="\(visit.say("Kopierat", "Copied"))" hidden>\
            \(visit.say("Kopiera texten", "Copy the text"))</button></p></section>
            """
    }
}
