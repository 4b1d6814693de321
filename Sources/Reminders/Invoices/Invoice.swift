/// One customer invoice, with the fields that the list shows and Amili needs.
package struct Invoice: Hashable, Sendable {
    package var number: InvoiceNumber
    package var customerNumber: String?
    package var debtor: Debtor
    /// The subject of the debt (Amili: `debt_description`); empty if the source has none.
    package var description: String
    package var invoiceDate: CalendarDate
    package var dueDate: CalendarDate
    /// The original amount, if the source has it.
    package var total: Ore?
    /// The unpaid amount, which is what a reminder claims; see `capital`.
    package var remaining: Ore
    /// ISO 4217, upper case.
    package var currency: String
    /// The creditor's own payment reference.
    package var ocr: String?
    /// An invoicing fee that is part of `remaining`.
    package var invoiceFee: Ore?
    /// A reminder fee that was claimed before, and its date. Files differ in whether `remaining`
    /// includes it; see `capital`.
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
    /// Whether it is a credit note, or its balance is in the customer's favour.
    package var isCredit: Bool { remaining < .zero || flags.contains(.creditNote) }

    /// Whether all is paid but a reminder fee or part of one. An invoice that is wholly unpaid and
    /// no larger than the fee does not count.
    package var hasOnlyFeeLeft: Bool {
        guard let fee = reminderFee, fee > .zero else { return false }
        return remaining <= fee && remaining != total
    }

    /// The amount that a reminder claims as the debt itself. It is `remaining` without a reminder
    /// fee that was claimed before, which is not capital and is reported to Amili as a fee.
    ///
    /// The fee is surely included only if more than the total remains, so only then is it
    /// subtracted. If the total remains, it is not included. If less remains, or the file has no
    /// total, nobody can tell, and the file's own figure is claimed.
    package var capital: Ore {
        guard let fee = reminderFee, fee > .zero, let total, remaining > total, remaining > fee
        else { return remaining }
        return min(Ore(remaining.value - fee.value), total)
    }
}
