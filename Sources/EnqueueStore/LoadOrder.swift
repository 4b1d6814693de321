package import Reminders
import SharedChanges

/// A request to load one batch.
package struct LoadOrder: Sendable {
    package var creditor: CreditorID
    /// The batch's name: one key is one run, however often it is ordered.
    package var key: String
    /// Hexadecimal SHA-256 of the batch's bytes.
    package var digest: String
    /// The moment as of which the file is true.
    package var asOf: Timestamp
    /// nil: as many bank days as the creditor has.
    package var graceBankDays: Int?
    /// How long the run may be taken back before its letters go; nil: they go at once.
    package var hold: Duration?
    /// A login name.
    package var createdBy: String
    /// Do everything but the commit.
    package var dryRun: Bool
    /// The route of every line.
    package var route: ReminderRoute
    /// The host application's request that the load fulfils; nil: none.
    package var request: HostRequestID?

    package init(
        creditor: CreditorID, key: String, digest: String, asOf: Timestamp,
        graceBankDays: Int? = nil, hold: Duration? = nil, createdBy: String,
        dryRun: Bool = false, route: ReminderRoute = .amili, request: HostRequestID? = nil
    ) {
        self.creditor = creditor
        self.key = key
        self.digest = digest
        self.asOf = asOf
        self.graceBankDays = graceBankDays
        self.hold = hold
        self.createdBy = createdBy
        self.dryRun = dryRun
        self.route = route
        self.request = request
    }

    /// Two orders of one key are the same run only if their fingerprints are equal.
    var fingerprint: String { digest + route.mark }
}
