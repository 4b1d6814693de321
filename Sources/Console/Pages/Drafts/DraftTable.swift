import OperatorStore
import Reminders

/// The table of a draft's lines, with their choices.
///
/// The form submits the position of each shown line as `rad`, the position of each ticked line as
/// `vald`, and the other choices of line 7 as `typ-7`, `epost-7` and `ranta-7`.
struct DraftTable {
    let page: DraftDialog

    private var context: PageContext { page.address.context }

    /// The name of the reminder type for letters by Amili.
    static func amili(_ context: PageContext) -> String {
        context.say("Skicka via Amili", "Send through Amili")
    }
    /// The name of the reminder type for reminders made by hand.
    static func manual(_ context: PageContext) -> String { context.say("Manuell", "Manual") }

    var html: HTML {
        if page.lines.lines.isEmpty {
            return """
                <p class="empty soft">\(context.say(
                    "Inga rader att visa.", "No rows to show."))</p>
                """
        }
        return """
            <div class="sheet"><table class="cards">
            <caption class="quiet">\(context.say("Valda fakturor", "Chosen invoices"))</caption>
            <thead><tr><th scope="col" class="tick"><span class="quiet">\
            \(context.say("Ta med", "Take along"))</span></th>
            <th scope="col">\(context.say("Fakturanr", "Invoice no."))</th>
            <th scope="col">\(context.say("Kund", "Customer"))</th>
            <th scope="col">\(context.say("Förfallodatum", "Due date"))</th>
            <th scope="col" class="number">\(context.say("Kvar att betala", "Left to pay"))</th>
            <th scope="col">\(context.say("Påminnelsetyp", "Reminder type"))</th>
            <th scope="col">\(context.say("E-post", "E-mail"))</th>
            <th scope="col">\(context.say("Dröjsmålsränta", "Late interest"))</th>
            <th scope="col">\(context.say("Anmärkning", "Remark"))</th></tr></thead>
            <tbody>\(page.lines.lines.html(row))</tbody></table></div>
            <p id="amili-skoter" class="hint">\(context.say(
                "E-post och dröjsmålsränta är gråmarkerade för Skicka via Amili: Amili sköter båda enligt"
                    + " gällande regler.",
                "E-mail and late interest are grey for Send through Amili: Amili handles both by"
                    + " the rules in force."))</p>
            """
    }

    private func row(_ line: DraftLine) -> HTML {
        let cells = InvoiceCells(context: context, creditor: page.address.creditor)
        let id = "\(line.position)"
        let number = line.number
        return """
            <tr id="rad-\(id)"\(" class=\"off\"", if: !line.isTicked || line.obstacle != nil)>
            <td class="tick"><input type="hidden" name="rad" value="\(id)">\
            <input type="checkbox" id="ta-\(id)" name="vald" value="\(id)" \
            aria-label="\(context.say("Ta med faktura", "Take along invoice")) \(number)" data-draft\
            \(" checked", if: line.isTicked)></td>
            <th scope="row" data-label="\(context.say("Fakturanr", "Invoice no."))">\(number)</th>
            <td class="wide" data-label="\(context.say("Kund", "Customer"))">\
            \(cells.customer(line.name ?? "\u{2013}", line.customerNumber))</td>
            <td data-label="\(context.say("Förfallodatum", "Due date"))">\
            <span class="nowrap">\(line.dueDate?.description ?? "\u{2013}")</span>\(late(line))</td>
            <td class="number" data-label="\(context.say("Kvar att betala", "Left to pay"))">\
            \(Format.money(line.remaining, line.currency ?? "SEK"))</td>
            <td class="wide" data-label="\(context.say("Påminnelsetyp", "Reminder type"))">\
            \(type(line))</td>
            <td data-label="\(context.say("E-post", "E-mail"))">\(email(line))</td>
            <td data-label="\(context.say("Dröjsmålsränta", "Late interest"))">\(interest(line))</td>
            <td class="wide" data-label="\(context.say("Anmärkning", "Remark"))" id="an-\(id)">\
            \(remark(line))</td></tr>
            """
    }

    private func late(_ line: DraftLine) -> HTML {
        guard let late = line.daysOverdue, late > 0 else { return .empty }
        return "<br><small class=\"soft nowrap\">\(context.daysOverdue(late))</small>"
    }

    private func type(_ line: DraftLine) -> HTML {
        let id = "\(line.position)"
        return """
            <select name="typ-\(id)" id="typ-\(id)" data-draft \
            aria-label="\(context.say("Påminnelsetyp för faktura", "Reminder type of invoice")) \
            \(line.number)">\
            <option value="amili"\(" selected", if: !line.route.isManual)>\
            \(Self.amili(context))</option>\
            <option value="manual"\(" selected", if: line.route.isManual)>\
            \(Self.manual(context))</option></select>
            """
    }

    /// The box for e-mail. Enabled only for a manual reminder of a customer with an address: Amili
    /// handles e-mail and interest itself.
    private func email(_ line: DraftLine) -> HTML {
        box(
            line, "epost", isSet: line.manual.byEmail,
            never: line.hasEmail
                ? nil
                : context.say(
                    "Kunden har ingen e-postadress", "The customer has no e-mail address"),
            alive: context.say("Skicka som e-post", "Send as e-mail"))
    }

    /// The box for late interest. Enabled for a manual reminder only.
    private func interest(_ line: DraftLine) -> HTML {
        box(
            line, "ranta", isSet: line.manual.withInterest, never: nil,
            alive: context.say("Ta ut ränta", "Charge interest"))
    }

    /// - Parameters:
    ///   - name: of the field, before the position.
    ///   - never: why the box is disabled whatever the route; nil if it is not.
    ///   - alive: the label while the box is enabled.
    private func box(
        _ line: DraftLine, _ name: String, isSet: Bool, never: String?, alive: String
    ) -> HTML {
        let isAmili = !line.route.isManual
        let cannot = isAmili || never != nil
        let amili = context.say("Amili sköter det", "Amili handles it")
        let text = isAmili ? amili : never ?? alive
        return """
            <label class="choice"><input type="checkbox" name="\(name)-\(line.position)" \
            id="\(name)-\(line.position)" value="1" data-draft data-amili="\(amili)" \
            data-alive="\(never ?? alive)"\(" data-never=\"yes\"", if: never != nil)\
            \(" checked", if: !cannot && isSet)\(" disabled", if: cannot)> \
            <span\(" class=\"soft\"", if: cannot)>\(text)<span class="quiet"> \
            \(context.say("faktura", "invoice")) \(line.number)</span></span></label>
            """
    }

    /// The remarks of one line: that it came since the choice, why it will be skipped, its
    /// warnings, and how many letters its customer gets. Empty if there are none.
    func remark(_ line: DraftLine) -> HTML {
        var html = HTML.empty
        if line.isNew {
            html += """
                <span class="why"><strong>\(context.say(
                    "Har tillkommit sedan du markerade.", "Has come since you ticked."))</strong></span>
                """
        }
        if let reason = line.obstacle {
            let text = context.isEnglish ? reason.english : reason.swedish
            html += """
                <span class="state skipped">\(context.say("Hoppas över", "Will be skipped"))</span>\
                <span class="why">\(text)</span>
                """
        }
        for warning in line.warnings {
            let text = context.isEnglish ? warning.english : warning.swedish
            html +=
                "<span class=\"why\"><strong>\(context.say("Obs:", "Note:"))</strong> \(text)</span>"
        }
        if line.letters > 1 {
            let count = Format.count(line.letters)
            html += """
                <span class="why">\(context.say(
                    "Kunden får \(count) påminnelser i det här utskicket.",
                    "The customer gets \(count) reminders in this run."))</span>
                """
        }
        return html
    }
}
