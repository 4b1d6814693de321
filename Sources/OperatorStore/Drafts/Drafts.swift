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
                try session.run(SelectionStatement.hold, owner.arguments)
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
                try session.run(
                    DraftStatement.freezeTicks, owner.arguments + ["draft": .int(id)])
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
                try session.run(
                    DraftStatement.freezeNumbers,
                    ["draft": .int(id), "numbers": .textArray(keys)])
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
            owner.arguments + [
                "token": .text(draft.text), "filter": filter.map { .text($0) } ?? .null,
                "revision": revision.map { .int($0) } ?? .null, "expected": .integer(expected),
                "choice": chosen.choice.map { .int($0) } ?? .null,
                "chosen": .integer(chosen.count),
            ])
        return (opened.int(0, "id"), draft)
    }

    private static func makeRoom(
        _ owner: SelectionOwner, in session: borrowing PostgresSession
    ) throws {
        try session.run(
            DraftStatement.expireOldest,
            owner.arguments + ["most": .integer(mostDrafts - 1)])
    }

    /// The dialog was closed: the draft is as dead as one whose time is over.
    package func closeDraft(_ draft: DraftID, by owner: SelectionOwner) async throws {
        try await deciding(draft, owner) { head, session in
            try session.run(DraftStatement.expire, ["draft": .int(head.id)])
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
                            DraftStatement.tickedNew,
                            ["draft": .int(head.id), "is_ticked": .bool(head.isTicked)])
                        drift.cameTicked = Int(ticked.int(0, "ticked"))
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
                        "draft": .int(head.id), "after_position": .integer(position),
                        "limit": .integer(limit + 1), "problems_only": .bool(problemsOnly),
                        "creditor": .id(owner.creditor), "new_only": .bool(newOnly),
                    ])
                let lines = (0..<min(rows.count, limit)).map { head.line(rows, $0) }
                let before = try session.run(
                    DraftStatement.pageBefore,
                    [
                        "draft": .int(head.id), "position": .integer(position),
                        "limit": .integer(limit), "problems_only": .bool(problemsOnly),
                        "new_only": .bool(newOnly),
                    ])
                return DraftPage(
                    lines: lines, next: rows.count > limit ? lines.last?.position : nil,
                    previous: before.optionalInt(0, "before").map { Int($0) })
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
                        "draft": .int(head.id), "is_ticked": .bool(head.isTicked),
                        "position": position.map { .integer($0) } ?? .null,
                        "limit": .integer(limit), "creditor": .id(owner.creditor),
                    ])
                return (0..<rows.count).map { row in
                    SeveralLetters(
                        position: Int(rows.int(row, "pos")),
                        name: rows.optionalString(row, "name"),
                        customerNumber: rows.optionalString(row, "customer_number"),
                        letters: Int(rows.int(row, "letters")),
                        money: Ore(rows.int(row, "ore")),
                        numbers: rows.string(row, "numbers").split(separator: "\n")
                            .map(String.init))
                }
            }
        }
    }

    /// Median of the letters of a creditor's last twenty runs; nil: it has none.
    package func usualSize(_ creditor: CreditorID) async throws -> Int? {
        try await pool.perform { session in
            let found = try session.run(
                DraftStatement.usualSize, ["creditor": .id(creditor)])
            return found.optionalInt(0, "letters").map { Int($0) }
        }
    }

    // MARK: Decisions

    /// - Parameter positions: 1,000 at most.
    package func change(
        _ change: DraftChange, lines positions: [Int], of draft: DraftID, by owner: SelectionOwner
    ) async throws {
        precondition(positions.count <= Self.mostKeys)
        try await deciding(draft, owner) { head, session in
            try head.mustBeOpen()
            try session.run(
                DraftStatement.choose,
                change.arguments + [
                    "draft": .int(head.id),
                    "positions": .intArray(positions.map { Int64($0) }),
                ])
            let count = try session.run(DraftStatement.countChoices, ["draft": .int(head.id)])
            guard count.int(0, "choices") <= Int64(Self.mostChoices) else {
                throw DraftProblem.full
            }
            try session.run(DraftStatement.countChange, ["draft": .int(head.id)])
        }
    }

    /// Ticks or unticks all lines that have come since all that match the filter were chosen.
    package func changeNew(
        isTicked: Bool, of draft: DraftID, by owner: SelectionOwner
    ) async throws {
        try await deciding(draft, owner) { head, session in
            try head.mustBeOpen()
            guard head.came <= Self.mostChoices else { throw DraftProblem.full }
            try session.run(
                DraftStatement.chooseNew,
                ["draft": .int(head.id), "is_ticked": .bool(isTicked)])
            let count = try session.run(DraftStatement.countChoices, ["draft": .int(head.id)])
            guard count.int(0, "choices") <= Int64(Self.mostChoices) else {
                throw DraftProblem.full
            }
            try session.run(DraftStatement.countChange, ["draft": .int(head.id)])
        }
    }

    /// One row, whatever the draft's size: what single lines had chosen otherwise is no more.
    package func changeAll(
        _ change: DraftChange, of draft: DraftID, by owner: SelectionOwner
    ) async throws {
        try await deciding(draft, owner) { head, session in
            try head.mustBeOpen()
            let draft: StatementArguments = ["draft": .int(head.id)]
            try session.run(DraftStatement.chooseForAll, draft + change.arguments)
            try session.run(DraftStatement.dropChoices, draft + change.arguments)
            try session.run(DraftStatement.countChange, draft)
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
        let limit: StatementArguments = ["limit": .int(10_000)]
        for _ in 0..<slices {
            let isDone = try await pool.perform { session in
                try session.transaction { session in
                    try session.run(SelectionStatement.sweep, ["limit": .int(100)])
                    try session.run(SelectionStatement.sweepChoices)
                    let dead = try session.run(DraftStatement.dead)
                    guard dead.count == 1 else { return true }
                    let draft: StatementArguments = ["draft": .int(dead.int(0, "id"))]
                    for statement in [
                        DraftStatement.sweepLines, .sweepPicks, .sweepChoices,
                    ] {
                        let gone = try session.run(statement, draft + limit).affected
                        if gone == 10_000 { return false }
                    }
                    try session.run(DraftStatement.sweepSums, draft)
                    try session.run(DraftStatement.sweepDraft, draft)
                    return false
                }
            }
            if isDone { return }
        }
    }
}

extension DraftChange {
    /// Null: as it is.
    fileprivate var arguments: StatementArguments {
        func value(_ choice: Bool?) -> PostgresValue { choice.map { .bool($0) } ?? .null }
        return [
            "is_ticked": value(isTicked), "is_manual": value(isManual),
            "by_email": value(byEmail), "with_interest": value(withInterest),
            "with_fee": value(withFee),
        ]
    }
}
