/// A creditor's record at Amili.
package struct CreditorAtAmili: Sendable, Equatable {
    package let isActive: Bool
    /// The version of the record (its `_etag`); nil if Amili names none.
    package let version: String?
    package init(isActive: Bool, version: String?) {
        self.isActive = isActive
        self.version = version
    }
}
