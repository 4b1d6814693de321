import AccessStore
import ConsoleStore
import Reminders

/// The rows of `/kundfakturor`, each with a box to tick. The form submits the keys of all rows
/// shown as `rad`, and the keys of the ticked ones as `vald`.
struct InvoiceTable {
    let context: PageContext
    let creditor: GrantedCreditor
    let view: ListView
    let page: ListPage
    /// Keys of the ticked invoices of this page.
    let ticked: Set<String>

    private var cells: InvoiceCells { InvoiceCells(context: context, creditor: creditor) }

    var html: HTML {
        """
        <div class="sheet"><table class="cards">
        <caption class="quiet">\(context.say("Kundfakturor", "Customer invoices"))</caption>
        <thead><tr><th class="tick" scope="col"><label class="quiet" for="hela-sidan">\
        \(context.say("Markera sidan", "Tick the page"))</label>\
        <input type="checkbox" id="hela-sidan" data-page hidden></th>
        \(heading(.number, context.say("Fakturanr", "Invoice no.")))
        \(heading(.customer, context.say("Kund", "Customer")))
        \(heading(.invoiceDate, context.say("Fakturadatum", "Invoice date")))
        \(heading(.dueDate, context.say("Förfallodatum", "Due date")))
        <th scope="col" class="number">\(context.say("Dagar försenad", "Days overdue"))</th>
        \(heading(.total, context.say("Belopp", "Amount"), isNumber: true))
        \(heading(.remaining, context.say("Kvar att betala", "Left to pay"), isNumber: true))
        <th scope="col">\(context.say("Status", "Status"))</th></tr></thead>
        <tbody>\(page.rows.html(row))</tbody></table></div>
        """
    }

    /// A column heading that sorts by the column: ascending first, then reversed. It is a button of
    /// the form, so that following it saves the ticks of this page.
    private func heading(
        _ column: ListOrder.Column, _ name: String, isNumber: Bool = false
    ) -> HTML {
        let isCurrent = view.order.column == column
        let next = view.with {
            $0.order = ListOrder(
                column, isDescending: isCurrent ? !view.order.isDescending : false)
        }
        let target = context.url("/kundfakturor", creditor, next.fields)
        let sort: HTML =
            isCurrent
            ? " aria-sort=\"\(view.order.isDescending ? "descending" : "ascending")\"" : ""
        return """
            <th scope="col"\(" class=\"number\"", if: isNumber)\(sort)>\
            <button name="till" value="\(target)">\(name)</button></th>
            """
    }

    private func row(_ row: InvoiceRow) -> HTML {
        let isTicked = ticked.contains(row.key)
        let box = InvoiceCells.id("b", row.key)
        return """
            <tr\(" class=\"ticked\"", if: isTicked)>
            <td class="tick"><input type="hidden" name="rad" value="\(row.key)">\
            <input type="checkbox" id="\(box)" name="vald" value="\(row.key)" data-row\
            \(" checked", if: isTicked) \
            aria-label="\(context.say("Markera faktura", "Tick invoice")) \(row.number)"></td>
            <th scope="row" data-label="\(context.say("Fakturanr", "Invoice no."))">\
            <a href="\(cells.address(row.key))">\(row.number)</a></th>
            <td class="wide customer" data-label="\(context.say("Kund", "Customer"))">\
            \(cells.customer(row.name, row.customerNumber))</td>
            <td class="nowrap" data-label="\(context.say("Fakturadatum", "Invoice date"))">\
            \(row.invoiceDate.description)</td>
            <td class="nowrap" data-label="\(context.say("Förfallodatum", "Due date"))">\
            \(row.dueDate.description)</td>
            <td class="number" data-label="\(context.say("Dagar försenad", "Days overdue"))">\
            \(cells.overdue(row))</td>
            <td class="number" data-label="\(context.say("Belopp", "Amount"))">\
            \(row.total.map { Format.money($0, row.currency) } ?? "\u{2013}")</td>
            <td class="number" data-label="\(context.say("Kvar att betala", "Left to pay"))" \
            id="\(InvoiceCells.id("k", row.key))">\(cells.remaining(row))</td>
            <td class="wide status" data-label="\(context.say("Status", "Status"))" \
            id="\(InvoiceCells.id("s", row.key))">\(cells.status(row))</td></tr>
            """
    }
}
