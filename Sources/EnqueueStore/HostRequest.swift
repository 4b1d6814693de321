package import Reminders

/// A batch that a host application asks to be loaded, by SQL.
package struct HostRequest: Sendable, Equatable {
    package let id: HostRequestID
    package let creditor: CreditorID
    package let handle: String
    /// 1 to 200 bytes; becomes the run's key.
    package let batch: String
    /// The moment as of which the lines are true.
    package let asOf: Timestamp
    /// nil: the letters go at once.
    package let hold: Duration?
    /// nil: as many bank days as the creditor has.
    package let graceBankDays: Int?
    /// The database's user who asked.
    package let requestedBy: String
    /// Why it has not been loaded; nil: it has not been tried, or its run is loaded.
    package let problem: HostProblem?
}
