import ConsoleStore
import OperatorStore
import Reminders

/// The notice above the list: the result of the last click, by the `besked` of the query.
struct ListNotice {
    let page: InvoicesPage

    private var context: PageContext { page.context }

    var html: HTML {
        switch context.query["besked"] {
        case "markerade": marked
        case "inget": nothingTicked
        case "full": full
        case "amilis-ocr":
            Notice.info.html(
                """
                \(context.say(
                    "Numret är Amilis OCR-nummer. Det hör till fakturan här nedanför.",
                    "The number is Amili's OCR number. It belongs to the invoice below."))
                """)
        default: .empty
        }
    }

    /// Explains that *Markera alla* reached its limit (`ConsoleSettings.selectAll`), and offers to
    /// choose all that match the filter instead, which has no limit.
    private var marked: HTML {
        guard context.query["avkortad"] == "1" else { return .empty }
        let limit = Format.count(context.settings.selectAll)
        return """
            <div class="notice info" id="granslinje"><p><strong>\(context.say(
                "Markera alla tar \(limit) fakturor åt gången, så att sidan förblir snabb.",
                "Tick all takes \(limit) invoices at a time, so that the page stays quick."))</strong>
            \(context.say(
                "Skicka i omgångar: skicka de markerade först och markera sedan nästa"
                    + " \(limit). Eller bläddra mellan sidorna och markera fler. Eller:",
                "Send in rounds: send these first and then tick the next \(limit). Or go through"
                    + " the pages and tick more. Or:"))</p>
            <form method="post" action="\(context.url("/kundfakturor/urval", page.creditor))">
            \(context.formTokenField)
            <input type="hidden" name="lista" value="\(page.view.fieldsWithPosition.encoded)">
            <button name="gor" value="filter">\(allThatMatch)</button></form></div>
            """
    }

    private var allThatMatch: String {
        page.count.count == 0
            ? context.say("Välj alla som matchar filtret", "Choose all that match the filter")
            : context.say(
                "Välj alla \(page.countText) som matchar filtret",
                "Choose all \(page.countText) that match the filter")
    }

    private var nothingTicked: HTML {
        Notice.warning.html(
            """
            \(context.say(
                "Ingen faktura är markerad. Markera minst en med rutan till vänster.",
                "No invoice is ticked. Tick at least one by the box on the left."))
            """)
    }

    private var full: HTML {
        Notice.warning.html(
            """
            \(context.say(
                "Fler kan inte markeras en och en. Välj med ett filter i stället.",
                "No more can be ticked one by one. Choose by a filter instead."))
            """)
    }
}
