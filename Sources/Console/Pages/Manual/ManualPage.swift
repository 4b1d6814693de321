import AccessStore
import OperatorStore
import Reminders
import Texts

/// `/manuella`: the reminders that are made by hand: those to do or, with `lista=gjorda`, those
/// done. `efter` is the cursor of the last row of the previous page.
struct ManualPage {
    static let routes: [Route] =
        [.get("/manuella") { try await ManualPage($0).page() }]
        + LetterPage.routes + LettersPage.routes + ManualForms.routes + SenderPage.routes

    /// Rows per page, and the most letters that are printed at once.
    static let size = 50

    private let context: PageContext
    private let creditor: GrantedCreditor
    private let list: ManualList

    private init(_ context: PageContext) throws {
        self.context = context
        creditor = try context.creditor()
        list = context.query["lista"] == "gjorda" ? .done : .toDo
    }

    private func page() async throws -> PageResponse {
        // Reads one more than it shows, to know whether there are others.
        let rows = try await context.operators.manualReminders(
            of: creditor.id, list, after: context.query["efter"], limit: Self.size + 1)
        let shown = Array(rows.prefix(Self.size))
        let sender = try await context.operators.letterSender(of: creditor.id) ?? LetterSender()
        let hasSender = sender.missing.isEmpty
        let title = context.say("Manuella påminnelser", "Reminders made by hand")
        return Layout(context: context, title: title, section: "/manuella").page(
            """
            <div class="head"><div><h1>\(title)</h1><p class="soft">\(context.say(
                "De går aldrig till Amili. Skriv ut brevet eller kopiera e-posttexten, skicka, och "
                    + "markera som gjord.",
                "They never go to Amili. Print the letter or copy the e-mail text, send it, and "
                    + "mark it done."))</p></div>\
            <a class="button" href="\(context.url("/avsandare", creditor))">\
            \(context.say("Avsändare", "Sender"))</a></div>
            \(ManualMessage(context: context, creditor: creditor).html)
            \(hasSender || isDone || shown.isEmpty ? .empty : noSender)
            <div class="row spread">\(chips)\(hasSender && !isDone ? printAll(shown) : .empty)</div>
            \(shown.isEmpty ? empty : table(shown))
            \(pager(shown, hasMore: rows.count > Self.size))
            """)
    }

    /// Asks for the sender's details: without them there is no letter, and nothing to mark as done.
    private var noSender: HTML {
        let here = context.query.without("besked").url(context.path)
        return """
            <div class="notice warning strip"><p><strong>\(context.say(
                "Uppgifter om avsändaren saknas.", "The sender’s details are missing."))</strong> \
            \(context.say(
                "Breven behöver adress och bankgiro eller plusgiro.",
                "The letters need an address and a bankgiro or plusgiro."))</p>\
            <a class="button" href="\(
                context.url("/avsandare", creditor, Fields([("till", here)])))">\
            \(context.say("Fyll i avsändaren", "Fill in the sender"))</a></div>
            """
    }

    /// The button that prints the letters of this page of the list; e-mails do not count.
    private func printAll(_ shown: [ManualRow]) -> HTML {
        let count = shown.count { $0.obstacle == nil && !$0.choices.byEmail }
        guard count > 0 else { return .empty }
        let place = Fields(context.query["efter"].map { [("efter", $0)] } ?? [])
        return """
            <a class="button" href="\(context.url("/manuella/brev/alla", creditor, place))">\
            \(count == 1
                ? context.say("Skriv ut brevet", "Print the letter")
                : context.say("Skriv ut alla \(count) brev", "Print all \(count) letters"))</a>
            """
    }

    private var isDone: Bool { if case .done = list { true } else { false } }

    private var chips: HTML {
        let choices: [(String?, String)] = [
            (nil, context.say("Att göra", "To do")), ("gjorda", context.say("Gjorda", "Done")),
        ]
        let links = choices.html { value, name in
            let fields = Fields(value.map { [("lista", $0)] } ?? [])
            let current: HTML = (value != nil) == isDone ? " aria-current=\"page\"" : ""
            return """
                <li><a href="\(context.url("/manuella", creditor, fields))"\(current)>\(name)</a></li>
                """
        }
        return """
            <nav aria-label="\(context.say("Lista", "List"))"><ul class="chips">\(links)</ul></nav>
            """
    }

    private var empty: HTML {
        """
        <div class="sheet empty"><p>\(
            isDone
                ? context.say(
                    "Ingen påminnelse har gjorts för hand.", "No reminder was made by hand yet.")
                : context.say(
                    "Det finns inga påminnelser att göra för hand.",
                    "There are no reminders to make by hand."))</p>
        <p class="soft">\(context.say(
            "Välj påminnelsetypen Manuell när du skapar påminnelser, så hamnar de här.",
            "Choose the reminder type Manual when you create reminders, and they appear here."))</p>
        <p><a class="button" href="\(context.url("/kundfakturor", creditor))">\(context.say(
            "Till kundfakturorna", "To the customer invoices"))</a></p></div>
        """
    }

    private func pager(_ shown: [ManualRow], hasMore: Bool) -> HTML {
        let mine = Fields(isDone ? [("lista", "gjorda")] : [])
        var links = HTML.empty
        if context.query["efter"] != nil {
            links += """
                <a class="button" href="\(context.url("/manuella", creditor, mine))">\
                \(context.say("Första sidan", "First page"))</a>
                """
        }
        if hasMore, let last = shown.last {
            let address = context.url("/manuella", creditor, mine.with("efter", last.cursor))
            links += """
                <a class="button" href="\(address)" rel="next">\
                \(context.say("Nästa sida", "Next page"))</a>
                """
        }
        guard !links.isEmpty else { return "" }
        return """
            <nav class="pager" aria-label="\(context.say("Sidor", "Pages"))">\
            <div class="row">\(links)</div></nav>
            """
    }

    // MARK: The table

    private var number: String { context.say("Fakturanr", "Invoice no.") }
    private var customer: String { context.say("Kund", "Customer") }
    private var due: String { context.say("Förfallodatum", "Due date") }
    private var left: String { context.say("Kvar att betala", "Left to pay") }
    private var way: String { context.say("Skickas som", "Sent as") }
    private var done: String { context.say("Gjord", "Done") }
    private var action: String { context.say("Åtgärd", "Action") }

    private func table(_ rows: [ManualRow]) -> HTML {
        """
        <p class="soft">\(context.say(
            "Numret öppnar brevet. Skriv ut och skicka det, och markera det sedan som gjort.",
            "The number opens the letter. Print and send it, and then mark it as done."))</p>
        <div class="sheet"><table class="cards"><caption class="quiet">\(
            isDone
                ? context.say("Gjorda för hand", "Made by hand")
                : context.say("Att göra för hand", "To be made by hand"))</caption>
        <thead><tr><th scope="col">\(number)</th><th scope="col">\(customer)</th>\
        <th scope="col">\(due)</th><th scope="col" class="number">\(left)</th>\
        <th scope="col">\(isDone ? done : way)</th><th scope="col">\(action)</th></tr></thead>
        <tbody>\(rows.html(row))</tbody></table></div>
        """
    }

    private func row(_ row: ManualRow) -> HTML {
        let written = row.invoice?.number.written ?? row.invoiceKey
        let address = context.url("/manuella/brev", creditor, Fields([("nr", row.invoiceKey)]))
        let money = row.invoice.map { Format.money($0.remaining, $0.currency) } ?? "–"
        return """
            <tr><th scope="row" data-label="\(number)"><a href="\(address)">\(written)</a></th>\
            <td data-label="\(customer)">\(row.invoice?.debtor.name ?? "–")</td>\
            <td data-label="\(due)">\(row.invoice.map { "\($0.dueDate)" } ?? "–")</td>\
            <td class="number" data-label="\(left)">\(money)</td>\
            <td class="wide" data-label="\(isDone ? done : way)">\(isDone ? doneFacts(row) : how(row))\
            </td>\
            <td class="wide" data-label="\(action)"><div class="row">\(actions(row, written))</div>\
            </td></tr>
            """
    }

    /// The way the reminder is to be sent, with what it claims beside the debt; also the reason if
    /// it must not be made.
    private func how(_ row: ManualRow) -> HTML {
        let kind =
            row.choices.byEmail ? context.say("E-post", "E-mail") : context.say("Brev", "Letter")
        let extras =
            (row.choices.withInterest ? [context.say("dröjsmålsränta", "interest")] : [])
            + (row.choices.withFee ? [context.say("avgift", "fee")] : [])
        let with =
            extras.isEmpty
            ? ""
            : context.say(" med ", " with ")
                + extras.joined(separator: context.say(" och ", " and "))
        let obstacle = row.obstacle.map { reason -> HTML in
            """
            <span class="flash">\(context.say("Ska inte göras", "Not to be made")): \
            \(context.say(reason))</span>
            """
        }
        return "\(kind)\(with)\(obstacle)"
    }

    /// The time, the user, the letter's date, and the sum that it claimed.
    private func doneFacts(_ row: ManualRow) -> HTML {
        let claim = row.claimed.map { claim -> HTML in
            let total = claim.remaining.value + (claim.interest?.value ?? 0) + claim.fee.value
            return """
                <span class="why">\(context.say("brevet av", "letter of")) \(claim.day.description), \
                \(Format.money(Ore(total)))</span>
                """
        }
        return "\(Format.moment(row.doneAt)) \(context.say("av", "by")) \(row.doneBy ?? "")\(claim)"
    }

    /// Undo for a done reminder. Otherwise cancel, and either open the letter or, once somebody has
    /// seen it, mark as done. If no letter may go, only cancel.
    private func actions(_ row: ManualRow, _ written: String) -> HTML {
        let forms = ManualForms(context: context, creditor: creditor, key: row.invoiceKey)
        if isDone { return forms.undo(written) }
        let next: HTML =
            row.obstacle != nil ? .empty : row.wasShown ? forms.done(written) : open(row, written)
        return "\(next)\(forms.cancel(written))"
    }

    /// The button that opens the letter, in place of *Markera som gjord* until somebody has seen
    /// the letter: nobody sends a letter that they have not seen.
    private func open(_ row: ManualRow, _ written: String) -> HTML {
        """
        <a class="button" href="\(
            context.url("/manuella/brev", creditor, Fields([("nr", row.invoiceKey)])))">\
        \(context.say("Öppna brevet", "Open the letter"))<span class="quiet">: \(written)</span></a>
        """
    }
}
