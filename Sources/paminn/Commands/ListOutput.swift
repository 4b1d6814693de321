import ConsoleStore
import EnqueueStore
import Glibc
import OperatorStore
import Producer
import Reminders
import Spreadsheets

/// The list in its three forms.
enum ListOutput {
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
        line.add("changed_at", row.changedAt)
        line.add("confirmed_at", row.confirmedAt)
        return line.line
    }

    static let csvHeader =
        "Fakturanr;Utskick;Status;Orsak;Restbelopp;Förfallodatum;Amilis OCR;Ärende;Ändrad"

    static func csv(_ row: ListRow) -> String {
        SpreadsheetLine.of([
            row.invoiceNumber, row.run.map { "\($0)" } ?? "", row.shown,
            row.reasonSwedish ?? "",
            Terminal.kronor(row.remainingOre).filter { $0 != "\u{A0}" }, row.dueDate ?? "",
            row.amiliOCR ?? "", row.caseID ?? "", row.changedAt,
        ])
    }

    static func table(_ rows: [ListRow]) -> [String] {
        Terminal.table(
            ["FAKTURA", "ATT BETALA", "FÖRFALLER", "STATUS", "ORSAK / AMILIS OCR"],
            rows.map { row in
                [
                    row.invoiceNumber, Terminal.kronor(row.remainingOre), row.dueDate ?? "",
                    row.shown, row.reasonSwedish ?? row.amiliOCR ?? "",
                ]
            }, right: [1])
    }
}
