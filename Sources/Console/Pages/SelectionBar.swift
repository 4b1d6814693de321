import ConsoleStore
import OperatorStore
import Reminders

/// What is ticked, and what can be done with it.
struct SelectionBar {
    let page: InvoicesPage

    private var visit: Visit { page.visit }
    private var count: Int { page.selection.count }

    var html: HTML {
        """
        <div class="row">
        <button name="gor" value="alla">\(visit.say("Markera alla", "Tick all"))</button>
        \(clear)
        <span id="antal"><strong>\(summary)</strong></span>
        </div>
        <div class="row"><span class="hint keys">\(visit.say(
            "Retur på en ruta går till knappen.", "Return on a box goes to the button."))</span>\
        \(Self.button(visit, isEmpty: count == 0))</div>
        """
    }

    private var clear: HTML {
        guard count > 0 else { return .empty }
        return """
            <button name="gor" value="rensa">\(visit.say("Avmarkera alla", "Untick all"))</button>
            """
    }

    var summary: String { Self.summary(visit, page.selection) }

    static func summary(_ visit: Visit, _ selection: SelectionSummary) -> String {
        let number = Format.count(selection.count)
        guard let filter = selection.filter else {
            switch selection.count {
            case 0: return visit.say("Ingen faktura är markerad", "No invoice is ticked")
            case 1: return visit.say("1 faktura är markerad", "1 invoice is ticked")
            default:
                return visit.say("\(number) fakturor är markerade", "\(number) invoices are ticked")
            }
        }
        let except =
            selection.excepted == 0
            ? ""
            : visit.say(
                ", \(Format.count(selection.excepted))"
                    + (selection.excepted == 1 ? " undantagen" : " undantagna"),
                ", \(Format.count(selection.excepted)) left out")
        return filter.isEverything
            ? visit.say(
                "Alla \(number) fakturor är markerade\(except)",
                "All \(number) invoices are ticked\(except)")
            : visit.say(
                "Alla \(number) som matchar filtret är markerade\(except)",
                "All \(number) that match the filter are ticked\(except)")
    }

    /// Grey, with its reason, when nothing is ticked. It can be pressed all the same: without a
    /// script, ticks are not known before that.
    private static func button(_ visit: Visit, isEmpty: Bool) -> HTML {
        let grey: HTML = isEmpty ? " aria-disabled=\"true\" aria-describedby=\"varfor-gra\"" : ""
        let reason: HTML =
            isEmpty
            ? """
            <span id="varfor-gra" class="hint">\(visit.say(
                "Markera minst en faktura först.", "Tick at least one invoice first."))</span>
            """ : .empty
        return """
            \(reason)<button class="primary" name="gor" value="skapa" id="skapa" data-late\(grey)\
            \(" autofocus", if: visit.query["besked"] == "stangd")>\
            \(visit.say("Skapa flera påminnelser", "Create several reminders"))</button>
            """
    }
}

/// What the last click came to, and the way past a limit.
struct ListNotice {
    let page: InvoicesPage

    private var visit: Visit { page.visit }

    var html: HTML {
        switch visit.query["besked"] {
        case "markerade": marked
        case "inget": nothingTicked
        case "full": full
        case "amilis-ocr":
            Notice.info.html(
                """
                \(visit.say(
                    "Numret är Amilis OCR-nummer. Det hör till fakturan här nedanför.",
                    "The number is Amili's OCR number. It belongs to the invoice below."))
                """)
        default: .empty
        }
    }

    private var marked: HTML {
        guard visit.query["avkortad"] == "1" else { return .empty }
        let limit = Format.count(visit.settings.selectAll)
        return """
            <div class="notice info" id="granslinje"><p><strong>\(visit.say(
                "Markera alla tar \(limit) fakturor åt gången, så att sidan förblir snabb.",
                "Tick all takes \(limit) invoices at a time, so that the page stays quick."))</strong>
            \(visit.say(
                "Skicka i omgångar: skicka de markerade först och markera sedan nästa"
                    + " \(limit). Eller bläddra mellan sidorna och markera fler. Eller:",
                "Send in rounds: send these first and then tick the next \(limit). Or go through"
                    + " the pages and tick more. Or:"))</p>
            <form method="post" action="\(visit.url("/kundfakturor/urval", page.creditor))">
            \(visit.formTokenField)
            <input type="hidden" name="lista" value="\(page.view.fieldsWithPosition.encoded)">
            <button name="gor" value="filter">\(allThatMatch)</button></form></div>
            """
    }

    private var allThatMatch: String {
        page.count.count == 0
            ? visit.say("Välj alla som matchar filtret", "Choose all that match the filter")
            : visit.say(
                "Välj alla \(page.countText) som matchar filtret",
                "Choose all \(page.countText) that match the filter")
    }

    private var nothingTicked: HTML {
        Notice.warning.html(
            """
            \(visit.say(
                "Ingen faktura är markerad. Markera minst en med rutan till vänster.",
                "No invoice is ticked. Tick at least one by the box on the left."))
            """)
    }

    private var full: HTML {
        Notice.warning.html(
            """
            \(visit.say(
                "Fler kan inte markeras en och en. Välj med ett filter i stället.",
                "No more can be ticked one by one. Choose by a filter instead."))
            """)
    }
}
