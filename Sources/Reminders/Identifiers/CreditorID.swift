/// The number of a creditor (`creditor.id`). In logs it goes by its handle.
package struct CreditorID: Identifier {
    package let rawValue: Int64

    package init(rawValue: Int64) { self.rawValue = rawValue }
}
