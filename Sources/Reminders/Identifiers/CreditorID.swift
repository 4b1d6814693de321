/// The number of a creditor (`creditor.id`). Logs name the creditor by its handle instead.
package struct CreditorID: Identifier {
    package let rawValue: Int64

    package init(rawValue: Int64) { self.rawValue = rawValue }
}
