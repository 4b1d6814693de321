import ConsoleStore
import OperatorStore
import Reminders

/// The bar above the list: how many invoices are ticked, and the actions on them. The script
/// replaces it after each tick.
struct SelectionBar {
    let page: InvoicesPage

    private var context: PageContext { page.context }
    private var count: Int { page.selection.count }

    var html: HTML {
        """
        <div class="row">
        <button name="gor" value="alla">\(context.say("Markera alla", "Tick all"))</button>
        \(clear)
        <span id="antal"><strong>\(summary)</strong></span>
        </div>
        <div class="row"><span class="hint keys">\(context.say(
            "Retur på en ruta går till knappen.", "Return on a box goes to the button."))</span>\
        \(Self.button(context, isEmpty: count == 0))</div>
        """
    }

    private var clear: HTML {
        guard count > 0 else { return .empty }
        return """
            <button name="gor" value="rensa">\(context.say("Avmarkera alla", "Untick all"))</button>
            """
    }

    var summary: String { Self.summary(context, page.selection) }

    /// A sentence with the number of ticked invoices and, after a choice by filter, of those
    /// unticked since.
    static func summary(_ context: PageContext, _ selection: SelectionSummary) -> String {
        let number = Format.count(selection.count)
        guard let filter = selection.filter else {
            switch selection.count {
            case 0: return context.say("Ingen faktura är markerad", "No invoice is ticked")
            case 1: return context.say("1 faktura är markerad", "1 invoice is ticked")
            default:
                return context.say(
                    "\(number) fakturor är markerade", "\(number) invoices are ticked")
            }
        }
        let except =
            selection.excepted == 0
            ? ""
            : context.say(
                ", \(Format.count(selection.excepted))"
                    + (selection.excepted == 1 ? " undantagen" : " undantagna"),
                ", \(Format.count(selection.excepted)) left out")
        return filter.isEverything
            ? context.say(
                "Alla \(number) fakturor är markerade\(except)",
                "All \(number) invoices are ticked\(except)")
            : context.say(
                "Alla \(number) som matchar filtret är markerade\(except)",
                "All \(number) that match the filter are ticked\(except)")
    }

    /// The button that opens a draft. It is greyed out, with the reason, while nothing is ticked,
    /// but still works: without a script, only pressing it tells the server which boxes are ticked.
    private static func button(_ context: PageContext, isEmpty: Bool) -> HTML {
        let grey: HTML = isEmpty ? " aria-disabled=\"true\" aria-describedby=\"varfor-gra\"" : ""
        let reason: HTML =
            isEmpty
            ? """
            <span id="varfor-gra" class="hint">\(context.say(
                "Markera minst en faktura först.", "Tick at least one invoice first."))</span>
            """ : .empty
        return """
            \(reason)<button class="primary" name="gor" value="skapa" id="skapa" data-late\(grey)\
            \(" autofocus", if: context.query["besked"] == "stangd")>\
            \(context.say("Skapa flera påminnelser", "Create several reminders"))</button>
            """
    }
}
