package import Postgres
package import Reminders

extension PostgresRows {
    /// Reads the send window of `{windowColumns}`; nil if the creditor has none.
    package borrowing func window(_ row: Int) -> SendWindow? {
        guard let opens = optionalString(row, "window_opens") else { return nil }
        let window = SendWindow(
            opens: opens, closes: string(row, "window_closes"),
            isOnBankDays: bool(row, "window_bank_days"))
        precondition(window != nil, "the table takes no other window")
        return window
    }
}
