/// A case, or a registration whose case is not made yet, that Amili has of an invoice asked for.
package struct FoundCase: Sendable, Equatable {
    /// `InvoiceNumber.key` of the invoice it is about.
    package let invoiceKey: String
    package let caseID: String
    package let ocr: String?
    package let isOpen: Bool
    /// Seconds since 1970 by Amili's clock.
    package let createdAt: Int64
    /// Amili's word, kept as it came.
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
