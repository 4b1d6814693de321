import AccessStore
import ConsoleStore
import Reminders

/// `/kundfakturor.csv`: all invoices that match the list's filter, in its order, as a file for a
/// spreadsheet. The file is streamed: one batch of rows is in memory at a time, however long it is.
enum InvoicesCSV {
    /// Rows read from the database at a time.
    private static let rowsPerPage = 500

    static let routes: [Route] = [
        .get("/kundfakturor.csv") { context in
            let creditor = try context.creditor()
            let view = try await ListView.read(context, context.query)
            let console = context.console
            let isEnglish = context.isEnglish
            return CSVResponse.reply(
                "kundfakturor-\(creditor.handle).csv", header: header(context),
                from: ListPosition.start
            ) { position in
                let page = try await console.browse(
                    creditor.id, view.filter, by: view.order, at: position, limit: rowsPerPage)
                return CSVResponse.Page(
                    lines: page.rows.map { line($0, isEnglish: isEnglish) }, next: page.next)
            }
        }
    ]

    private static func header(_ context: PageContext) -> [String] {
        [
            context.say("Fakturanr", "Invoice no."), context.say("Kundnr", "Customer no."),
            context.say("Kund", "Customer"), context.say("Fakturadatum", "Invoice date"),
            context.say("Förfallodatum", "Due date"), context.say("Dagar försenad", "Days overdue"),
            context.say("Belopp", "Amount"), context.say("Kvar att betala", "Left to pay"),
            context.say("Valuta", "Currency"), context.say("Status", "Status"),
            context.say("Orsak", "Reason"), context.say("Utskick", "Run"),
            context.say("Ärende hos Amili", "Case at Amili"),
            context.say("Amilis OCR", "Amili's OCR"),
            context.say("Senast bekräftad", "Last confirmed"),
            context.say("Betald efter överlämning", "Paid after handover"),
        ]
    }

    /// The cells of one invoice, in the order of `header`.
    private static func line(_ row: InvoiceRow, isEnglish: Bool) -> [String] {
        [
            row.number, row.customerNumber ?? "", row.name, row.invoiceDate.description,
            row.dueDate.description, row.daysOverdue > 0 ? "\(row.daysOverdue)" : "",
            CSVResponse.kronor(row.total), CSVResponse.kronor(row.remaining), row.currency,
            isEnglish ? row.shownEnglish : row.shownSwedish,
            row.reason.map { isEnglish ? $0.english : $0.swedish } ?? "",
            row.run.map { "\($0)" } ?? "", row.caseID ?? "", row.amiliOCR ?? "",
            CSVResponse.moment(row.confirmedAt),
            row.isPaidAfterHandover
                ? (isEnglish ? "yes" : "ja")
                : row.isPartPaidAfterHandover ? (isEnglish ? "in part" : "delvis") : "",
        ]
    }
}
