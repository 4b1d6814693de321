import ConsoleStore
import Database
import EnqueueStore
import Postgres
import Reminders

extension OperatorStore {
    /// Makes lines of the frozen selection, one step and one transaction at a time, until at least
    /// `lines` more are there or the draft is ready. It is called until the draft is ready. Two
    /// callers at once do no harm, and the next call goes on with the work of one that was killed.
    /// - Throws: `DraftProblem.unknown` or `.expired`; `LoadProblem.noSuchCreditor`.
    package func buildDraft(
        _ draft: DraftID, by owner: SelectionOwner, upTo lines: Int = 2_000
    ) async throws -> DraftProgress {
        precondition(lines > 0)
        var first: Int?
        while true {
            let (progress, built) = try await pool.perform { session in
                try session.transaction { session in
                    let head = try DraftHead.locked(draft, owner, in: session)
                    if head.state != .building { return (head.progress, head.lines) }
                    try DraftBuilding(head, owner.creditor, in: session).step(in: session)
                    let after = try DraftHead.found(draft, owner, in: session)
                    return (after.progress, head.lines)
                }
            }
            let start = first ?? built
            first = start
            if progress.isReady || progress.built - start >= lines { return progress }
        }
    }
}

/// One step of building: finds the next lines, and decides about them as a load would now.
private struct DraftBuilding {
    private let head: DraftHead
    private let creditor: CreditorID
    private let today: CalendarDate
    private let rule: Eligibility

    private static let linesPerStep = 1_000
    /// The time that one step may spend on finding invoices that match the filter.
    private static let budget = Duration.milliseconds(100)

    init(
        _ head: DraftHead, _ creditor: CreditorID, in session: borrowing PostgresSession
    ) throws {
        self.head = head
        self.creditor = creditor
        let facts = try LoadFacts(of: creditor, in: session)
        today = facts.today
        rule = facts.rule()
    }

    /// Adds the next lines, and notes how far the building has come.
    func step(in session: borrowing PostgresSession) throws {
        try session.run(PageStatement.alongTheKey)
        let found = try next(in: session)
        let added = try addLines(found.keys, found.kept, in: session)
        try session.run(
            DraftStatement.goOn,
            [
                "draft": .int(head.id), "lines": .integer(head.lines + added.count),
                "by_filter": .bool(found.isByFilter),
                "after_number": found.last.map { .text($0) } ?? .null,
                "age": added.oldest.map { .double($0) } ?? .null,
                "kept": .integer(found.kept?.count ?? 0), "came": .integer(added.came),
            ])
        if found.isAtEnd { try session.run(DraftStatement.finish, ["draft": .int(head.id)]) }
    }

    /// Invoices found by one step.
    private struct Step {
        var keys: [String]
        /// The number beyond which the next step goes on; nil: from the start.
        var last: String?
        /// The next step still reads what the filter matches, and not the single ticks.
        var isByFilter = false
        /// Nothing is left to be found: the draft is ready.
        var isAtEnd = false
        /// The matching invoices of this step that were chosen with the filter, ticked singly or
        /// not; nil: not known, or not found by the filter.
        var kept: Set<String>?
    }

    /// Finds the next invoices: first those that the filter matches, then the single ticks.
    private func next(in session: borrowing PostgresSession) throws -> Step {
        if head.isByFilter, let filter = head.filter {
            let scan = KeysetScan(
                creditor: creditor, filter: filter, order: ListOrder(.number), budget: .page,
                today: today.description, remindedBefore: rule.dueBefore.description)
            if head.afterNumber == nil, let small = try scan.smallMatchSet(marker: nil, in: session)
            {
                return Step(
                    keys: try unpicked(small.keys, in: session),
                    kept: try chosen(small.keys, in: session))
            }
            let found = try scan.collect(
                from: head.afterNumber, isForward: true, wanted: Self.linesPerStep,
                until: .now + Self.budget, in: session)
            let keys = try unpicked(found.keys, in: session)
            return Step(
                keys: keys, last: found.isAtEnd ? nil : found.last, isByFilter: !found.isAtEnd,
                kept: try chosen(found.keys, in: session))
        }
        let rows = try session.run(
            DraftStatement.singleOnes,
            [
                "draft": .int(head.id),
                "after_number": head.afterNumber.map { .text($0) } ?? .null,
                "limit": .integer(Self.linesPerStep),
            ])
        let keys = (0..<rows.count).map { rows.string($0, "number") }
        return Step(keys: keys, last: keys.last, isAtEnd: keys.count < Self.linesPerStep)
    }

    /// Returns those of the keys that matched when all that match were chosen; nil if that is not
    /// known.
    private func chosen(
        _ keys: [String], in session: borrowing PostgresSession
    ) throws -> Set<String>? {
        guard let choice = head.choice else { return nil }
        if keys.isEmpty { return [] }
        let rows = try session.run(
            SelectionStatement.chosen, ["choice": .int(choice), "numbers": .textArray(keys)])
        return Set((0..<rows.count).map { rows.string($0, "number") })
    }

    /// Returns the keys that were neither ticked nor unticked one by one.
    private func unpicked(
        _ keys: [String], in session: borrowing PostgresSession
    ) throws -> [String] {
        if keys.isEmpty { return [] }
        let rows = try session.run(
            DraftStatement.picked, ["draft": .int(head.id), "numbers": .textArray(keys)])
        let picked = Set((0..<rows.count).map { rows.string($0, "number") })
        return picked.isEmpty ? keys : keys.filter { !picked.contains($0) }
    }

    /// Adds a line for each of the keys that is on file.
    /// - Parameter chosen: the keys that were chosen; lines of other keys have come since. nil: no
    ///   line counts as having come.
    /// - Returns: how many are on file, how many of these have come, and in seconds the age of the
    ///   oldest knowledge of those that may go.
    private func addLines(
        _ keys: [String], _ chosen: Set<String>?, in session: borrowing PostgresSession
    ) throws -> (count: Int, came: Int, oldest: Double?) {
        if keys.isEmpty { return (0, 0, nil) }
        let rows = try session.run(
            DraftStatement.facts, ["creditor": .id(creditor), "numbers": .textArray(keys)])
        var lines: [Line] = []
        lines.reserveCapacity(rows.count)
        for row in 0..<rows.count {
            if let line = line(rows, row) { lines.append(line) }
        }
        if lines.isEmpty { return (0, 0, nil) }
        let isNew = lines.map { line in
            chosen.map { !$0.contains(line.invoice.number.key) } ?? false
        }
        let place: StatementArguments = [
            "draft": .int(head.id), "first": .integer(head.lines + 1),
        ]
        try session.run(
            DraftStatement.addLines,
            place + [
                "numbers": .textArray(lines.map(\.invoice.number.key)),
                "remaining": .intArray(lines.map(\.invoice.remaining.value)),
                "obstacles": .intArray(lines.map { $0.obstacle.map { Int64($0.storageID) } }),
                "warnings": .intArray(lines.map(\.warnings)),
                "are_stale": .textArray(lines.map { $0.isStale ? "t" : "f" }),
                "debtors": .textArray(lines.map { Self.identity($0.invoice) }),
                "are_new": .textArray(isNew.map { $0 ? "t" : "f" }),
            ])
        try session.run(DraftStatement.addSums, place)
        return (
            lines.count, isNew.filter { $0 }.count,
            lines.filter { $0.obstacle == nil }.map(\.age).max()
        )
    }

    /// A line before it is stored.
    private struct Line {
        let invoice: Invoice
        let obstacle: Reason?
        /// One bit for each case of `Warning`, in their order.
        let warnings: Int64
        /// How old the knowledge of the invoice is, in seconds.
        let age: Double
        var isStale: Bool { age > Resubmission.stalest.seconds }
    }

    /// Decides about a row of `DraftStatement.facts`: by the rules of `Eligibility` first, then by
    /// the permit.
    /// - Returns: nil if the row's invoice cannot be read.
    private func line(_ rows: borrowing PostgresRows, _ row: Int) -> Line? {
        let key = rows.string(row, "number")
        guard var invoice = InvoiceRows.invoice(rows, row, key: key) else { return nil }
        let balance = rows.optionalInt(row, "balance_ore")
        if let balance, balance <= 0 { invoice.flags.insert(.netBalanceNotPositive) }
        var obstacle = rule.obstacle(invoice)
        if obstacle == nil, !rows.isNull(row, "is_case") {
            let isAccepted =
                rows.bool(row, "is_case")
                || rows.optionalString(row, "state") == String(ReminderState.accepted.rawValue)
            obstacle = isAccepted ? .alreadyAtAmili : .alreadyLive
        }
        let warnings = rule.warnings(invoice, hasCredit: balance != nil)
        let bits = Warning.allCases.enumerated().reduce(Int64(0)) { bits, warning in
            warnings.contains(warning.element) ? bits | 1 << warning.offset : bits
        }
        return Line(
            invoice: invoice, obstacle: obstacle, warnings: bits, age: rows.double(row, "age"))
    }

    /// Returns a text that is equal for two invoices of one debtor: the last ten digits of the
    /// identity number, else the customer number, else name and zip code.
    private static func identity(_ invoice: Invoice) -> String {
        let digits = (invoice.debtor.idNumber ?? "").filter { ("0"..."9").contains($0) }.suffix(10)
        if digits.count == 10 { return "id \(digits)" }
        if let number = invoice.customerNumber { return "customer \(number)" }
        return "name \(invoice.debtor.name.lowercased()) \(invoice.debtor.zipCode)"
    }
}
