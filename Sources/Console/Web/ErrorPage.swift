/// Pages for somebody of whom we know nothing, or when the database cannot be asked.
enum ErrorPage {
    static func page(
        _ title: String, language: String = "sv", status: Int = 200, _ content: HTML
    ) -> PageResponse {
        .page(
            """
            <!doctype html>
            <html lang="\(language)">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(title) – Påminn</title>
            <link rel="icon" href="\(Assets.url("icon.svg"))">
            <link rel="stylesheet" href="\(Assets.url("style.css"))">
            <script src="\(Assets.url("script.js"))" defer></script>
            </head>
            <body class="alone">
            <main><p class="brand"><span class="mark" aria-hidden="true"></span>Påminn</p>\(content)
            </main>
            </body>
            </html>
            """, status: status)
    }

    private static func message(
        _ status: Int, _ title: String, _ text: String, link: (String, String)?
    ) -> PageResponse {
        let way = link.map { address, name -> HTML in
            "<p><a class=\"button\" href=\"\(address)\">\(name)</a></p>"
        }
        return page(title, status: status, "<h1>\(title)</h1><p>\(text)</p>\(way)")
    }

    static func refusal(_ refusal: Refusal) -> PageResponse {
        switch refusal {
        case .notFound:
            message(
                404, "Sidan finns inte",
                "Sidan finns inte, eller så saknar du behörighet till den.",
                link: ("/kundfakturor", "Till kundfakturorna"))
        case .notAllowed:
            message(
                403, "Du saknar behörighet", "Din roll ger inte tillgång till den här sidan.",
                link: ("/kundfakturor", "Till kundfakturorna"))
        case .staleForm:
            message(
                403, "Formuläret gäller inte längre",
                "Ingenting har ändrats. Öppna sidan på nytt och försök igen.",
                link: ("/kundfakturor", "Till kundfakturorna"))
        case .badRequest:
            message(400, "Det gick inte att förstå", "Ingenting har ändrats.", link: nil)
        case .tooLarge:
            message(
                413, "Det var för mycket",
                "Ingenting har ändrats. Dela upp det och försök igen.",
                link: ("/kundfakturor", "Till kundfakturorna"))
        }
    }

    static let misdirected = message(
        421, "Fel adress", "Den här adressen hör inte till Påminn.", link: nil)

    /// - Parameter page: where to go on after signing in.
    static func signedOut(from page: String?) -> PageResponse {
        let way = page.map { Fields([("till", $0)]).url("/logga-in") } ?? "/logga-in"
        return message(
            401, "Du är utloggad",
            "Ingenting har skickats eller ändrats. Logga in och gör om det sista.",
            link: (way, "Logga in"))
    }

    /// A form was handed on, and no answer came in time: it may have been done or not.
    static var unanswered: PageResponse {
        message(
            503, "Vi vet inte om det blev gjort",
            "Påminns databas svarar inte. Titta efter på sidan innan du gör om det: ett utskick"
                + " som redan är gjort skickas inte en gång till.",
            link: ("/kundfakturor", "Till kundfakturorna")
        ).retried(after: 10)
    }

    /// The database cannot be asked, or something of ours has failed.
    static func trouble(status: Int) -> PageResponse {
        message(
            status, "Det går inte just nu",
            "Påminn når inte sin databas. Ingenting har gått förlorat, och det som är på väg till"
                + " Amili sköts av sig självt. Försök igen om en stund.",
            link: ("/kundfakturor", "Försök igen")
        ).retried(after: 10)
    }
}
