import OperatorStore
import Reminders

/// Reports invoices that match the filter now but did not when the user chose all that match, and
/// invoices that no longer match. It stands above the lines, so the user sees it before sending;
/// one click leaves the new invoices out. Empty if nothing has changed.
struct DraftDriftNotice: PagePart {
    let page: DraftDialog

    var context: PageContext { page.address.context }
    private var drift: DraftDrift { page.draft.sinceChoice }

    var html: HTML {
        guard drift.came + drift.went > 0 else { return .empty }
        return """
            <div class="notice warning" id="sedan-valet"><p><strong>\(heading)</strong> \(came) \
            \(went)</p>\(actions)</div>
            """
    }

    private var heading: String {
        let chosen = Format.count(drift.chosen)
        return say(
            "Urvalet har ändrats sedan du markerade \(chosen) fakturor.",
            "The selection has changed since you ticked \(chosen) invoices.")
    }

    private var came: String {
        let count = Format.count(drift.came)
        switch drift.came {
        case 0: return ""
        case 1: return say("1 faktura har tillkommit.", "1 invoice has come.")
        default: return say("\(count) fakturor har tillkommit.", "\(count) invoices have come.")
        }
    }

    private var went: String {
        let count = Format.count(drift.went)
        switch drift.went {
        case 0: return ""
        case 1:
            return say(
                "1 matchar inte längre filtret och är inte med.",
                "1 no longer matches the filter and is left out.")
        default:
            return say(
                "\(count) matchar inte längre filtret och är inte med.",
                "\(count) no longer match the filter and are left out.")
        }
    }

    /// The buttons, if invoices have come: leave them out or take them along, and show them alone.
    private var actions: HTML {
        guard drift.came > 0 else { return .empty }
        let isShown = context.query["nya"] == "1"
        let target = page.address.page(isShown ? Fields() : Fields([("nya", "1")]))
        let show =
            isShown
            ? say("Visa alla rader", "Show all rows")
            : drift.came == 1
                ? say("Visa den som tillkommit", "Show what has come")
                : say("Visa de som tillkommit", "Show what has come")
        return """
            <div class="row">\(choice)\
            <button class="plain" name="till" value="\(target)">\(show)</button></div>
            """
    }

    /// The button that unticks the new lines, or ticks them if none of them is ticked.
    private var choice: HTML {
        let count = Format.count(drift.came)
        guard drift.cameTicked > 0 else {
            return """
                <span>\(drift.came == 1
                    ? say("Den är avmarkerad.", "It is unticked.")
                    : say("De \(count) är avmarkerade.", "The \(count) are unticked."))</span>\
                <button name="gor" value="med-nya">\(say("Ta med dem ändå", "Take them along"))\
                </button>
                """
        }
        return """
            <button name="gor" value="utan-nya">\(drift.came == 1
                ? say("Lämna den utanför", "Leave it out")
                : say("Lämna de \(count) utanför", "Leave the \(count) out"))</button>
            """
    }
}
