import ConsoleStore
import Database
import Foundation
import Postgres
package import Reminders

/// The user and the creditor of a selection.
package struct SelectionOwner: Hashable, Sendable {
    /// The console's user.
    package let owner: Int64
    package let creditor: CreditorID

    package init(owner: Int64, creditor: CreditorID) {
        self.owner = owner
        self.creditor = creditor
    }

    var arguments: StatementArguments {
        ["owner": .int(owner), "creditor": .id(creditor)]
    }
}
