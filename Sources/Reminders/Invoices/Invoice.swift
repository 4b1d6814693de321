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
