package struct CreditorAtAmili: Sendable, Equatable {
    package let isActive: Bool
    /// Which version of the creditor Amili told of (its `_etag`).
    package let version: String?
    package init(isActive: Bool, version: String?) {
        self.isActive = isActive
        self.version = version
    }
}
