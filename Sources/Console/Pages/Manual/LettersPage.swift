import AccessStore
import OperatorStore
import Reminders

/// `/manuella/brev/alla`: the letters of one page of the manual list, one after another, to print
/// at once. They are in Swedish. Reminders that go by e-mail are left out. `efter` is the list's
/// cursor.
struct LettersPage {
    static let routes: [Route] = [
        .get("/manuella/brev/alla") { try await LettersPage($0).page() }
    ]

    private let context: PageContext
    private let creditor: GrantedCreditor

    private init(_ context: PageContext) throws {
        self.context = context
        creditor = try context.creditor()
    }

    private func page() async throws -> PageResponse {
        let rows = try await context.operators.manualReminders(
            of: creditor.id, .toDo, after: context.query["efter"], limit: ManualPage.size)
        var letters: [ManualLetter] = []
        var without: [(key: String, written: String)] = []
        for row in rows where !row.choices.byEmail {
            if let letter = try await letter(row) {
                letters.append(letter)
            } else {
                let written = row.invoice?.number.written ?? row.invoiceKey
                without.append((row.invoiceKey, written))
            }
        }
        let title = context.say("Brev att skriva ut", "Letters to print")
        return Layout(context: context, title: title, section: "/manuella").page(
            """
            <div class="head no-print"><h1>\(title)</h1>\
            <a class="button" href="\(context.url("/manuella", creditor))">\
            \(context.say("Till listan", "To the list"))</a></div>
            \(letters.isEmpty ? none : toPrint(letters.count))
            \(without.isEmpty ? .empty : left(without))
            \(letters.html { LetterPaper(letter: $0, language: .swedish).html })
            """)
    }

    /// Makes one letter and records what it claims, which is what counts once the reminder is
    /// marked as done.
    /// - Returns: nil if there is no letter; the invoice's own page says why.
    private func letter(_ row: ManualRow) async throws -> ManualLetter? {
        do {
            let reminder = try await context.operators.manualLetter(row.invoiceKey, of: creditor.id)
            let letter = try ManualLetter(
                reminder.facts, date: reminder.today, rates: context.settings.rates)
            try await context.operators.noteShown(letter.claim, of: reminder, creditor.id)
            return letter
        } catch is LetterObstacle {
            return nil
        } catch is ManualProblem {
            // Somebody has cancelled the reminder in the meantime.
            return nil
        }
    }

    private var none: HTML {
        "<p>\(context.say("Det finns inga brev att skriva ut.", "There are no letters to print."))</p>"
    }

    private func toPrint(_ count: Int) -> HTML {
        """
        <div class="row no-print">\
        <button type="button" class="primary" data-print hidden>\(count == 1
            ? context.say("Skriv ut brevet", "Print the letter")
            : context.say("Skriv ut \(count) brev", "Print \(count) letters"))</button>\
        <p class="soft small">\(context.say(
            "Breven passar C5-kuvert med fönster till höger. Stäng av sidhuvud och sidfot i"
                + " utskriften. Markera sedan varje brev som gjort i listan.",
            "The letters fit C5 envelopes with their window on the right. Switch headers and footers"
                + " off when printing. Then mark each letter as done in the list."))</p></div>
        """
    }

    /// Names the invoices without a letter.
    private func left(_ without: [(key: String, written: String)]) -> HTML {
        let links = without.enumerated().html { index, invoice in
            let address = context.url("/manuella/brev", creditor, Fields([("nr", invoice.key)]))
            return "\(index == 0 ? "" : ", ")<a href=\"\(address)\">\(invoice.written)</a>"
        }
        return """
            <div class="notice warning no-print"><p>\(context.say(
                "Utan brev. Öppna fakturan för att se varför:",
                "Without a letter. Open the invoice to see why:")) \(links)</p></div>
            """
    }
}
