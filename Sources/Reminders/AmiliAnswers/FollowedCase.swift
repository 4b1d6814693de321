/// One case of a list.
package struct FollowedCase: Sendable, Equatable {
    /// The `InvoiceNumber.key` of its invoice.
    package let invoiceKey: String
    package let caseID: String
    package let standing: AmiliStanding
    package let isOpen: Bool
    /// Seconds since 1970 by Amili's clock.
    package let createdAt: Int64
    package let updatedAt: Int64
    package init(
        invoiceKey: String, caseID: String, standing: AmiliStanding, isOpen: Bool,
        createdAt: Int64, updatedAt: Int64
    ) {
        self.invoiceKey = invoiceKey
        self.caseID = caseID
        self.standing = standing
        self.isOpen = isOpen
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}
