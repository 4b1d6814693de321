import Reminders

/// Reads what a record says about the invoice beside its amounts: the reasons to send no letter.
struct StandingReader {
    let reader: RecordReader

    /// Sets the flags that the record states, and adds to `known` all flags that it speaks of.
    /// - Throws: a refusal if a cell cannot be read, or contradicts what remains.
    func read(
        _ record: Record, remaining: Ore, into flags: inout InvoiceFlags,
        known: inout KnownFields
    ) throws(Refusal) {
        try answers(record, into: &flags, known: &known)
        if let balance = try reader.amount(record, .customerBalance) {
            known.flags.insert(.netBalanceNotPositive)
            if balance <= .zero { flags.insert(.netBalanceNotPositive) }
        }
        try words(record, into: &flags, known: &known)
        try payments(record, remaining: remaining, into: &flags, known: &known)
        try reader.refuseNested(record, .creditReference)
        let reference = record.bytes(.creditReference)
        if !reference.isEmpty, !reference.allSatisfy({ $0 == Byte.zero }) {
            known.flags.insert(.credited)
            flags.insert(.credited)
        }
    }

    /// Reads the columns that answer yes or no.
    private func answers(
        _ record: Record, into flags: inout InvoiceFlags, known: inout KnownFields
    ) throws(Refusal) {
        for column in Column.flagColumns where record.isPresent(column) {
            guard let (flag, when) = column.flag else { continue }
            // An empty cell under `booked` is no answer, rather than a no that would stop it.
            if record.isNull(column) || (record.isEmpty(column) && !when) { continue }
            let answer = try reader.answer(record, column)
            known.flags.insert(flag)
            if answer == when { flags.insert(flag) }
        }
    }

    /// Reads the columns that hold a status word or a kind of document. Refuses unknown words.
    private func words(
        _ record: Record, into flags: inout InvoiceFlags, known: inout KnownFields
    ) throws(Refusal) {
        for column in [Column.status, .invoiceType] {
            let text = try reader.text(record, column)
            try reader.refuseNested(record, column)
            if text.isEmpty { continue }
            let found =
                column == .status ? StatusWord.status(text) : StatusWord.invoiceType(text)
            guard let found else {
                let column = record.values.names[column.rawValue]
                throw Refusal(
                    line: record.line, column: column, code: .unknownStatus,
                    reason: "The word under \(Refusal.quoted(column)) is not known, and may say "
                        + "that no letter must go.",
                    remedy: "Write Betald, Makulerad, Krediterad, Utkast, Bestridd, Pausad or "
                        + "Obetald; if it does not matter, add --ignore-column "
                        + "\(Refusal.quoted(column)).")
            }
            flags.formUnion(found)
            known.flags.formUnion(found)
            // A word for an open invoice says that it is not paid.
            if column == .status, found.isEmpty { known.flags.insert(.paid) }
        }
    }

    /// Compares what was paid, and when, with what remains. If they contradict each other one of
    /// them is wrong, and that may be what remains.
    private func payments(
        _ record: Record, remaining: Ore, into flags: inout InvoiceFlags,
        known: inout KnownFields
    ) throws(Refusal) {
        let hasRemaining = record.isPresent(.remaining)
        if let paid = try paidAmount(record, into: &flags, known: &known) {
            let total = try reader.amount(record, .total)
            if !hasRemaining, paid != .zero {
                throw conflict(record, .paidAmount, "Something was paid, and the total is claimed.")
            }
            if hasRemaining, let total, paid.value >= 0, total.value > 0,
                remaining.value > total.value - paid.value
            {
                throw conflict(
                    record, .paidAmount,
                    "\(paid.decimal) kr are paid of \(total.decimal) kr, and "
                        + "\(remaining.decimal) kr remain.")
            }
        }
        try reader.refuseNested(record, .paidDate)
        let date = record.bytes(.paidDate)
        if date.isEmpty { return }
        if let isPaid = CellReading.answer(date) {
            known.flags.insert(.paid)
            if isPaid { flags.insert(.paid) }
            return
        }
        _ = try reader.date(record, .paidDate)
        if hasRemaining, remaining > .zero {
            throw conflict(
                record, .paidDate,
                "There is a date of payment, and \(remaining.decimal) kr remain.")
        }
        known.flags.insert(.paid)
        flags.insert(.paid)
    }

    /// Reads what was paid. A yes or a no there tells whether the invoice is paid.
    /// - Returns: nil if the cell is empty, or holds a yes or a no.
    private func paidAmount(
        _ record: Record, into flags: inout InvoiceFlags, known: inout KnownFields
    ) throws(Refusal) -> Ore? {
        let bytes = record.bytes(.paidAmount)
        let isWord = bytes.first.map { !Byte.isDigit($0) } ?? false
        guard isWord, let isPaid = CellReading.answer(bytes) else {
            return try reader.amount(record, .paidAmount)
        }
        known.flags.insert(.paid)
        if isPaid { flags.insert(.paid) }
        return nil
    }

    private func conflict(_ record: Record, _ column: Column, _ reason: String) -> Refusal {
        let name = record.values.names[column.rawValue]
        return record.refusal(
            column, .conflictingValues, reason,
            "Correct what remains; if the column \(Refusal.quoted(name)) does not matter, add "
                + "--ignore-column \(Refusal.quoted(name)).")
    }
}
