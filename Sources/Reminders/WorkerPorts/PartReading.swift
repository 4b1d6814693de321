package enum PartReading: Sendable {
    /// `databaseNow`: seconds since 1970 by the database's clock, at the read.
    case reminders([OpenReminder], canary: InvoiceNumber?, databaseNow: Int64)
    case leaseLost
}
