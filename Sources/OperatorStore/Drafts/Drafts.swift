import Database
import Postgres
package import Reminders

extension OperatorStore {
    /// Unsent drafts of one user and creditor; the oldest gives way to a new one.
    private static let mostDrafts = 5
    /// Lines with choices of their own. Choices for all are no such.
    private static let mostChoices = 100_000

    /// Freezes what is selected; `buildDraft` makes its lines.
    package func openDraft(by owner: SelectionOwner) async throws -> DraftID {
        try await sweepDrafts(slices: 1)
        return try await pool.perform { session in
            try session.transaction { session in
                // Before the selection is held: whoever sends a draft takes them in this order too.
                try Self.makeRoom(owner, in: session)
                try session.run(SelectionStatement.hold, owner.values)
                guard let selecting = try Selection.present(owner, in: session) else {
                    throw DraftProblem.nothingSelected
                }
                let counts = try selecting.countTicks(in: session)
                guard selecting.filter != nil || counts.ticks > 0 else {
                    throw DraftProblem.nothingSelected
                }
                let (id, draft) = try Self.open(
                    owner, filter: selecting.filterText, revision: selecting.revision,
                    expected: selecting.matched + counts.ticks - counts.exceptions,
                    chosen: (selecting.choice, selecting.matched), in: session)
                try session.run(DraftStatement.freezeTicks, [.int(id)] + owner.values)
                return draft
            }
        }
    }

    /// A draft of these invoices, whatever is selected.
    package func openDraft(
        of keys: [String], by owner: SelectionOwner
    ) async throws -> DraftID {
        precondition(keys.count <= Self.mostKeys)
        guard !keys.isEmpty else { throw DraftProblem.nothingSelected }
        try await sweepDrafts(slices: 1)
        return try await pool.perform { session in
            try session.transaction { session in
                try Self.makeRoom(owner, in: session)
                let (id, draft) = try Self.open(
                    owner, filter: nil, revision: nil, expected: keys.count, in: session)
                try session.run(DraftStatement.freezeNumbers, [.int(id), .textArray(keys)])
                return draft
            }
        }
    }

    private static func open(
        _ owner: SelectionOwner, filter: String?, revision: Int64?, expected: Int,
        chosen: (choice: Int64?, count: Int) = (nil, 0), in session: borrowing PostgresSession
    ) throws -> (Int64, DraftID) {
        let draft = DraftID()
        let opened = try session.run(
            DraftStatement.open,
            [.text(draft.text)] + owner.values + [
                filter.map { .text($0) } ?? .null, revision.map { .int($0) } ?? .null,
                .integer(expected), chosen.choice.map { .int($0) } ?? .null,
                .integer(chosen.count),
            ])
        return (opened.int(0, 0), draft)
    }

    private static func makeRoom(
        _ owner: SelectionOwner, in session: borrowing PostgresSession
    ) throws {
        try session.run(
            DraftStatement.expireOldest, owner.values + [.integer(mostDrafts - 1)])
    }

    /// The dialog was closed: the draft is as dead as one whose time is over.
    package func closeDraft(_ draft: DraftID, by owner: SelectionOwner) async throws {
        try await deciding(draft, owner) { head, session in
            try session.run(DraftStatement.expire, [.int(head.id)])
        }
    }

    // MARK: Looking

    package func draft(_ draft: DraftID, by owner: SelectionOwner) async throws -> Draft {
        try await pool.perform { session in
            try session.transaction { session in
                let head = try DraftHead.found(draft, owner, in: session)
                let forAll: ReminderRoute = head.isManual ? .manual(head.choices) : .amili
                var drift = DraftDrift()
                if head.choice != nil, head.progress.isReady {
                    drift.chosen = head.chosen
                    drift.came = head.came
                    drift.went = head.went
                    if head.came > 0 {
                        let ticked = try session.run(
                            DraftStatement.tickedNew, [.int(head.id), .bool(head.isTicked)])
                        drift.cameTicked = Int(ticked.int(0, 0))
                    }
                }
                return Draft(
                    progress: head.progress, revision: head.revision, openedAt: head.openedAt,
                    expiresAt: head.expiresAt, run: head.run, forAll: (head.isTicked, forAll),
                    totals: try head.totals(of: owner.creditor, in: session),
                    sinceChoice: drift)
            }
        }
    }

    /// A page by position.
    /// - Parameters:
    ///   - problemsOnly: lines that will be skipped, or have a warning.
    ///   - newOnly: lines that have come since the choice.
    ///   - limit: 1...500.
    package func draftLines(
        _ draft: DraftID, by owner: SelectionOwner, after position: Int = 0, limit: Int = 50,
        problemsOnly: Bool = false, newOnly: Bool = false
    ) async throws -> DraftPage {
        precondition((1...500).contains(limit))
        return try await pool.perform { session in
            try session.transaction { session in
                let head = try DraftHead.found(draft, owner, in: session)
                try session.run(PageStatement.alongTheKey)
                let rows = try session.run(
                    DraftStatement.lines,
                    [
                        .int(head.id), .integer(position), .integer(limit + 1),
                        .bool(problemsOnly), .int(owner.creditor), .bool(newOnly),
                    ])
                let lines = (0..<min(rows.count, limit)).map { head.line(rows, $0) }
                let before = try session.run(
                    DraftStatement.pageBefore,
                    [
                        .int(head.id), .integer(position), .integer(limit),
                        .bool(problemsOnly), .bool(newOnly),
                    ])
                return DraftPage(
                    lines: lines, next: rows.count > limit ? lines.last?.position : nil,
                    previous: before.optionalInt(0, 0).map { Int($0) })
            }
        }
    }

    /// Debtors who would get several letters.
    /// - Parameter position: of the last one of the page before; nil: the first page.
    package func severalLetters(
        _ draft: DraftID, by owner: SelectionOwner, after position: Int? = nil, limit: Int = 50
    ) async throws -> [SeveralLetters] {
        try await pool.perform { session in
            try session.transaction { session in
                let head = try DraftHead.found(draft, owner, in: session)
                try session.run(PageStatement.alongTheKey)
                let rows = try session.run(
                    DraftStatement.severalLetters,
                    [
                        .int(head.id), .bool(head.isTicked),
                        position.map { .integer($0) } ?? .null, .integer(limit),
                        .int(owner.creditor),
                    ])
                return (0..<rows.count).map { row in
                    SeveralLetters(
                        position: Int(rows.int(row, 0)), name: rows.optionalString(row, 1),
                        customerNumber: rows.optionalString(row, 2),
                        letters: Int(rows.int(row, 3)), money: Ore(rows.int(row, 4)),
                        numbers: rows.string(row, 5).split(separator: "\n").map(String.init))
                }
            }
        }
    }

    /// Median of the letters of a creditor's last twenty runs; nil: it has none.
    package func usualSize(_ creditor: CreditorID) async throws -> Int? {
        try await pool.perform { session in
            let found = try session.run(DraftStatement.usualSize, [.int(creditor)])
            return found.optionalInt(0, 0).map { Int($0) }
        }
    }

    // MARK: Deciding

    /// - Parameter positions: 1,000 at most.
    package func change(
        _ change: DraftChange, lines positions: [Int], of draft: DraftID, by owner: SelectionOwner
    ) async throws {
        precondition(positions.count <= Self.mostKeys)
        try await deciding(draft, owner) { head, session in
            try head.mustBeOpen()
            try session.run(
                DraftStatement.choose,
                [.int(head.id), .intArray(positions.map { Int64($0) })] + change.values)
            let count = try session.run(DraftStatement.countChoices, [.int(head.id)])
            guard count.int(0, 0) <= Int64(Self.mostChoices) else { throw DraftProblem.full }
            try session.run(DraftStatement.countChange, [.int(head.id)])
        }
    }

    /// Ticks or unticks all lines that have come since all that match the filter were chosen.
    package func changeNew(
        isTicked: Bool, of draft: DraftID, by owner: SelectionOwner
    ) async throws {
        try await deciding(draft, owner) { head, session in
            try head.mustBeOpen()
            guard head.came <= Self.mostChoices else { throw DraftProblem.full }
            try session.run(DraftStatement.chooseNew, [.int(head.id), .bool(isTicked)])
            let count = try session.run(DraftStatement.countChoices, [.int(head.id)])
            guard count.int(0, 0) <= Int64(Self.mostChoices) else { throw DraftProblem.full }
            try session.run(DraftStatement.countChange, [.int(head.id)])
        }
    }

    /// One row, whatever the draft's size: what single lines had chosen otherwise is no more.
    package func changeAll(
        _ change: DraftChange, of draft: DraftID, by owner: SelectionOwner
    ) async throws {
        try await deciding(draft, owner) { head, session in
            try head.mustBeOpen()
            try session.run(DraftStatement.chooseForAll, [.int(head.id)] + change.values)
            try session.run(DraftStatement.dropChoices, [.int(head.id)] + change.values)
            try session.run(DraftStatement.countChange, [.int(head.id)])
        }
    }

    private func deciding(
        _ draft: DraftID, _ owner: SelectionOwner,
        _ body: @escaping @Sendable (DraftHead, borrowing PostgresSession) throws -> Void
    ) async throws {
        try await pool.perform { session in
            try session.transaction { session in
                try body(try DraftHead.locked(draft, owner, in: session), session)
            }
        }
    }

    // MARK: Sweeping

    /// Removes selections that went stale and drafts that are dead, in slices: a transaction each.
    package func sweepDrafts() async throws { try await sweepDrafts(slices: .max) }

    private func sweepDrafts(slices: Int) async throws {
        let limit = PostgresValue.int(10_000)
        for _ in 0..<slices {
            let isDone = try await pool.perform { session in
                try session.transaction { session in
                    try session.run(SelectionStatement.sweep, [.int(100)])
                    try session.run(SelectionStatement.sweepChoices)
                    let dead = try session.run(DraftStatement.dead)
                    guard dead.count == 1 else { return true }
                    let draft = PostgresValue.int(dead.int(0, 0))
                    for statement in [
                        DraftStatement.sweepLines, .sweepPicks, .sweepChoices,
                    ] {
                        let gone = try session.run(statement, [draft, limit]).affected
                        if gone == 10_000 { return false }
                    }
                    try session.run(DraftStatement.sweepSums, [draft])
                    try session.run(DraftStatement.sweepDraft, [draft])
                    return false
                }
            }
            if isDone { return }
        }
    }
}

extension DraftChange {
    /// Ticked, manual, by e-mail, interest, fee; null: as it is.
    fileprivate var values: [PostgresValue] {
        [isTicked, isManual, byEmail, withInterest, withFee].map { choice in
            choice.map { .bool($0) } ?? .null
        }
    }
}

extension DraftHead {
    fileprivate func line(_ rows: borrowing PostgresRows, _ row: Int) -> DraftLine {
        let (isManual, choices) = route(rows, row, from: 6)
        let bits = rows.int(row, 4)
        return DraftLine(
            position: Int(rows.int(row, 0)), key: rows.string(row, 1),
            number: rows.optionalString(row, 10) ?? rows.string(row, 1),
            customerNumber: rows.optionalString(row, 11), name: rows.optionalString(row, 12),
            hasEmail: rows.bool(row, 13),
            invoiceDate: rows.optionalString(row, 14).flatMap { CalendarDate(iso: $0) },
            dueDate: rows.optionalString(row, 15).flatMap { CalendarDate(iso: $0) },
            daysOverdue: rows.optionalInt(row, 16).map { Int($0) },
            total: rows.optionalInt(row, 17).map { Ore($0) }, remaining: Ore(rows.int(row, 2)),
            currency: rows.optionalString(row, 18),
            isTicked: rows.isNull(row, 5) ? isTicked : rows.bool(row, 5),
            route: isManual ? .manual(choices) : .amili, manual: choices,
            obstacle: rows.optionalString(row, 3).flatMap { Reason(rawValue: $0) },
            warnings: Warning.allCases.enumerated().filter { bits & 1 << $0.offset != 0 }
                .map(\.element),
            letters: Int(rows.int(row, 19)), isNew: rows.bool(row, 20))
    }

    /// Added up from what was summed while building and from the lines with choices of their own:
    /// as fast for a million lines as for ten.
    fileprivate func totals(
        of creditor: CreditorID, in session: borrowing PostgresSession
    ) throws -> DraftTotals {
        try session.run(PageStatement.alongTheKey)
        let draft = PostgresValue.int(id)
        var sums = DraftSums()
        let all = try session.run(DraftStatement.sums, [draft])
        for row in 0..<all.count {
            sums.add(
                .init(all, row), isTicked: isTicked, isManual: isManual,
                lines: Int(all.int(row, 3)), ore: all.int(row, 4))
        }
        let chosen = try session.run(
            DraftStatement.choiceSums, [draft, .bool(isTicked), .bool(isManual)])
        for row in 0..<chosen.count {
            let (kind, lines, ore) = (
                DraftSums.Kind(chosen, row), Int(chosen.int(row, 5)), chosen.int(row, 6)
            )
            sums.add(kind, isTicked: isTicked, isManual: isManual, lines: -lines, ore: -ore)
            sums.add(
                kind, isTicked: chosen.bool(row, 3), isManual: chosen.bool(row, 4), lines: lines,
                ore: ore)
        }
        var totals = sums.totals
        totals.severalLetters = try severalLetters(in: session)
        if totals.stale > 0 { totals.oldestDays = oldest.map { Int($0 / 86_400) } }
        let facts = try session.run(CreditorFactsStatement.creditorFacts, [.int(creditor)])
        totals.isActive = facts.count == 1 && facts.string(0, 1) == "active"
        let usual = try session.run(DraftStatement.usualSize, [.int(creditor)])
        totals.usualSize = usual.optionalInt(0, 0).map { Int($0) }
        return totals
    }

    private func severalLetters(in session: borrowing PostgresSession) throws -> Int {
        guard isTicked else {
            return Int(try session.run(DraftStatement.severalOfTicked, [.int(id)]).int(0, 0))
        }
        let gone = try session.run(DraftStatement.noLongerSeveral, [.int(id)])
        return several - Int(gone.int(0, 0))
    }
}

/// Sums of a draft's lines by kind.
private struct DraftSums {
    struct Kind {
        let obstacle: Reason?
        let isWarned: Bool
        let isStale: Bool

        /// - Parameter rows: (obstacle or 0, warned, stale, …).
        init(_ rows: borrowing PostgresRows, _ row: Int) {
            obstacle = Reason(storageID: Int16(truncatingIfNeeded: rows.int(row, 0)))
            isWarned = rows.bool(row, 1)
            isStale = rows.bool(row, 2)
        }
    }

    var totals = DraftTotals()

    mutating func add(_ kind: Kind, isTicked: Bool, isManual: Bool, lines: Int, ore: Int64) {
        totals.lines += lines
        if kind.obstacle != nil || kind.isWarned { totals.problems += lines }
        guard isTicked else { return }
        totals.ticked += lines
        if !isManual { totals.tickedForAmili += lines }
        if let obstacle = kind.obstacle {
            totals.skipped += lines
            let count = totals.reasons[obstacle, default: 0] + lines
            totals.reasons[obstacle] = count == 0 ? nil : count
            return
        }
        if kind.isWarned { totals.warned += lines }
        if kind.isStale { totals.stale += lines }
        if isManual {
            totals.manual += lines
            totals.manualMoney = Ore(totals.manualMoney.value + ore)
        } else {
            totals.amili += lines
            totals.amiliMoney = Ore(totals.amiliMoney.value + ore)
        }
    }
}
