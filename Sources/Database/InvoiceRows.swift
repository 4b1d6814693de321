package import Postgres
package import Reminders

/// The columns of an invoice in rows, in a COPY and in array parameters, all in one place.
package enum InvoiceRows {
    /// The columns with their types, in the order of a COPY.
    package static let columns: [(name: String, type: String)] = [
        ("number", "text"), ("written", "text"), ("customer_number", "text"), ("name", "text"),
        ("id_number", "text"), ("is_company", "boolean"), ("address_line", "text"),
        ("zip_code", "text"), ("city", "text"), ("country", "text"), ("email", "text"),
        ("mobile_number", "text"), ("description", "text"), ("invoice_date", "date"),
        ("due_date", "date"), ("total_ore", "bigint"), ("remaining_ore", "bigint"),
        ("currency", "text"), ("ocr", "text"), ("invoice_fee_ore", "bigint"),
        ("reminder_fee_ore", "bigint"), ("reminder_fee_date", "date"), ("flags", "integer"),
    ]

    /// Parameters for a statement: an array for each of `columns`, by its name, in the order of
    /// `invoices`.
    package static func values(_ invoices: [Invoice]) -> StatementArguments {
        [
            "number": .textArray(invoices.map(\.number.key)),
            "written": .textArray(invoices.map(\.number.written)),
            "customer_number": .textArray(invoices.map(\.customerNumber)),
            "name": .textArray(invoices.map(\.debtor.name)),
            "id_number": .textArray(invoices.map(\.debtor.idNumber)),
            "is_company": .textArray(invoices.map { $0.debtor.isCompany.map { $0 ? "t" : "f" } }),
            "address_line": .textArray(invoices.map(\.debtor.addressLine)),
            "zip_code": .textArray(invoices.map(\.debtor.zipCode)),
            "city": .textArray(invoices.map(\.debtor.city)),
            "country": .textArray(invoices.map(\.debtor.country)),
            "email": .textArray(invoices.map(\.debtor.email)),
            "mobile_number": .textArray(invoices.map(\.debtor.mobileNumber)),
            "description": .textArray(invoices.map(\.description)),
            "invoice_date": .textArray(invoices.map(\.invoiceDate.description)),
            "due_date": .textArray(invoices.map(\.dueDate.description)),
            "total_ore": .intArray(invoices.map { $0.total?.value }),
            "remaining_ore": .intArray(invoices.map(\.remaining.value)),
            "currency": .textArray(invoices.map(\.currency)),
            "ocr": .textArray(invoices.map(\.ocr)),
            "invoice_fee_ore": .intArray(invoices.map { $0.invoiceFee?.value }),
            "reminder_fee_ore": .intArray(invoices.map { $0.reminderFee?.value }),
            "reminder_fee_date": .textArray(invoices.map { $0.reminderFeeDate?.description }),
            "flags": .intArray(invoices.map { Int64($0.flags.rawValue) }),
        ]
    }

    /// Reads the invoice of a row that has `columns` by their names.
    /// - Parameter key: The invoice's canonical number.
    /// - Returns: nil if `written` is null, as in a row of an outer join, or a date cannot be read.
    package static func invoice(
        _ rows: borrowing PostgresRows, _ row: Int, key: String
    ) -> Invoice? {
        guard let written = rows.optionalString(row, "written") else { return nil }
        let customerNumber = rows.optionalString(row, "customer_number")
        let debtor = Debtor(
            name: rows.string(row, "name"), idNumber: rows.optionalString(row, "id_number"),
            isCompany: rows.isNull(row, "is_company") ? nil : rows.bool(row, "is_company"),
            addressLine: rows.string(row, "address_line"), zipCode: rows.string(row, "zip_code"),
            city: rows.string(row, "city"), country: rows.string(row, "country"),
            email: rows.optionalString(row, "email"),
            mobileNumber: rows.optionalString(row, "mobile_number"))
        let description = rows.string(row, "description")
        guard let invoiceDate = CalendarDate(iso: rows.string(row, "invoice_date")),
            let dueDate = CalendarDate(iso: rows.string(row, "due_date"))
        else { return nil }
        return Invoice(
            number: InvoiceNumber(written: written, key: key), customerNumber: customerNumber,
            debtor: debtor, description: description, invoiceDate: invoiceDate,
            dueDate: dueDate, total: rows.optionalInt(row, "total_ore").map { Ore($0) },
            remaining: Ore(rows.int(row, "remaining_ore")),
            currency: rows.string(row, "currency"), ocr: rows.optionalString(row, "ocr"),
            invoiceFee: rows.optionalInt(row, "invoice_fee_ore").map { Ore($0) },
            reminderFee: rows.optionalInt(row, "reminder_fee_ore").map { Ore($0) },
            reminderFeeDate: rows.optionalString(row, "reminder_fee_date")
                .flatMap { CalendarDate(iso: $0) },
            flags: InvoiceFlags(rawValue: Int32(truncatingIfNeeded: rows.int(row, "flags"))))
    }
}
