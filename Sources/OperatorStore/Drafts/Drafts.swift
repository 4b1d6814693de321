import Database
import Postgres
package import Reminders

extension OperatorStore {
    /// Unsent drafts that one user may have of one creditor. A new one ends the oldest.
    private static let mostDrafts = 5
    /// Lines of one draft that may have choices of their own. A choice for all lines does not
    /// count.
    private static let mostChoices = 100_000

    /// Freezes the user's selection as a draft; `buildDraft` makes its lines.
    /// - Throws: `DraftProblem.nothingSelected`.
    package func openDraft(by owner: SelectionOwner) async throws -> DraftID {
        try await sweepDrafts(slices: 1)
        return try await pool.perform { session in
            try session.transaction { session in
                // Drafts are locked before the selection, as in `sendDraft`.
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

    /// Makes a draft of the named invoices, whatever is selected.
    /// - Parameter keys: canonical, 1...`mostKeys`.
    /// - Throws: `DraftProblem.nothingSelected` if there are none.
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

    /// Inserts a draft that is to be built.
    /// - Parameter chosen: the id of the keys that matched the filter when it was chosen, and how
    ///   many.
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

    /// Ends the oldest unsent drafts, so that there is room for one more.
    private static func makeRoom(
        _ owner: SelectionOwner, in session: borrowing PostgresSession
    ) throws {
        try session.run(
            DraftStatement.expireOldest,
            owner.arguments + ["most": .integer(mostDrafts - 1)])
    }

    /// Ends a draft whose dialog was closed, as if its time were over.
    /// - Throws: `DraftProblem.unknown` or `.expired`.
    package func closeDraft(_ draft: DraftID, by owner: SelectionOwner) async throws {
        try await deciding(draft, owner) { head, session in
            try session.run(DraftStatement.expire, ["draft": .int(head.id)])
        }
    }

    // MARK: Looking

    /// Reads a draft and adds up its totals.
    /// - Throws: `DraftProblem.unknown` or `.expired`.
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

    /// Reads a page of lines by position.
    /// - Parameters:
    ///   - position: of the last line of the page before.
    ///   - limit: 1...500.
    ///   - problemsOnly: only lines with an obstacle or a warning.
    ///   - newOnly: only lines that have come since the choice.
    /// - Throws: `DraftProblem.unknown` or `.expired`.
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

    /// Lists debtors who would get several letters by what is ticked now.
    /// - Parameter position: `SeveralLetters.position` of the last debtor of the page before; nil:
    ///   the first page.
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

    /// Returns the median of the letters of the creditor's last twenty runs; nil: it has none.
    package func usualSize(_ creditor: CreditorID) async throws -> Int? {
        try await pool.perform { session in
            let found = try session.run(
                DraftStatement.usualSize, ["creditor": .id(creditor)])
            return found.optionalInt(0, "letters").map { Int($0) }
        }
    }

    // MARK: Decisions

    /// Stores a choice for single lines.
    /// - Parameter positions: at most `mostKeys`.
    /// - Throws: `DraftProblem.full` beyond 100,000 lines with choices of their own; `.sent`,
    ///   `.notReady`, `.unknown` or `.expired`.
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
    /// - Throws: as `change`.
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

    /// Stores a choice for all lines, and drops what single lines had chosen otherwise. The choice
    /// is one row, whatever the draft's size.
    /// - Throws: as `change`, but for `.full`.
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

    /// Runs `body` in a transaction that has locked the draft.
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

    /// Deletes selections that went stale and drafts that ended, in slices: a transaction each.
    package func sweepDrafts() async throws { try await sweepDrafts(slices: .max) }

    /// - Parameter slices: how many transactions at most.
    private func sweepDrafts(slices: Int) async throws {
        let mostRows = 10_000
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
                        let gone = try session.run(
                            statement, draft + ["limit": .integer(mostRows)])
                        if gone.affected == mostRows { return false }
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
    /// The parameters of `choose` and `chooseForAll`; null leaves a choice as it is.
    fileprivate var arguments: StatementArguments {
        func value(_ choice: Bool?) -> PostgresValue { choice.map { .bool($0) } ?? .null }
        return [
            "is_ticked": value(isTicked), "is_manual": value(isManual),
            "by_email": value(byEmail), "with_interest": value(withInterest),
            "with_fee": value(withFee),
        ]
    }
}
