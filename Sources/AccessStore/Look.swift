package import Reminders

/// A look at a page or a file by a user, for the audit.
package struct Look: Sendable, Hashable {
    /// The kind of page or file. The raw values are stored.
    package enum Kind: String, Sendable {
        case list, search, invoice, run, download, letter, operations
    }
    package let login: String
    package let kind: Kind
    /// Nil if the page is not about one creditor.
    package let creditor: CreditorID?
    /// The number of a run or an invoice; nil for other kinds.
    package let object: String?
    /// The client's address; nil if it is not known.
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
