import ConsoleStore
import Reminders
import Spreadsheets

/// The rows of the invoice list as JSON, as CSV and as a table.
enum ListOutput {
    /// One JSON object. Amounts are in öre, times RFC 3339 in UTC.
    static func json(_ row: ListRow) -> String {
        var line = JSONLine()
        line.add("creditor", row.creditor)
        line.add("invoice_number", row.invoiceNumber)
        line.add("run", row.run)
        line.add("state", row.state.rawValue)
        line.add("shown", row.shown)
        line.add("shown_en", row.shownEnglish)
        line.add("reason", row.reason)
        line.add("reason_sv", row.reasonSwedish)
        line.add("reason_en", row.reasonEnglish)
        line.add("attempts", row.attempts)
        line.add("next_attempt_at", row.nextAttemptAt)
        line.add("case_id", row.caseID)
        line.add("amili_ocr", row.amiliOCR)
        line.add("amili_state", row.amiliState)
        line.add("amili_status", row.amiliStatus)
        line.add("paid_after_handover", .bool(row.isPaidAfterHandover))
        line.add("remaining_ore", .integer(row.remainingOre))
        line.add("due_date", row.dueDate)
        line.add("changed_at", row.changedAt.precise)
        line.add("confirmed_at", row.confirmedAt)
        return line.line
    }

    static let csvHeader =
        "Fakturanr;Utskick;Status;Orsak;Restbelopp;Förfallodatum;Amilis OCR;Ärende;Ändrad"

    /// One line for Excel in Sweden, without its end: Swedish words, and amounts without the spaces
    /// that group their digits.
    static func csv(_ row: ListRow) -> String {
        SpreadsheetLine.of([
            row.invoiceNumber, row.run.map { "\($0)" } ?? "", row.shown,
            row.reasonSwedish ?? "",
            Terminal.kronor(row.remainingOre).filter { $0 != "\u{A0}" }, row.dueDate ?? "",
            row.amiliOCR ?? "", row.caseID ?? "", row.changedAt.precise,
        ])
    }

    /// The table before its first page; its words are Swedish.
    static let table = TextTable(
        ["FAKTURA", "ATT BETALA", "FÖRFALLER", "STATUS", "ORSAK / AMILIS OCR"], right: [1])

    /// The cells of a row of the table.
    static func cells(_ row: ListRow) -> [String] {
        [
            row.invoiceNumber, Terminal.kronor(row.remainingOre), row.dueDate ?? "", row.shown,
            row.reasonSwedish ?? row.amiliOCR ?? "",
        ]
    }
}
