import Postgres
package import Reminders
import SharedChanges

/// One batch as it is handed over: who, from when, under which key.
package struct LoadOrder: Sendable {
    package var creditor: CreditorID
    package var key: String
    /// Hexadecimal SHA-256 of the batch's bytes.
    package var digest: String
    /// How old the file's knowledge is, RFC 3339.
    package var asOf: String
    /// nil: the creditor's own.
    package var graceBankDays: Int?
    package var hold: Duration?
    package var createdBy: String
    /// Everything but the commit.
    package var dryRun: Bool
    /// The route of every line.
    package var route: ReminderRoute

    package init(
        creditor: CreditorID, key: String, digest: String, asOf: String,
        graceBankDays: Int? = nil, hold: Duration? = nil, createdBy: String,
        dryRun: Bool = false, route: ReminderRoute = .amili
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
    }

    /// Two orders of one key are one run only if this is the same.
    var fingerprint: String { digest + route.mark }
}
