/// The same refusals, for somebody who is signed in.
struct RefusalPage {
    let context: PageContext

    func page(_ refusal: Refusal) -> PageResponse {
        let (status, title, text): (Int, String, String) =
            switch refusal {
            case .notFound:
                (
                    404, context.say("Sidan finns inte", "No such page"),
                    context.say(
                        "Sidan finns inte, eller så saknar du behörighet till den.",
                        "The address leads nowhere, or not for you.")
                )
            case .notAllowed:
                (
                    403, context.say("Du saknar behörighet", "Not allowed"),
                    context.say(
                        "Din roll ger inte tillgång till den här sidan.",
                        "Your role does not extend to this.")
                )
            case .staleForm:
                (
                    403, context.say("Formuläret gäller inte längre", "The form is out of date"),
                    context.say(
                        "Ingenting har ändrats. Öppna sidan på nytt och försök igen.",
                        "Nothing was changed. Open the page anew and try again.")
                )
            case .badRequest:
                (
                    400, context.say("Det gick inte att förstå", "Not understood"),
                    context.say("Ingenting har ändrats.", "Nothing was changed.")
                )
            case .tooLarge:
                (
                    413, context.say("Det var för mycket", "That was too much"),
                    context.say(
                        "Ingenting har ändrats. Dela upp det och försök igen.",
                        "Nothing was changed. Divide it and try again.")
                )
            }
        return Layout(context: context, title: title).page(
            status: status,
            """
            <h1>\(title)</h1><p>\(text)</p>
            <p><a class="button" href="/kundfakturor">\
            \(context.say("Till kundfakturorna", "To the customer invoices"))</a></p>
            """)
    }
}
