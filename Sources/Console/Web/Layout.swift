import AccessStore
import ConsoleStore

/// What every page has around it.
struct Layout {
    let context: PageContext
    var title: String
    /// The path of the menu entry that this page belongs to.
    var section = ""
    /// Behind a dialog: cannot be reached by mouse, keyboard or screen reader.
    var isInert = false
    /// A dialog over the page.
    var dialog: HTML?
    /// Where the page's live news come from, if it has any.
    var events: String?
    /// Without a script, a page that lives is loaded anew so often, in seconds.
    var refresh: Int?

    func page(status: Int = 200, _ content: HTML) -> PageResponse {
        let language = context.isEnglish ? "en" : "sv"
        let html: HTML = """
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
            \(noScriptRefresh)
            </head>
            <body\(" data-live", if: events != nil) data-events="\(events ?? "")" \
            data-token="\(context.formToken)" data-user="\(user)">
            <div class="page"\(" inert", if: isInert)>
            <a class="skip" href="#innehall">\(context.say("Till innehållet", "To the content"))</a>
            \(masthead)
            <main id="innehall">\(content)</main>
            \(footer)
            </div>
            \(dialog)
            <div id="kontakt" class="contact" role="region" \
            aria-label="\(context.say("Kontakt", "Contact"))" hidden></div>
            <div id="besked" class="quiet" role="status" aria-live="polite"></div>
            </body>
            </html>
            """
        return .page(html, status: status)
    }

    /// Tells users apart without naming them.
    private var user: String {
        String(Random.digest("user", "\(context.session.user)").prefix(16))
    }

    private var noScriptRefresh: HTML {
        guard let refresh else { return .empty }
        return "<noscript><meta http-equiv=\"refresh\" content=\"\(refresh)\"></noscript>"
    }

    private var masthead: HTML {
        """
        <header class="masthead">
        <a class="brand" href="/kundfakturor"><span class="mark" aria-hidden="true"></span>Påminn</a>
        <nav aria-label="\(context.say("Huvudmeny", "Main menu"))"><ul>\(menu)</ul></nav>
        <div class="who">\(creditorChoice)\(languageSwitch)\(signOut)</div>
        </header>
        """
    }

    private var menu: HTML {
        var entries = [
            ("/kundfakturor", context.say("Kundfakturor", "Customer invoices")),
            ("/utskick", context.say("Utskick", "Runs")),
            ("/manuella", context.say("Manuella", "By hand")),
        ]
        if context.session.role == .operator {
            entries.append(("/drift", context.say("Drift", "Operations")))
        }
        return entries.html { path, name in
            let current: HTML = path == section ? " aria-current=\"page\"" : ""
            return "<li><a href=\"\(address(path))\"\(current)>\(name)</a></li>"
        }
    }

    private func address(_ path: String) -> String {
        guard let creditor = try? context.creditor() else { return path }
        return context.url(path, creditor)
    }

    /// Several companies: a choice; one: its name.
    private var creditorChoice: HTML {
        let creditors = context.session.creditors
        guard let current = try? context.creditor() else { return .empty }
        guard creditors.count > 1 else { return "<span class=\"company\">\(current.name)</span>" }
        let options = creditors.html { creditor in
            """
            <option value="\(creditor.handle)"\(" selected", if: creditor == current)>\
            \(creditor.name)</option>
            """
        }
        let path = section.isEmpty ? "/kundfakturor" : section
        return """
            <form class="inline" method="get" action="\(path)" data-auto>
            <label class="quiet" for="foretag">\(context.say("Företag", "Company"))</label>
            <select id="foretag" name="foretag">\(options)</select>
            <button class="plain">\(context.say("Byt", "Switch"))</button></form>
            """
    }

    private var languageSwitch: HTML {
        let (code, name) = context.isEnglish ? ("sv", "Svenska") : ("en", "English")
        return """
            <form class="inline" method="post" action="/sprak">\(context.formTokenField)\
            <input type="hidden" name="sprak" value="\(code)">\
            <input type="hidden" name="till" value="\(context.query.url(context.path))">\
            <button class="plain" lang="\(code)">\(name)</button></form>
            """
    }

    private var signOut: HTML {
        """
        <form class="inline" method="post" action="/logga-ut">\(context.formTokenField)\
        <button class="plain" title="\(context.session.login)">\
        \(context.say("Logga ut", "Sign out"))</button></form>
        """
    }

    private var footer: HTML {
        """
        <footer><p>\(context.say(
            "Påminn lämnar över fakturor till Amili, som skickar påminnelserna. En påminnelse som "
                + "har lämnats över kan inte tas tillbaka.",
            "Påminn hands invoices over to Amili, who sends the reminders. A reminder that has "
                + "been handed over cannot be taken back."))</p></footer>
        """
    }
}
