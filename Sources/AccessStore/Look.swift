import Database
import Postgres
package import Reminders

/// Something that somebody looked at.
package struct Look: Sendable, Hashable {
    package enum Kind: String, Sendable {
        case list, search, invoice, run, download, letter, operations
    }
    package let login: String
    package let kind: Kind
    package let creditor: CreditorID?
    /// A run's or an invoice's number.
    package let object: String?
    package let address: String?

    package init(
        login: String, kind: Kind, creditor: CreditorID?, object: String?, address: String?
    ) {
        self.login = login
        self.kind = kind
        self.creditor = creditor
        self.object = object
        self.address = address
    }
}
