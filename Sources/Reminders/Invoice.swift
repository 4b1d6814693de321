/// What the invoice says of itself beside its amounts: reasons why it must not be reminded of.
package struct InvoiceFlags: OptionSet, Hashable, Sendable {
    package let rawValue: Int32
    package init(rawValue: Int32) { self.rawValue = rawValue }

    package static let paid = InvoiceFlags(rawValue: 1 << 0)
    package static let credited = InvoiceFlags(rawValue: 1 << 1)
    package static let creditNote = InvoiceFlags(rawValue: 1 << 2)
    package static let disputed = InvoiceFlags(rawValue: 1 << 3)
    package static let paused = InvoiceFlags(rawValue: 1 << 4)
    package static let instalmentPlan = InvoiceFlags(rawValue: 1 << 5)
    package static let respite = InvoiceFlags(rawValue: 1 << 6)
    package static let soldToFactoring = InvoiceFlags(rawValue: 1 << 7)
    /// The customer's balance with the creditor is zero or in the customer's favour.
    package static let netBalanceNotPositive = InvoiceFlags(rawValue: 1 << 8)
    package static let bankrupt = InvoiceFlags(rawValue: 1 << 9)
    package static let deceased = InvoiceFlags(rawValue: 1 << 10)
    package static let cashNote = InvoiceFlags(rawValue: 1 << 11)
    package static let draft = InvoiceFlags(rawValue: 1 << 12)
    /// Another agency, or Amili by another way, already has it.
    package static let atAgency = InvoiceFlags(rawValue: 1 << 13)
    package static let minor = InvoiceFlags(rawValue: 1 << 14)
    /// On file beside another spelling of the same number, for which a letter may have gone. Set by
    /// migration 10, and lifted by a human alone.
    package static let spelledTwice = InvoiceFlags(rawValue: 1 << 15)
}

/// Who owes. Personal data: never in a log, a metric, an error text or a URL.
package struct Debtor: Hashable, Sendable {
    package var name: String
    /// 10 or 12 digits as written, or nil if the source has none.
    package var idNumber: String?
    /// nil if the source does not tell a company from a person.
    package var isCompany: Bool?
    package var addressLine: String
    package var zipCode: String
    package var city: String
    /// ISO 3166-1 alpha-2.
    package var country: String
    package var email: String?
    /// E.164.
    package var mobileNumber: String?

    package init(
        name: String, idNumber: String? = nil, isCompany: Bool? = nil, addressLine: String,
        zipCode: String, city: String, country: String = "SE", email: String? = nil,
        mobileNumber: String? = nil
    ) {
        self.name = name
        self.idNumber = idNumber
        self.isCompany = isCompany
        self.addressLine = addressLine
        self.zipCode = zipCode
        self.city = city
        self.country = country
        self.email = email
        self.mobileNumber = mobileNumber
    }
}

/// One customer invoice, as the list shows it and as Amili needs it.
package struct Invoice: Hashable, Sendable {
    package var number: InvoiceNumber
    package var customerNumber: String?
    package var debtor: Debtor
    /// What the debt is for (Amili: `debt_description`); empty if the source does not say.
    package var description: String
    package var invoiceDate: CalendarDate
    package var dueDate: CalendarDate
    /// The whole amount, if the source tells.
    package var total: Ore?
    /// What is left to pay: this, not the total, is claimed.
    package var remaining: Ore
    /// ISO 4217, upper case.
    package var currency: String
    /// The creditor's own payment reference.
    package var ocr: String?
    /// An invoicing fee that is part of `remaining`.
    package var invoiceFee: Ore?
    /// A reminder fee that was claimed before, and when. Files differ in whether what remains
    /// includes it: see `capital`.
    package var reminderFee: Ore?
    package var reminderFeeDate: CalendarDate?
    package var flags: InvoiceFlags

    package init(
        number: InvoiceNumber, customerNumber: String? = nil, debtor: Debtor,
        description: String = "", invoiceDate: CalendarDate, dueDate: CalendarDate,
        total: Ore? = nil, remaining: Ore, currency: String = "SEK", ocr: String? = nil,
        invoiceFee: Ore? = nil, reminderFee: Ore? = nil, reminderFeeDate: CalendarDate? = nil,
        flags: InvoiceFlags = []
    ) {
        self.number = number
        self.customerNumber = customerNumber
        self.debtor = debtor
        self.description = description
        self.invoiceDate = invoiceDate
        self.dueDate = dueDate
        self.total = total
        self.remaining = remaining
        self.currency = currency
        self.ocr = ocr
        self.invoiceFee = invoiceFee
        self.reminderFee = reminderFee
        self.reminderFeeDate = reminderFeeDate
        self.flags = flags
    }
}

extension Invoice {
    /// A credit note, or a balance in the customer's favour.
    package var isCredit: Bool { remaining < .zero || flags.contains(.creditNote) }

    /// Nothing is left but a reminder fee, or part of one. An invoice that is no larger than that
    /// and wholly unpaid is not meant.
    package var hasOnlyFeeLeft: Bool {
        guard let fee = reminderFee, fee > .zero else { return false }
        return remaining <= fee && remaining != total
    }

    /// What a reminder may claim as the debt itself: `remaining` without a reminder fee that was
    /// claimed before, which is no capital and told as a fee.
    ///
    /// Only where more remains than the total is it known that the fee is in it. Where the total
    /// remains it is not; where less remains, or the file tells no total, nothing says that it is,
    /// and what the file calls remaining is claimed.
    package var capital: Ore {
        guard let fee = reminderFee, fee > .zero, let total, remaining > total, remaining > fee
        else { return remaining }
        return min(Ore(remaining.value - fee.value), total)
    }
}
