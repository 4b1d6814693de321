import AccessStore
import OperatorStore
import Reminders

/// The notice above the manual list: the result of the last click, by the `besked` of the query,
/// with a way back.
struct ManualMessage {
    let context: PageContext
    let creditor: GrantedCreditor

    var html: HTML {
        guard let kind = context.query["besked"] else { return "" }
        let number = context.query["nr"] ?? ""
        switch kind {
        case "gjord":
            return """
                <div class="notice good strip"><p>\(context.say(
                    "Faktura \(number) är markerad som gjord.",
                    "Invoice \(number) is marked done."))</p>\
                \(ManualForms(context: context, creditor: creditor, key: number).undo(number))</div>
                """
        case "angrad":
            return Notice.info.html(
                "\(context.say("Faktura \(number) är att göra igen.", "Invoice \(number) is to do again."))"
            )
        case "avbruten":
            return Notice.info.html(
                """
                \(context.say(
                    "Påminnelsen om faktura \(number) är avbruten. Fakturan kan påminnas på nytt.",
                    "The reminder of invoice \(number) is cancelled. It can be reminded of anew."))
                """)
        case "dag":
            return Notice.bad.html(
                """
                \(context.say(
                    "Brevets datum måste ligga mellan fakturans datum och i dag. Ingenting är ändrat.",
                    "The letter’s date must lie between the invoice’s and today. Nothing was changed."
                ))
                """)
        case "osedd":
            let letter = context.url("/manuella/brev", creditor, Fields([("nr", number)]))
            return """
                <div class="notice warning strip"><p>\(context.say(
                    "Brevet om faktura \(number) har inte öppnats. Är påminnelsen ändå gjord?",
                    "The letter about invoice \(number) was not opened. Is the reminder done"
                        + " all the same?"))</p>
                <div class="row"><a class="button" href="\(letter)">\(context.say(
                    "Öppna brevet", "Open the letter"))</a>\
                \(ManualForms(context: context, creditor: creditor, key: number)
                    .doneUnseen(number))</div></div>
                """
        case "vantar":
            return Notice.warning.html(
                """
                \(context.say(
                    "Utskicket väntar ännu och kan ångras. Markera först när det har gått.",
                    "The run is still held and can be undone. Mark it when it has gone."))
                """)
        default:
            return Notice.warning.html(
                """
                \(context.say(
                    "Faktura \(number) har ingen manuell påminnelse att ändra längre.",
                    "Invoice \(number) has no reminder by hand to change any more."))
                """)
        }
    }
}
