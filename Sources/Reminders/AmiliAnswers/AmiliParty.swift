/// How Amili knows a creditor: two ids of 24 hexadecimal digits.
package struct AmiliParty: Hashable, Sendable {
    package let account: String
    package let creditor: String
    package init(account: String, creditor: String) {
        self.account = account
        self.creditor = creditor
    }
}
