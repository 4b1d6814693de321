import Database
import Postgres
package import Reminders

/// The key of a selection, and the owner of a draft: a console user and a creditor.
package struct SelectionOwner: Hashable, Sendable {
    /// The id of the console's user.
    package let owner: Int64
    package let creditor: CreditorID

    package init(owner: Int64, creditor: CreditorID) {
        self.owner = owner
        self.creditor = creditor
    }

    /// The parameters `owner` and `creditor` of most statements here.
    var arguments: StatementArguments {
        ["owner": .int(owner), "creditor": .id(creditor)]
    }
}
