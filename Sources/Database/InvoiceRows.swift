package import Postgres
package import Reminders

/// How an invoice stands in rows, in a COPY and in arrays of parameters; one place for all.
package enum InvoiceRows {
    /// The columns, in the order of `values`, with the type of each.
    package static let columns: [(name: String, type: String)] = [
        ("number", "text"), ("written", "text"), ("customer_number", "text"), ("name", "text"),
        ("id_number", "text"), ("is_company", "boolean"), ("address_line", "text"),
        ("zip_code", "text"), ("city", "text"), ("country", "text"), ("email", "text"),
        ("mobile_number", "text"), ("description", "text"), ("invoice_date", "date"),
        ("due_date", "date"), ("total_ore", "bigint"), ("remaining_ore", "bigint"),
        ("currency", "text"), ("ocr", "text"), ("invoice_fee_ore", "bigint"),
        ("reminder_fee_ore", "bigint"), ("reminder_fee_date", "date"), ("flags", "integer"),
    ]

    package static func values(_ invoices: [Invoice]) -> [PostgresValue] {
        [
            .textArray(invoices.map(\.number.key)), .textArray(invoices.map(\.number.written)),
            .textArray(invoices.map(\.customerNumber)), .textArray(invoices.map(\.debtor.name)),
            .textArray(invoices.map(\.debtor.idNumber)),
            .textArray(invoices.map { $0.debtor.isCompany.map { $0 ? "t" : "f" } }),
            .textArray(invoices.map(\.debtor.addressLine)),
            .textArray(invoices.map(\.debtor.zipCode)), .textArray(invoices.map(\.debtor.city)),
            .textArray(invoices.map(\.debtor.country)), .textArray(invoices.map(\.debtor.email)),
            .textArray(invoices.map(\.debtor.mobileNumber)),
            .textArray(invoices.map(\.description)),
            .textArray(invoices.map(\.invoiceDate.description)),
            .textArray(invoices.map(\.dueDate.description)),
            .intArray(invoices.map { $0.total?.value }),
            .intArray(invoices.map(\.remaining.value)), .textArray(invoices.map(\.currency)),
            .textArray(invoices.map(\.ocr)), .intArray(invoices.map { $0.invoiceFee?.value }),
            .intArray(invoices.map { $0.reminderFee?.value }),
            .textArray(invoices.map { $0.reminderFeeDate?.description }),
            .intArray(invoices.map { Int64($0.flags.rawValue) }),
        ]
    }

    /// The invoice whose columns after the number begin at `column`; nil if there is no such row.
    /// - Parameter key: its canonical number.
    package static func invoice(
        _ rows: borrowing PostgresRows, _ row: Int, from column: Int, key: String
    ) -> Invoice? {
        guard let written = rows.optionalString(row, column) else { return nil }
        func date(_ index: Int) -> CalendarDate? {
            rows.optionalString(row, column + index).flatMap { CalendarDate(iso: $0) }
        }
        guard let invoiceDate = date(12), let dueDate = date(13) else { return nil }
        return Invoice(
            number: InvoiceNumber(written: written, key: key),
            customerNumber: rows.optionalString(row, column + 1),
            debtor: Debtor(
                name: rows.string(row, column + 2),
                idNumber: rows.optionalString(row, column + 3),
                isCompany: rows.isNull(row, column + 4) ? nil : rows.bool(row, column + 4),
                addressLine: rows.string(row, column + 5), zipCode: rows.string(row, column + 6),
                city: rows.string(row, column + 7), country: rows.string(row, column + 8),
                email: rows.optionalString(row, column + 9),
                mobileNumber: rows.optionalString(row, column + 10)),
            description: rows.string(row, column + 11), invoiceDate: invoiceDate,
            dueDate: dueDate, total: rows.optionalInt(row, column + 14).map { Ore($0) },
            remaining: Ore(rows.int(row, column + 15)), currency: rows.string(row, column + 16),
            ocr: rows.optionalString(row, column + 17),
            invoiceFee: rows.optionalInt(row, column + 18).map { Ore($0) },
            reminderFee: rows.optionalInt(row, column + 19).map { Ore($0) },
            reminderFeeDate: date(20),
            flags: InvoiceFlags(rawValue: Int32(truncatingIfNeeded: rows.int(row, column + 21))))
    }
}
