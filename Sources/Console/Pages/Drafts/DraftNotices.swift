import AccessStore
import OperatorStore
import Reminders

/// The notices above the lines: that the creditor is not active at Amili, and the result of the
/// last click.
struct DraftNotices {
    let page: DraftDialog

    private var context: PageContext { page.address.context }

    var html: HTML { "\(activation)\(message)" }

    /// The notice that Amili is not active for the creditor, with a button to the activation; empty
    /// if it is active.
    private var activation: HTML {
        guard !page.draft.totals.isActive else { return .empty }
        let address = context.url(
            "/aktivera", page.address.creditor, Fields([("till", page.address.page)]))
        let name = page.address.creditor.name
        let (kind, text, button): (String, String, String) =
            switch page.activation {
            case .pending:
                (
                    "warning",
                    context.say(
                        "Amili har fått uppgifterna om \(name) och har inte svarat än. Du kan vänta"
                            + " här, eller göra påminnelserna manuellt.",
                        "Amili has the details of \(name) and has not answered yet. You can wait"
                            + " here, or make the reminders by hand."),
                    context.say("Se aktiveringen", "See the activation")
                )
            case .refused:
                (
                    "bad",
                    context.say(
                        "Amili har avvisat aktiveringen av \(name). Se varför, och rätta"
                            + " uppgifterna.",
                        "Amili has refused to activate \(name). See why, and correct the details."),
                    context.say("Se aktiveringen", "See the activation")
                )
            default:
                (
                    "info",
                    context.say(
                        "Amili är inte aktiverat för \(name). När det är aktiverat skickar Amili"
                            + " påminnelserna åt dig.",
                        "Amili is not activated for \(name). Once it is, Amili sends the reminders"
                            + " for you."),
                    context.say("Aktivera Amili", "Activate Amili")
                )
            }
        return """
            <div class="notice \(kind) strip" id="aktivering"><p>\(text)</p>\
            <a class="button" href="\(address)">\(button)</a></div>
            """
    }

    /// The message for `redan`. The run's number comes from the URL, so the text says nothing of
    /// that run but its number.
    private var already: String {
        guard let run: RunID = context.query.id("utskick") else {
            return context.say(
                "Inget av det valda kan påminnas nu. Ingenting har skickats.",
                "None of what is chosen can be reminded of now. Nothing was sent.")
        }
        return context.say(
            "Inget att skicka: fakturorna är redan med i utskick \(run).",
            "Nothing to send: the invoices are in run \(run) already.")
    }

    /// The message that `besked` names; empty for an unknown one.
    private var message: HTML {
        let text: String? =
            switch context.query["besked"] {
            case "redan": already
            case "full":
                context.say(
                    "Det är för många för att väljas en och en. Välj med ett snävare filter.",
                    "These are too many to be chosen one by one. Choose by a narrower filter.")
            case "andrad":
                context.say(
                    "Utkastet hade ändrats i en annan flik. Kontrollera raderna och skicka igen.",
                    "The draft had been changed in another tab. Check the rows and send again.")
            case "gammalt":
                context.say(
                    "Bekräfta att uppgifterna får vara gamla, eller läs in nyare först.",
                    "Confirm that what is known may be old, or import newer details first.")
            case "inaktivt":
                context.say(
                    "Amili är inte aktiverat. Ingenting har skickats.",
                    "Amili is not activated. Nothing was sent.")
            case "upptaget":
                context.say(
                    "En annan inläsning för företaget pågår. Ingenting har skickats. Försök igen"
                        + " om en minut.",
                    "Another load of the company is under way. Nothing was sent. Try again in a"
                        + " minute.")
            case "inget":
                context.say(
                    "Ingen faktura kan skickas. Ingenting har skickats.",
                    "No invoice can be sent. Nothing was sent.")
            case "fel":
                context.say(
                    "Det gick inte just nu. Ingenting har skickats. Försök igen.",
                    "It did not work just now. Nothing was sent. Try again.")
            default: nil
            }
        guard let text else { return .empty }
        return "<div class=\"notice bad\" role=\"alert\"><p>\(text)</p></div>"
    }
}
