/// The fields that a line of a file has. An import changes only these: a file without a column of
/// disputes does not say that there are no disputes.
package struct KnownFields: Hashable, Sendable {
    /// The details beside the flags. Every line has an invoice number and dates.
    package struct Details: OptionSet, Hashable, Sendable {
        package let rawValue: Int32
        package init(rawValue: Int32) { self.rawValue = rawValue }
        package static let customerNumber = Details(rawValue: 1 << 0)
        package static let idNumber = Details(rawValue: 1 << 1)
        package static let isCompany = Details(rawValue: 1 << 2)
        package static let country = Details(rawValue: 1 << 3)
        package static let email = Details(rawValue: 1 << 4)
        package static let mobileNumber = Details(rawValue: 1 << 5)
        package static let description = Details(rawValue: 1 << 6)
        package static let total = Details(rawValue: 1 << 7)
        package static let currency = Details(rawValue: 1 << 8)
        package static let ocr = Details(rawValue: 1 << 9)
        package static let invoiceFee = Details(rawValue: 1 << 10)
        package static let reminderFee = Details(rawValue: 1 << 11)
        package static let reminderFeeDate = Details(rawValue: 1 << 12)
        package static let name = Details(rawValue: 1 << 13)
        package static let addressLine = Details(rawValue: 1 << 14)
        /// The unpaid amount itself, not a total that was taken for it.
        package static let remaining = Details(rawValue: 1 << 15)
        package static let zipCode = Details(rawValue: 1 << 16)
        package static let city = Details(rawValue: 1 << 17)
        package static let address: Details = [.addressLine, .zipCode, .city]
        /// The details that tell who the customer is. An import leaves an erased invoice's alone.
        package static let personal: Details = [
            .customerNumber, .idNumber, .isCompany, .country, .email, .mobileNumber, .description,
            .ocr, .name, .address,
        ]
        package static let all = Details(rawValue: (1 << 18) - 1)
    }

    /// Each flag for which the line says yes or no.
    package var flags: InvoiceFlags
    package var details: Details

    package init(flags: InvoiceFlags = [], details: Details = []) {
        self.flags = flags
        self.details = details
    }
}
