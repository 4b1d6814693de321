import AccessStore
import OperatorStore
import Reminders

/// `/manuella`: the reminders that are made by hand, to do or done.
struct ManualPage {
    static let routes: [Route] =
        [.get("/manuella") { try await ManualPage($0).page() }]
        + LetterPage.routes + LettersPage.routes + ManualForms.routes + SenderPage.routes

    /// Rows of a page, and letters that are printed at once.
    static let size = 50

    private let visit: Visit
    private let creditor: GrantedCreditor
    private let list: ManualList

    private init(_ visit: Visit) throws {
        self.visit = visit
        creditor = try visit.creditor()
        list = visit.query["lista"] == "gjorda" ? .done : .toDo
    }

    private func page() async throws -> Reply {
        // One more than is shown tells whether there are others.
        let rows = try await visit.operators.manualReminders(
            of: creditor.id, list, after: visit.query["efter"], limit: Self.size + 1)
        let shown = Array(rows.prefix(Self.size))
        let sender = try await visit.operators.letterSender(of: creditor.id) ?? LetterSender()
        let hasSender = sender.missing.isEmpty
        let title = visit.say("Manuella påminnelser", "Reminders made by hand")
        return Frame(visit: visit, title: title, section: "/manuella").page(
            """
            <div class="head"><div><h1>\(title)</h1><p class="soft">\(visit.say(
                "De går aldrig till Amili. Skriv ut brevet eller kopiera e-posttexten, skicka, och "
                    + "markera som gjord.",
                "They never go to Amili. Print the letter or copy the e-mail text, send it, and "
                    + "mark it done."))</p></div>\
            <a class="button" href="\(visit.url("/avsandare", creditor))">\
            \(visit.say("Avsändare", "Sender"))</a></div>
            \(ManualMessage(visit: visit, creditor: creditor).html)
            \(hasSender || isDone || shown.isEmpty ? .empty : noSender)
            <div class="row spread">\(chips)\(hasSender && !isDone ? printAll(shown) : .empty)</div>
            \(shown.isEmpty ? empty : table(shown))
            \(pager(shown, hasMore: rows.count > Self.size))
            """)
    }

    /// Without it there is no letter, and nothing to mark as done.
    private var noSender: HTML {
        let here = visit.query.without("besked").url(visit.path)
        return """
            <div class="notice warning strip"><p><strong>\(visit.say(
                "Uppgifter om avsändaren saknas.", "The sender’s details are missing."))</strong> \
            \(visit.say(
                "Breven behöver adress och bankgiro eller plusgiro.",
                "The letters need an address and a bankgiro or plusgiro."))</p>\
            <a class="button" href="\(
                visit.url("/avsandare", creditor, Fields([("till", here)])))">\
            \(visit.say("Fyll i avsändaren", "Fill in the sender"))</a></div>
            """
    }

    /// The letters of this page of the list; e-mails are no letters.
    private func printAll(_ shown: [ManualRow]) -> HTML {
        let count = shown.count { $0.obstacle == nil && !$0.choices.byEmail }
        guard count > 0 else { return .empty }
        let place = Fields(visit.query["efter"].map { [("efter", $0)] } ?? [])
        return """
            <a class="button" href="\(visit.url("/manuella/brev/alla", creditor, place))">\
            \(count == 1
                ? visit.say("Skriv ut brevet", "Print the letter")
                : visit.say("Skriv ut alla \(count) brev", "Print all \(count) letters"))</a>
            """
    }

    private var isDone: Bool { if case .done = list { true } else { false } }

    private var chips: HTML {
        let choices: [(String?, String)] = [
            (nil, visit.say("Att göra", "To do")), ("gjorda", visit.say("Gjorda", "Done")),
        ]
        let links = choices.html { value, name in
            let fields = Fields(value.map { [("lista", $0)] } ?? [])
            let current: HTML = (value != nil) == isDone ? " aria-current=\"page\"" : ""
            return """
                <li><a href="\(visit.url("/manuella", creditor, fields))"\(current)>\(name)</a></li>
                """
        }
        return """
            <nav aria-label="\(visit.say("Lista", "List"))"><ul class="chips">\(links)</ul></nav>
            """
    }

    private var empty: HTML {
        """
        <div class="sheet empty"><p>\(
            isDone
                ? visit.say(
                    "Ingen påminnelse har gjorts för hand.", "No reminder was made by hand yet.")
                : visit.say(
                    "Det finns inga påminnelser att göra för hand.",
                    "There are no reminders to make by hand."))</p>
        <p class="soft">\(visit.say(
            "Välj påminnelsetypen Manuell när du skapar påminnelser, så hamnar de här.",
            "Choose the reminder type Manual when you create reminders, and they appear here."))</p>
        <p><a class="button" href="\(visit.url("/kundfakturor", creditor))">\(visit.say(
            "Till kundfakturorna", "To the customer invoices"))</a></p></div>
        """
    }

    private func pager(_ shown: [ManualRow], hasMore: Bool) -> HTML {
        let mine = Fields(isDone ? [("lista", "gjorda")] : [])
        var links = HTML.empty
        if visit.query["efter"] != nil {
            links += """
                <a class="button" href="\(visit.url("/manuella", creditor, mine))">\
                \(visit.say("Första sidan", "First page"))</a>
                """
        }
        if hasMore, let last = shown.last {
            let address = visit.url("/manuella", creditor, mine.with("efter", last.cursor))
            links += """
                <a class="button" href="\(address)" rel="next">\
                \(visit.say("Nästa sida", "Next page"))</a>
                """
        }
        guard !links.isEmpty else { return "" }
        return """
            <nav class="pager" aria-label="\(visit.say("Sidor", "Pages"))">\
            <div class="row">\(links)</div></nav>
            """
    }

    // MARK: The table

    private var number: String { visit.say("Fakturanr", "Invoice no.") }
    private var customer: String { visit.say("Kund", "Customer") }
    private var due: String { visit.say("Förfallodatum", "Due date") }
    private var left: String { visit.say("Kvar att betala", "Left to pay") }
    private var way: String { visit.say("Skickas som", "Sent as") }
    private var done: String { visit.say("Gjord", "Done") }
    private var action: String { visit.say("Åtgärd", "Action") }

    private func table(_ rows: [ManualRow]) -> HTML {
        """
        <p class="soft">\(visit.say(
            "Numret öppnar brevet. Skriv ut och skicka det, och markera det sedan som gjort.",
            "The number opens the letter. Print and send it, and then mark it as done."))</p>
        <div class="sheet"><table class="cards"><caption class="quiet">\(
            isDone
                ? visit.say("Gjorda för hand", "Made by hand")
                : visit.say("Att göra för hand", "To be made by hand"))</caption>
        <thead><tr><th scope="col">\(number)</th><th scope="col">\(customer)</th>\
        <th scope="col">\(due)</th><th scope="col" class="number">\(left)</th>\
        <th scope="col">\(isDone ? done : way)</th><th scope="col">\(action)</th></tr></thead>
        <tbody>\(rows.html(row))</tbody></table></div>
        """
    }

    private func row(_ row: ManualRow) -> HTML {
        let written = row.invoice?.number.written ?? row.invoiceKey
        let address = visit.url("/manuella/brev", creditor, Fields([("nr", row.invoiceKey)]))
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

    private func how(_ row: ManualRow) -> HTML {
        let kind = row.choices.byEmail ? visit.say("E-post", "E-mail") : visit.say("Brev", "Letter")
        let extras =
            (row.choices.withInterest ? [visit.say("dröjsmålsränta", "interest")] : [])
            + (row.choices.withFee ? [visit.say("avgift", "fee")] : [])
        let with =
            extras.isEmpty
            ? ""
            : visit.say(" med ", " with ") + extras.joined(separator: visit.say(" och ", " and "))
        let obstacle = row.obstacle.map { reason -> HTML in
            """
            <span class="flash">\(visit.say("Ska inte göras", "Not to be made")): \
            \(visit.say(reason.swedish, reason.english))</span>
            """
        }
        return "\(kind)\(with)\(obstacle)"
    }

    private func doneFacts(_ row: ManualRow) -> HTML {
        let claim = row.claimed.map { claim -> HTML in
            let total = claim.remaining.value + (claim.interest?.value ?? 0) + claim.fee.value
            return """
                <span class="why">\(visit.say("brevet av", "letter of")) \(claim.day.description), \
                \(Format.money(Ore(total)))</span>
                """
        }
        return "\(Format.moment(row.doneAt)) \(visit.say("av", "by")) \(row.doneBy ?? "")\(claim)"
    }

    private func actions(_ row: ManualRow, _ written: String) -> HTML {
        let forms = ManualForms(visit: visit, creditor: creditor, key: row.invoiceKey)
        if isDone { return forms.undo(written) }
        let next: HTML =
            row.obstacle != nil ? .empty : row.wasShown ? forms.done(written) : open(row, written)
        return "\(next)\(forms.cancel(written))"
    }

    /// Done is what was sent, and nobody sends a letter that they have not seen.
    private func open(_ row: ManualRow, _ written: String) -> HTML {
        """
        <a class="button" href="\(
            visit.url("/manuella/brev", creditor, Fields([("nr", row.invoiceKey)])))">\
        \(visit.say("Öppna brevet", "Open the letter"))<span class="quiet">: \(written)</span></a>
        """
    }
}

/// What the last click came to, and the way back.
struct ManualMessage {
    let visit: Visit
    let creditor: GrantedCreditor

    var html: HTML {
        guard let kind = visit.query["besked"] else { return "" }
        let number = visit.query["nr"] ?? ""
        switch kind {
        case "gjord":
            return """
                <div class="notice good strip"><p>\(visit.say(
                    "Faktura \(number) är markerad som gjord.",
                    "Invoice \(number) is marked done."))</p>\
                \(ManualForms(visit: visit, creditor: creditor, key: number).undo(number))</div>
                """
        case "angrad":
            return Notice.info.html(
                "\(visit.say("Faktura \(number) är att göra igen.", "Invoice \(number) is to do again."))"
            )
        case "avbruten":
            return Notice.info.html(
                """
                \(visit.say(
                    "Påminnelsen om faktura \(number) är avbruten. Fakturan kan påminnas på nytt.",
                    "The reminder of invoice \(number) is cancelled. It can be reminded of anew."))
                """)
        case "dag":
            return Notice.bad.html(
                """
                \(visit.say(
                    "Brevets datum måste ligga mellan fakturans datum och i dag. Ingenting är ändrat.",
                    "The letter’s date must lie between the invoice’s and today. Nothing was changed."
                ))
                """)
        case "osedd":
            let letter = visit.url("/manuella/brev", creditor, Fields([("nr", number)]))
            return """
                <div class="notice warning strip"><p>\(visit.say(
                    "Brevet om faktura \(number) har inte öppnats. Är påminnelsen ändå gjord?",
                    "The letter about invoice \(number) was not opened. Is the reminder done"
                        + " all the same?"))</p>
                <div class="row"><a class="button" href="\(letter)">\(visit.say(
                    "Öppna brevet", "Open the letter"))</a>\
                \(ManualForms(visit: visit, creditor: creditor, key: number)
                    .doneUnseen(number))</div></div>
                """
        case "vantar":
            return Notice.warning.html(
                """
                \(visit.say(
                    "Utskicket väntar ännu och kan ångras. Markera först när det har gått.",
                    "The run is still held and can be undone. Mark it when it has gone."))
                """)
        default:
            return Notice.warning.html(
                """
                \(visit.say(
                    "Faktura \(number) har ingen manuell påminnelse att ändra längre.",
                    "Invoice \(number) has no reminder by hand to change any more."))
                """)
        }
    }
}
