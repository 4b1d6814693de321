import AccessStore
import OperatorStore
import Reminders

/// How many go, how much money, what is skipped and why; and the button that sends.
struct DraftSummary {
    let page: DraftDialog

    private var visit: Visit { page.address.visit }
    private var totals: DraftTotals { page.draft.totals }

    var html: HTML {
        """
        <div class="summary">\(figures)\(reasons)\(hindrance)</div>
        <div class="row end actions">\(confirmation)
        <noscript><button name="gor" value="uppdatera">\
        \(visit.say("Uppdatera summeringen", "Update the totals"))</button></noscript>
        <button name="gor" value="stang">\(visit.say("Avbryt", "Cancel"))</button>
        \(sendButton)</div>
        """
    }

    private var figures: HTML {
        var parts: [HTML] = []
        parts.append(
            """
            <div><dt>\(visit.say("Skickas via Amili", "Sent through Amili"))</dt>\
            <dd>\(Format.count(totals.amili))</dd></div>
            """)
        parts.append(
            """
            <div><dt>\(visit.say("Belopp via Amili", "Amount through Amili"))</dt>\
            <dd>\(Format.money(totals.amiliMoney))</dd></div>
            """)
        if totals.manual > 0 {
            parts.append(
                """
                <div><dt>\(visit.say("Manuella", "Manual"))</dt>\
                <dd>\(Format.count(totals.manual)) · \(Format.money(totals.manualMoney))</dd></div>
                """)
        }
        parts.append(
            """
            <div><dt>\(visit.say("Hoppas över", "Skipped"))</dt>\
            <dd>\(Format.count(totals.skipped))</dd></div>
            """)
        let unticked = totals.lines - totals.ticked
        if unticked > 0 {
            parts.append(
                """
                <div><dt>\(visit.say("Avmarkerade", "Unticked"))</dt>\
                <dd>\(Format.count(unticked))</dd></div>
                """)
        }
        return "<dl class=\"figures\">\(parts)</dl>"
    }

    private var reasons: HTML {
        var items: [HTML] = totals.reasons.sorted {
            ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue)
        }
        .map { reason, count in
            "<li>\(Format.count(count)): \(visit.isEnglish ? reason.english : reason.swedish)</li>"
        }
        if totals.severalLetters > 0 {
            let count = Format.count(totals.severalLetters)
            items.append(
                """
                <li>\(totals.severalLetters == 1
                    ? visit.say(
                        "1 kund får flera påminnelser, en för varje faktura.",
                        "1 customer gets several reminders, one for each invoice.")
                    : visit.say(
                        "\(count) kunder får flera påminnelser, en för varje faktura.",
                        "\(count) customers get several reminders, one for each invoice."))</li>
                """)
        }
        guard !items.isEmpty else { return .empty }
        let heading: HTML? =
            totals.reasons.isEmpty
            ? nil
            : "<p class=\"small\"><strong>\(visit.say("Hoppas över:", "Skipped:"))</strong></p>"
        return "\(heading)<ul class=\"small\">\(items)</ul>"
    }

    /// What keeps the button grey; nil if nothing does.
    private var obstacle: String? {
        if totals.amili + totals.manual == 0 {
            return totals.ticked == 0
                ? visit.say("Ingen faktura är markerad.", "No invoice is ticked.")
                : visit.say(
                    "Ingen av de markerade fakturorna kan påminnas; se anmärkningarna.",
                    "None of the ticked invoices can be reminded of; see the remarks.")
        }
        if totals.tickedForAmili > 0, !totals.isActive {
            // The same number as beside it: those that would be skipped anyway hinder nobody's eye.
            let count = Format.count(totals.amili > 0 ? totals.amili : totals.tickedForAmili)
            return totals.manual > 0
                ? visit.say(
                    "\(inactive) \(count) av fakturorna ska skickas via Amili. \(wayOut), eller ändra"
                        + " deras påminnelsetyp till Manuell.",
                    "\(inactive) \(count) of the invoices are to go through Amili. \(wayOut), or"
                        + " change their reminder type to Manual.")
                : visit.say(
                    "\(inactive) \(wayOut), eller välj påminnelsetypen Manuell.",
                    "\(inactive) \(wayOut), or choose the reminder type Manual.")
        }
        return nil
    }

    private var inactive: String {
        page.activation == .pending
            ? visit.say("Amili har inte svarat än.", "Amili has not answered yet.")
            : visit.say("Amili är inte aktiverat.", "Amili is not activated.")
    }

    /// What can be done by the box at the top, as it stands.
    private var wayOut: String {
        switch page.activation {
        case .pending: visit.say("Vänta på svaret", "Wait for the answer")
        case .refused:
            visit.say(
                "Rätta uppgifterna under Se aktiveringen högst upp",
                "Correct the details under See the activation at the top")
        default:
            visit.say("Aktivera Amili i rutan högst upp", "Activate Amili in the box at the top")
        }
    }

    private var hindrance: HTML {
        guard let obstacle else { return .empty }
        return "<p id=\"hinder\" class=\"small\"><strong>\(obstacle)</strong></p>"
    }

    /// Above a thousand letters, ten times the usual, or the first run ever.
    static func needsNumber(_ totals: DraftTotals) -> Bool {
        guard totals.amili > 0 else { return false }
        guard let usual = totals.usualSize else { return true }
        return totals.amili > 1_000 || totals.amili > 10 * max(usual, 1)
    }

    private var confirmation: HTML {
        guard obstacle == nil else { return .empty }
        var html = HTML.empty
        if totals.stale > 0 {
            let days = Format.count(totals.oldestDays ?? 0)
            html += """
                <p><label class="inline"><input type="checkbox" name="gammalt" value="1" required> \
                <span>\(visit.say(
                    "Uppgifterna är upp till \(days) dagar gamla. Jag vet att kunder kan ha betalat"
                        + " sedan dess.",
                    "What is known is up to \(days) days old. I know that customers may have paid"
                        + " since."))</span></label></p>
                """
        }
        guard Self.needsNumber(totals) else { return html }
        let wrong: HTML? =
            visit.query["besked"] == "antal"
            ? """
            <span class="flash" role="alert" id="antal-fel">\(visit.say(
                "Antalet stämmer inte. Ingenting har skickats. Skriv det antal som visas.",
                "The number is not right. Nothing was sent. Type the number that is shown."))</span>
            """ : nil
        let why: String =
            totals.usualSize == nil
            ? visit.say("Det här är företagets första utskick.", "This is the company's first run.")
            : visit.say("Det är ovanligt många påminnelser.", "These are unusually many reminders.")
        html += """
            <p class="row"><label for="bekrafta">\(why) \(visit.say(
                "Skriv \(totals.amili) för att bekräfta:", "Type \(totals.amili) to confirm:"))</label>
            <input id="bekrafta" name="antal" inputmode="numeric" autocomplete="off" size="8" \
            maxlength="12"\(
                " aria-invalid=\"true\" aria-describedby=\"antal-fel\" autofocus", if: wrong != nil)>\
            \(wrong)</p>
            """
        return html
    }

    private var sendButton: HTML {
        let name = visit.say("Skicka påminnelser", "Send reminders")
        guard obstacle != nil else {
            return
                "<button class=\"primary\" name=\"gor\" value=\"skicka\" id=\"skicka\">\(name)</button>"
        }
        return """
            <button class="primary" name="gor" value="skicka" id="skicka" aria-disabled="true" \
            aria-describedby="hinder">\(name)</button>
            """
    }
}

/// What stands above the rows: activation, and what the last click came to.
struct DraftNotices {
    let page: DraftDialog

    private var visit: Visit { page.address.visit }

    var html: HTML { "\(activation)\(message)" }

    private var activation: HTML {
        guard !page.draft.totals.isActive else { return .empty }
        let address = visit.url(
            "/aktivera", page.address.creditor, Fields([("till", page.address.page)]))
        let name = page.address.creditor.name
        let (kind, text, button): (String, String, String) =
            switch page.activation {
            case .pending:
                (
                    "warning",
                    visit.say(
                        "Amili har fått uppgifterna om \(name) och har inte svarat än. Du kan vänta"
                            + " här, eller göra påminnelserna manuellt.",
                        "Amili has the details of \(name) and has not answered yet. You can wait"
                            + " here, or make the reminders by hand."),
                    visit.say("Se aktiveringen", "See the activation")
                )
            case .refused:
                (
                    "bad",
                    visit.say(
                        "Amili har avvisat aktiveringen av \(name). Se varför, och rätta"
                            + " uppgifterna.",
                        "Amili has refused to activate \(name). See why, and correct the details."),
                    visit.say("Se aktiveringen", "See the activation")
                )
            default:
                (
                    "info",
                    visit.say(
                        "Amili är inte aktiverat för \(name). När det är aktiverat skickar Amili"
                            + " påminnelserna åt dig.",
                        "Amili is not activated for \(name). Once it is, Amili sends the reminders"
                            + " for you."),
                    visit.say("Aktivera Amili", "Activate Amili")
                )
            }
        return """
            <div class="notice \(kind) strip" id="aktivering"><p>\(text)</p>\
            <a class="button" href="\(address)">\(button)</a></div>
            """
    }

    /// What is told of a run is what its number leads to, and no more.
    private var already: String {
        guard let run = visit.query.number("utskick", in: 1...RunID.max) else {
            return visit.say(
                "Inget av det valda kan påminnas nu. Ingenting har skickats.",
                "None of what is chosen can be reminded of now. Nothing was sent.")
        }
        return visit.say(
            "Inget att skicka: fakturorna är redan med i utskick \(run).",
            "Nothing to send: the invoices are in run \(run) already.")
    }

    private var message: HTML {
        let text: String? =
            switch visit.query["besked"] {
            case "redan": already
            case "full":
                visit.say(
                    "Det är för många för att väljas en och en. Välj med ett snävare filter.",
                    "These are too many to be chosen one by one. Choose by a narrower filter.")
            case "andrad":
                visit.say(
                    "Utkastet hade ändrats i en annan flik. Kontrollera raderna och skicka igen.",
                    "The draft had been changed in another tab. Check the rows and send again.")
            case "gammalt":
                visit.say(
                    "Bekräfta att uppgifterna får vara gamla, eller läs in nyare först.",
                    "Confirm that what is known may be old, or import newer details first.")
            case "inaktivt":
                visit.say(
                    "Amili är inte aktiverat. Ingenting har skickats.",
                    "Amili is not activated. Nothing was sent.")
            case "upptaget":
                visit.say(
                    "En annan inläsning för företaget pågår. Ingenting har skickats. Försök igen"
                        + " om en minut.",
                    "Another load of the company is under way. Nothing was sent. Try again in a"
                        + " minute.")
            case "inget":
                visit.say(
                    "Ingen faktura kan skickas. Ingenting har skickats.",
                    "No invoice can be sent. Nothing was sent.")
            case "fel":
                visit.say(
                    "Det gick inte just nu. Ingenting har skickats. Försök igen.",
                    "It did not work just now. Nothing was sent. Try again.")
            default: nil
            }
        guard let text else { return .empty }
        return "<div class=\"notice bad\" role=\"alert\"><p>\(text)</p></div>"
    }
}

/// The draft's other faces: being built, being sent, too old.
struct DraftMessage {
    let address: DraftAddress

    private var visit: Visit { address.visit }

    private func dialog(
        _ title: String, stage: String?, _ content: HTML, refresh: Int?
    ) async throws -> Reply {
        let list = try await InvoicesPage.read(visit, address.list)
        var frame = list.frame
        frame.title = title
        frame.isInert = true
        frame.refresh = refresh
        frame.events = stage.map {
            visit.url(
                "/paminnelser/\(address.id.text)/handelser", address.creditor,
                Fields([("skede", $0)]))
        }
        frame.dialog = """
            <div class="shade"><div class="dialog narrow" role="dialog" aria-modal="true" \
            aria-labelledby="rubrik"><header><h2 id="rubrik" tabindex="-1" autofocus>\(title)</h2>
            </header><div class="body">\(content)</div>
            <footer><div class="row end actions"><a class="button" data-close href="\(address.back)">\
            \(visit.say("Till listan", "To the list"))</a></div></footer></div></div>
            """
        return frame.page(list.content)
    }

    func progress(_ progress: DraftProgress) -> HTML {
        let (built, expected) = (progress.built, max(progress.expected, 1))
        let share = min(1000, built * 1000 / expected)
        return """
            <svg class="progress" role="img" viewBox="0 0 1000 10" preserveAspectRatio="none" \
            aria-label="\(share / 10) %"><rect class="bar-accepted" width="\(share)" height="10"/>\
            </svg><p>\(visit.say(
                "\(Format.count(built)) av \(Format.count(progress.expected)) fakturor är"
                    + " genomgångna.",
                "\(Format.count(built)) of \(Format.count(progress.expected)) invoices are gone"
                    + " through."))</p>
            """
    }

    func building(_ progress: DraftProgress) async throws -> Reply {
        try await dialog(
            visit.say("Förbereder översikten", "Preparing the overview"), stage: "bygger",
            "<div id=\"framsteg\">\(self.progress(progress))</div>", refresh: 3)
    }

    func sending(_ draft: Draft) async throws -> Reply {
        try await dialog(
            visit.say("Lämnar in utskicket", "Handing the run in"), stage: "skickar",
            """
            <p>\(visit.say(
                "\(Format.count(draft.totals.ticked)) fakturor läggs i ett utskick. Det tar en"
                    + " stund. Du kan lämna sidan; ingenting går förlorat och ingenting skickas två"
                    + " gånger.",
                "\(Format.count(draft.totals.ticked)) invoices are put into a run. It takes a"
                    + " moment. You may leave the page; nothing is lost and nothing is sent twice."))
            </p>
            """, refresh: 3)
    }

    func expired() async throws -> Reply {
        try await dialog(
            visit.say("Översikten är för gammal", "The overview is too old"), stage: nil,
            """
            <p>\(visit.say(
                "En översikt gäller i 24 timmar. Ingenting har skickats. Markera fakturorna och"
                    + " börja om.",
                "An overview holds for 24 hours. Nothing was sent. Tick the invoices and begin"
                    + " again."))</p>
            """, refresh: nil)
    }
}
