import AccessStore
import OperatorStore
import Reminders

/// The dialog's footer: the number of reminders and their sums, the skipped ones with reasons, the
/// confirmations, and the button that sends. The script replaces it after each change.
struct DraftSummary {
    let page: DraftDialog

    private var context: PageContext { page.address.context }
    private var totals: DraftTotals { page.draft.totals }

    var html: HTML {
        """
        <div class="summary">\(figures)\(reasons)\(obstacleNotice)</div>
        <div class="row end actions">\(confirmation)
        <noscript><button name="gor" value="uppdatera">\
        \(context.say("Uppdatera summeringen", "Update the totals"))</button></noscript>
        <button name="gor" value="stang">\(context.say("Avbryt", "Cancel"))</button>
        \(sendButton)</div>
        """
    }

    private var figures: HTML {
        var parts: [HTML] = []
        parts.append(
            """
            <div><dt>\(context.say("Skickas via Amili", "Sent through Amili"))</dt>\
            <dd>\(Format.count(totals.amili))</dd></div>
            """)
        parts.append(
            """
            <div><dt>\(context.say("Belopp via Amili", "Amount through Amili"))</dt>\
            <dd>\(Format.money(totals.amiliMoney))</dd></div>
            """)
        if totals.manual > 0 {
            parts.append(
                """
                <div><dt>\(context.say("Manuella", "Manual"))</dt>\
                <dd>\(Format.count(totals.manual)) · \(Format.money(totals.manualMoney))</dd></div>
                """)
        }
        parts.append(
            """
            <div><dt>\(context.say("Hoppas över", "Skipped"))</dt>\
            <dd>\(Format.count(totals.skipped))</dd></div>
            """)
        let unticked = totals.lines - totals.ticked
        if unticked > 0 {
            parts.append(
                """
                <div><dt>\(context.say("Avmarkerade", "Unticked"))</dt>\
                <dd>\(Format.count(unticked))</dd></div>
                """)
        }
        return "<dl class=\"figures\">\(parts)</dl>"
    }

    /// The reasons for skipping, most frequent first, and how many customers get several letters.
    private var reasons: HTML {
        var items: [HTML] = totals.reasons.sorted {
            ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue)
        }
        .map { reason, count in
            "<li>\(Format.count(count)): \(context.isEnglish ? reason.english : reason.swedish)</li>"
        }
        if totals.severalLetters > 0 {
            let count = Format.count(totals.severalLetters)
            items.append(
                """
                <li>\(totals.severalLetters == 1
                    ? context.say(
                        "1 kund får flera påminnelser, en för varje faktura.",
                        "1 customer gets several reminders, one for each invoice.")
                    : context.say(
                        "\(count) kunder får flera påminnelser, en för varje faktura.",
                        "\(count) customers get several reminders, one for each invoice."))</li>
                """)
        }
        guard !items.isEmpty else { return .empty }
        let heading: HTML? =
            totals.reasons.isEmpty
            ? nil
            : "<p class=\"small\"><strong>\(context.say("Hoppas över:", "Skipped:"))</strong></p>"
        return "\(heading)<ul class=\"small\">\(items)</ul>"
    }

    /// The reason why the draft cannot be sent, which greys the send button out; nil if it can.
    private var obstacle: String? {
        if totals.amili + totals.manual == 0 {
            return totals.ticked == 0
                ? context.say("Ingen faktura är markerad.", "No invoice is ticked.")
                : context.say(
                    "Ingen av de markerade fakturorna kan påminnas; se anmärkningarna.",
                    "None of the ticked invoices can be reminded of; see the remarks.")
        }
        if totals.tickedForAmili > 0, !totals.isActive {
            // Repeats the figure beside it. Lines that will be skipped count only if there are no
            // others.
            let count = Format.count(totals.amili > 0 ? totals.amili : totals.tickedForAmili)
            return totals.manual > 0
                ? context.say(
                    "\(inactive) \(count) av fakturorna ska skickas via Amili. \(wayOut), eller ändra"
                        + " deras påminnelsetyp till Manuell.",
                    "\(inactive) \(count) of the invoices are to go through Amili. \(wayOut), or"
                        + " change their reminder type to Manual.")
                : context.say(
                    "\(inactive) \(wayOut), eller välj påminnelsetypen Manuell.",
                    "\(inactive) \(wayOut), or choose the reminder type Manual.")
        }
        return nil
    }

    private var inactive: String {
        page.activation == .pending
            ? context.say("Amili har inte svarat än.", "Amili has not answered yet.")
            : context.say("Amili är inte aktiverat.", "Amili is not activated.")
    }

    /// The user's way to an active creditor, by the notice at the top of the dialog.
    private var wayOut: String {
        switch page.activation {
        case .pending: context.say("Vänta på svaret", "Wait for the answer")
        case .refused:
            context.say(
                "Rätta uppgifterna under Se aktiveringen högst upp",
                "Correct the details under See the activation at the top")
        default:
            context.say("Aktivera Amili i rutan högst upp", "Activate Amili in the box at the top")
        }
    }

    private var obstacleNotice: HTML {
        guard let obstacle else { return .empty }
        return "<p id=\"hinder\" class=\"small\"><strong>\(obstacle)</strong></p>"
    }

    /// Whether the user must type the number of letters to Amili: above 1,000, above ten times the
    /// creditor's usual number, or if this is the creditor's first run. False without letters to
    /// Amili.
    static func needsNumber(_ totals: DraftTotals) -> Bool {
        guard totals.amili > 0 else { return false }
        guard let usual = totals.usualSize else { return true }
        return totals.amili > 1_000 || totals.amili > 10 * max(usual, 1)
    }

    /// The box that accepts old knowledge and the field for the number of letters, each only if
    /// required; empty while there is an obstacle.
    private var confirmation: HTML {
        guard obstacle == nil else { return .empty }
        var html = HTML.empty
        if totals.stale > 0 {
            let days = Format.count(totals.oldestDays ?? 0)
            html += """
                <p><label class="inline"><input type="checkbox" name="gammalt" value="1" required> \
                <span>\(context.say(
                    "Uppgifterna är upp till \(days) dagar gamla. Jag vet att kunder kan ha betalat"
                        + " sedan dess.",
                    "What is known is up to \(days) days old. I know that customers may have paid"
                        + " since."))</span></label></p>
                """
        }
        guard Self.needsNumber(totals) else { return html }
        let wrong: HTML? =
            context.query["besked"] == "antal"
            ? """
            <span class="flash" role="alert" id="antal-fel">\(context.say(
                "Antalet stämmer inte. Ingenting har skickats. Skriv det antal som visas.",
                "The number is not right. Nothing was sent. Type the number that is shown."))</span>
            """ : nil
        let why: String =
            totals.usualSize == nil
            ? context.say(
                "Det här är företagets första utskick.", "This is the company's first run.")
            : context.say(
                "Det är ovanligt många påminnelser.", "These are unusually many reminders.")
        html += """
            <p class="row"><label for="bekrafta">\(why) \(context.say(
                "Skriv \(totals.amili) för att bekräfta:", "Type \(totals.amili) to confirm:"))</label>
            <input id="bekrafta" name="antal" inputmode="numeric" autocomplete="off" size="8" \
            maxlength="12"\(
                " aria-invalid=\"true\" aria-describedby=\"antal-fel\" autofocus", if: wrong != nil)>\
            \(wrong)</p>
            """
        return html
    }

    /// The button that sends. With an obstacle it is greyed out but still works; the server then
    /// refuses.
    private var sendButton: HTML {
        let name = context.say("Skicka påminnelser", "Send reminders")
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
