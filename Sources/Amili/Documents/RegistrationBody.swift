package import Reminders

/// Writes the body of `POST /case--registrations`: one invoice, one debt, one case.
///
/// Every name in it is public (docs.amili.se, "Case registration"). It is not public that
/// `debt_reference` may be written: public text shows it where a debt is read
/// (`AmiliAssumptions.sendsDebtReference`). A field that the invoice does not know is left out.
/// Public examples lack `country`, `is_company` and `is_person`; no public text says which of the
/// others are needed.
package enum RegistrationBody {
    /// - Parameter sendsReference: whether to add the letter's idempotency key as `debt_reference`.
    package static func bytes(of letter: Letter, sendsReference: Bool) -> [UInt8] {
        var json = JSONBytes(capacity: 1_024)
        json.raw("{\"account\":")
        json.string(letter.party.account)
        json.raw(",\"creditor\":")
        json.string(letter.party.creditor)
        json.raw(",\"first_action\":")
        json.string(AmiliContract.firstAction)
        json.raw(",\"currency\":")
        json.string(letter.sharedInvoice.value.currency)
        write(letter.sharedInvoice.value.debtor, to: &json)
        write(letter, sendsReference: sendsReference, to: &json)
        json.raw("}")
        return json.bytes
    }

    private static func write(_ debtor: Debtor, to json: inout JSONBytes) {
        json.raw(",\"customer\":{\"name\":")
        json.string(debtor.name)
        field(",\"id_number\":", debtor.idNumber, to: &json)
        switch debtor.isCompany {
        case true: json.raw(",\"is_company\":true")
        case false: json.raw(",\"is_person\":true")
        case nil: break
        }
        json.raw(",\"address\":{\"country\":")
        json.string(debtor.country)
        field(",\"address_line_1\":", debtor.addressLine, to: &json)
        field(",\"zip_code\":", withoutSpaces(debtor.zipCode), to: &json)
        field(",\"city\":", debtor.city, to: &json)
        json.raw("}")
        field(",\"mobile_number\":", debtor.mobileNumber, to: &json)
        field(",\"email\":", debtor.email, to: &json)
        json.raw("}")
    }

    private static func write(
        _ letter: Letter, sendsReference: Bool, to json: inout JSONBytes
    ) {
        let invoice = letter.invoice
        json.raw(",\"debts\":[{\"invoice_number\":")
        json.string(invoice.number.written)
        json.raw(",\"debt_description\":")
        json.string(
            invoice.description.isEmpty
                ? AmiliAssumptions.standardDescription(of: invoice.number) : invoice.description)
        json.raw(",\"invoice_date\":")
        json.date(invoice.invoiceDate)
        // The amount left to pay, not the whole: a part-paid invoice is claimed for the rest.
        json.raw(",\"capital_to_claim\":")
        json.amount(invoice.capital)
        json.raw(",\"invoice_due_days_after_invoice_date\":")
        json.integer(invoice.dueDate.days(since: invoice.invoiceDate))
        if let fee = invoice.invoiceFee, fee > .zero {
            json.raw(",\"fees_included_in_capital_to_claim\":{\"invoice_fee\":")
            json.amount(fee)
            json.raw("}")
        }
        if let fee = invoice.reminderFee, fee > .zero {
            json.raw(",\"fees_already_claimed\":{\"reminder\":{\"amount\":")
            json.amount(fee)
            if let date = invoice.reminderFeeDate {
                json.raw(",\"fee_registration_date\":")
                json.date(date)
            }
            json.raw("}}")
        }
        if sendsReference { field(",\"debt_reference\":", letter.idempotencyKey, to: &json) }
        json.raw("}]")
    }

    /// Writes a member, unless its value is nil or empty.
    /// - Parameter name: the name with the punctuation around it.
    private static func field(_ name: StaticString, _ value: String?, to json: inout JSONBytes) {
        guard let value, !value.isEmpty else { return }
        json.raw(name)
        json.string(value)
    }

    /// The text without white space. Visible ASCII has none, and is returned as it is.
    private static func withoutSpaces(_ text: String) -> String {
        text.utf8.allSatisfy { $0 > 32 && $0 < 127 } ? text : text.filter { !$0.isWhitespace }
    }
}
