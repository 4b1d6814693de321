/// The two ids by which Amili knows a creditor, 24 hexadecimal digits each.
package struct AmiliParty: Hashable, Sendable {
    package let account: String
    package let creditor: String
    package init(account: String, creditor: String) {
        self.account = account
        self.creditor = creditor
    }
}
