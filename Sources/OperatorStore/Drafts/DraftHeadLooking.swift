import Database
import Postgres
import Reminders

extension DraftHead {
    /// Makes the line that the dialog shows.
    /// - Parameter rows: of `DraftStatement.lines`.
    func line(_ rows: borrowing PostgresRows, _ row: Int) -> DraftLine {
        let (position, key) = (Int(rows.int(row, "pos")), rows.string(row, "number"))
        let remaining = Ore(rows.int(row, "remaining_ore"))
        let obstacle = rows.optionalString(row, "code").flatMap { Reason(rawValue: $0) }
        let bits = rows.int(row, "warnings")
        let isTicked = rows.isNull(row, "is_ticked") ? isTicked : rows.bool(row, "is_ticked")
        let (isManual, choices) = route(rows, row)
        return DraftLine(
            position: position, key: key, number: rows.optionalString(row, "written") ?? key,
            customerNumber: rows.optionalString(row, "customer_number"),
            name: rows.optionalString(row, "name"), hasEmail: rows.bool(row, "has_email"),
            invoiceDate: rows.optionalString(row, "invoice_date")
                .flatMap { CalendarDate(iso: $0) },
            dueDate: rows.optionalString(row, "due_date").flatMap { CalendarDate(iso: $0) },
            daysOverdue: rows.optionalInt(row, "days_overdue").map { Int($0) },
            total: rows.optionalInt(row, "total_ore").map { Ore($0) }, remaining: remaining,
            currency: rows.optionalString(row, "currency"), isTicked: isTicked,
            route: isManual ? .manual(choices) : .amili, manual: choices, obstacle: obstacle,
            warnings: Warning.allCases.enumerated().filter { bits & 1 << $0.offset != 0 }
                .map(\.element),
            letters: Int(rows.int(row, "letters")), isNew: rows.bool(row, "is_new"))
    }

    /// Adds up the sums made while building and the lines with choices of their own. That is as
    /// fast for a million lines as for ten.
    func totals(
        of creditor: CreditorID, in session: borrowing PostgresSession
    ) throws -> DraftTotals {
        try session.run(PageStatement.alongTheKey)
        let draft: StatementArguments = ["draft": .int(id)]
        var sums = DraftSums()
        let all = try session.run(DraftStatement.sums, draft)
        for row in 0..<all.count {
            sums.add(
                .init(all, row), isTicked: isTicked, isManual: isManual,
                lines: Int(all.int(row, "lines")), ore: all.int(row, "ore"))
        }
        let chosen = try session.run(
            DraftStatement.choiceSums,
            draft + ["is_ticked": .bool(isTicked), "is_manual": .bool(isManual)])
        for row in 0..<chosen.count {
            let (kind, lines, ore) = (
                DraftSums.Kind(chosen, row), Int(chosen.int(row, "lines")),
                chosen.int(row, "ore")
            )
            sums.add(kind, isTicked: isTicked, isManual: isManual, lines: -lines, ore: -ore)
            sums.add(
                kind, isTicked: chosen.bool(row, "is_ticked"),
                isManual: chosen.bool(row, "is_manual"), lines: lines, ore: ore)
        }
        var totals = sums.totals
        totals.severalLetters = try severalLetters(in: session)
        if totals.stale > 0 { totals.oldestDays = oldest.map { Int($0 / 86_400) } }
        let key: StatementArguments = ["creditor": .id(creditor)]
        let facts = try session.run(CreditorFactsStatement.creditorFacts, key)
        totals.isActive =
            try facts.count == 1
            && facts.word(0, "activation", as: ActivationState.self) == .active
        let usual = try session.run(DraftStatement.usualSize, key)
        totals.usualSize = usual.optionalInt(0, "letters").map { Int($0) }
        return totals
    }

    /// Counts the debtors who would get more than one letter by what is ticked now.
    private func severalLetters(in session: borrowing PostgresSession) throws -> Int {
        let draft: StatementArguments = ["draft": .int(id)]
        guard isTicked else {
            let ticked = try session.run(DraftStatement.severalOfTicked, draft)
            return Int(ticked.int(0, "debtors"))
        }
        let gone = try session.run(DraftStatement.noLongerSeveral, draft)
        return several - Int(gone.int(0, "debtors"))
    }
}
