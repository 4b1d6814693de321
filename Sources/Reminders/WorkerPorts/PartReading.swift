/// The result of reading a claimed part.
package enum PartReading: Sendable {
    /// - Parameter databaseNow: the database's clock at the read, seconds since 1970.
    case reminders([OpenReminder], canary: InvoiceNumber?, databaseNow: Int64)
    /// Another worker has the part now.
    case leaseLost
}
