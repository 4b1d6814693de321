import AccessStore
import ConsoleStore
import Reminders

/// `/kundfakturor.csv`: all of the list that matches, in its order, as a file for a spreadsheet.
enum InvoicesCSV {
    private static let rowsPerPage = 500

    static let routes: [Route] = [
        .get("/kundfakturor.csv") { visit in
            let creditor = try visit.creditor()
            let view = try await ListView.read(visit, visit.query)
            let console = visit.console
            let isEnglish = visit.isEnglish
            return CSVReply.reply(
                "kundfakturor-\(creditor.handle).csv", header: header(visit),
                from: ListPosition.start
            ) { position in
                let page = try await console.browse(
                    creditor.id, view.filter, by: view.order, at: position, limit: rowsPerPage)
                return CSVReply.Page(
                    lines: page.rows.map { line($0, isEnglish: isEnglish) }, next: page.next)
            }
        }
    ]

    private static func header(_ visit: Visit) -> [String] {
        [
            visit.say("Fakturanr", "Invoice no."), visit.say("Kundnr", "Customer no."),
            visit.say("Kund", "Customer"), visit.say("Fakturadatum", "Invoice date"),
            visit.say("Förfallodatum", "Due date"), visit.say("Dagar försenad", "Days overdue"),
            visit.say("Belopp", "Amount"), visit.say("Kvar att betala", "Left to pay"),
            visit.say("Valuta", "Currency"), visit.say("Status", "Status"),
            visit.say("Orsak", "Reason"), visit.say("Utskick", "Run"),
            visit.say("Ärende hos Amili", "Case at Amili"), visit.say("Amilis OCR", "Amili's OCR"),
            visit.say("Senast bekräftad", "Last confirmed"),
            visit.say("Betald efter överlämning", "Paid after handover"),
        ]
    }

    private static func line(_ row: InvoiceRow, isEnglish: Bool) -> [String] {
        [
            row.number, row.customerNumber ?? "", row.name, row.invoiceDate.description,
            row.dueDate.description, row.daysOverdue > 0 ? "\(row.daysOverdue)" : "",
            CSVReply.kronor(row.total), CSVReply.kronor(row.remaining), row.currency,
            isEnglish ? row.shownEnglish : row.shownSwedish,
            row.reason.map { isEnglish ? $0.english : $0.swedish } ?? "",
            row.run.map { "\($0)" } ?? "", row.caseID ?? "", row.amiliOCR ?? "",
            CSVReply.moment(row.confirmedAt),
            row.isPaidAfterHandover
                ? (isEnglish ? "yes" : "ja")
                : row.isPartPaidAfterHandover ? (isEnglish ? "in part" : "delvis") : "",
        ]
    }
}
