/// A case of an invoice that was looked up, or a registration whose case is not made yet.
package struct FoundCase: Sendable, Equatable {
    /// The `InvoiceNumber.key` of its invoice.
    package let invoiceKey: String
    package let caseID: String
    /// Amili's own payment reference, if it is known.
    package let ocr: String?
    package let isOpen: Bool
    /// Seconds since 1970 by Amili's clock.
    package let createdAt: Int64
    /// Amili's word, as it came.
    package let state: String?
    package init(
        invoiceKey: String, caseID: String, ocr: String? = nil, isOpen: Bool, createdAt: Int64,
        state: String? = nil
    ) {
        self.invoiceKey = invoiceKey
        self.caseID = caseID
        self.ocr = ocr
        self.isOpen = isOpen
        self.createdAt = createdAt
        self.state = state
    }
}
