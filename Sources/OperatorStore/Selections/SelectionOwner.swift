import ConsoleStore
import Database
import Foundation
import Postgres
package import Reminders

/// Whose selection, of which creditor's invoices.
package struct SelectionOwner: Hashable, Sendable {
    /// The console's user.
    package let owner: Int64
    package let creditor: CreditorID

    package init(owner: Int64, creditor: CreditorID) {
        self.owner = owner
        self.creditor = creditor
    }

    var arguments: StatementArguments {
        ["owner": .int(owner), "creditor": .int(creditor)]
    }
}
