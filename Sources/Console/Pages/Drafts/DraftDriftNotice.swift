import OperatorStore
import Reminders

/// What has come and gone since all that match a filter were chosen: said before anything can be
/// sent, and what has come is left out by a click.
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
