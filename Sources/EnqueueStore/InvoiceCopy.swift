import Database
import Postgres
import Reminders

extension InvoiceRows {
    /// Adds the values of one invoice to a COPY, in the order of `columns`.
    static func append(_ invoice: Invoice, to rows: inout CopyRows) {
        rows.text(invoice.number.key)
        rows.text(invoice.number.written)
        rows.text(invoice.customerNumber)
        rows.text(invoice.debtor.name)
        rows.text(invoice.debtor.idNumber)
        rows.boolean(invoice.debtor.isCompany)
        rows.text(invoice.debtor.addressLine)
        rows.text(invoice.debtor.zipCode)
        rows.text(invoice.debtor.city)
        rows.text(invoice.debtor.country)
        rows.text(invoice.debtor.email)
        rows.text(invoice.debtor.mobileNumber)
        rows.text(invoice.description)
        rows.date(invoice.invoiceDate)
        rows.date(invoice.dueDate)
        rows.bigint(invoice.total?.value)
        rows.bigint(invoice.remaining.value)
        rows.text(invoice.currency)
        rows.text(invoice.ocr)
        rows.bigint(invoice.invoiceFee?.value)
        rows.bigint(invoice.reminderFee?.value)
        rows.date(invoice.reminderFeeDate)
        rows.integer(invoice.flags.rawValue)
    }
}
