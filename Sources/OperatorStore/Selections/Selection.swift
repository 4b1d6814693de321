package import ConsoleStore
import Database
import FoundationEssentials
import Postgres
import Reminders

extension OperatorStore {
    /// The longest list of keys that one call takes; it is longer than any page.
    package static let mostKeys = 1_000
    /// The most single ticks and exceptions that one selection holds.
    static let mostTicks = 100_000
    /// Numbers in one row of `filter_choice_part`.
    private static let chosenPerPart = 4_000

    /// Ticks or unticks single invoices, and ignores numbers that are not on file.
    /// - Parameter keys: canonical, at most `mostKeys`.
    /// - Throws: `SelectionProblem.full` if the selection would hold more than `mostTicks`.
    package func tick(
        _ keys: [String], _ isTicked: Bool, by owner: SelectionOwner
    ) async throws {
        precondition(keys.count <= Self.mostKeys)
        try await selecting(owner) { try $0.tick(keys, isTicked, in: $1) }
    }

    /// Ticks up to `limit` invoices: first the rows of a page, then those that match after the page
    /// along the order, then those that match before it. A user who has paged on thus goes on from
    /// that page.
    /// - Parameters:
    ///   - page: the keys of the page's rows, in order; empty: from the beginning of the order.
    ///   - limit: 1...10,000.
    /// - Throws: `SelectionProblem.full`, as `tick`.
    package func markAlong(
        _ filter: ListFilter, _ order: ListOrder, from page: [String] = [], limit: Int = 500,
        by owner: SelectionOwner
    ) async throws -> Marked {
        precondition((1...10_000).contains(limit))
        var keys = page
        var known = Set(page)
        func take(_ step: [String]) -> Bool {
            for key in step where keys.count <= limit && known.insert(key).inserted {
                keys.append(key)
            }
            return keys.count <= limit
        }
        if keys.count <= limit {
            try await console.eachStep(owner.creditor, filter, order, after: page.last, take)
        }
        if let first = page.first, keys.count <= limit {
            try await console.eachStep(owner.creditor, filter, order) { step in
                let before = step.prefix { $0 != first }
                return take(Array(before)) && before.count == step.count
            }
        }
        let isCut = keys.count > limit
        let marked = Array(keys.prefix(limit))
        try await selecting(owner) { selecting, session in
            for start in stride(from: 0, to: marked.count, by: Self.mostKeys) {
                let slice = marked[start..<min(start + Self.mostKeys, marked.count)]
                try selecting.tick(Array(slice), true, in: session)
            }
        }
        return Marked(marked: marked.count, isCut: isCut)
    }

    /// Selects all invoices that match, without limit, in place of the selection before. What is
    /// stored is the filter: the selection is whatever matches when a draft of it is built.
    /// - Returns: how many match now.
    package func selectAll(_ filter: ListFilter, by owner: SelectionOwner) async throws -> Int {
        let (choice, count) = try await choose(filter, of: owner.creditor)
        let text = try filter.stored()
        try await selecting(owner) { _, session in
            try session.run(SelectionStatement.untickAll, owner.arguments)
            try session.run(
                SelectionStatement.setFilter,
                owner.arguments + [
                    "filter": .text(text), "matched": .integer(count), "choice": .int(choice),
                ])
        }
        return count
    }

    /// Stores the keys of the invoices that match now, so that a draft can tell which have come and
    /// gone since.
    /// - Returns: the id of the stored keys (`filter_choice`), and how many they are.
    private func choose(
        _ filter: ListFilter, of creditor: CreditorID
    ) async throws -> (choice: Int64, count: Int) {
        let choice = try await pool.perform { session in
            try session.run(SelectionStatement.openChoice).int(0, "id")
        }
        var (count, part) = (0, 0)
        try await console.eachStep(creditor, filter, ListOrder(.number)) { keys in
            count += keys.count
            for start in stride(from: 0, to: keys.count, by: Self.chosenPerPart) {
                let numbers = Array(keys[start..<min(start + Self.chosenPerPart, keys.count)])
                let place = part
                part += 1
                try await pool.perform { session in
                    _ = try session.run(
                        SelectionStatement.addChosen,
                        [
                            "choice": .int(choice), "seq": .integer(place),
                            "numbers": .textArray(numbers),
                        ])
                }
            }
            return true
        }
        return (choice, count)
    }

    /// Deletes the selection with its ticks.
    package func clearSelection(by owner: SelectionOwner) async throws {
        try await pool.perform { session in
            _ = try session.run(SelectionStatement.remove, owner.arguments)
        }
    }

    /// Sums up the selection. The summary is empty if there is none, or if it went stale.
    package func selectionSummary(by owner: SelectionOwner) async throws -> SelectionSummary {
        try await pool.perform { session in
            guard let selecting = try Selection.present(owner, in: session) else {
                return SelectionSummary()
            }
            let counts = try selecting.countTicks(in: session)
            var summary = SelectionSummary()
            summary.filter = selecting.filter
            summary.excepted = counts.exceptions
            summary.count = selecting.matched + counts.ticks - counts.exceptions
            return summary
        }
    }

    /// Returns those of the keys that are selected.
    /// - Parameter keys: at most `mostKeys`.
    package func selected(
        _ keys: [String], by owner: SelectionOwner
    ) async throws -> Set<String> {
        precondition(keys.count <= Self.mostKeys)
        return try await pool.perform { session in
            try session.transaction { session in
                guard let selecting = try Selection.present(owner, in: session) else { return [] }
                return try selecting.selected(keys, in: session)
            }
        }
    }

    /// Runs `body` in a transaction that has locked the user's selection. A missing or stale
    /// selection is made anew.
    private func selecting(
        _ owner: SelectionOwner,
        _ body: @escaping @Sendable (Selection, borrowing PostgresSession) throws -> Void
    ) async throws {
        try await pool.perform { session in
            try session.transaction { session in
                try session.run(SelectionStatement.removeStale, owner.arguments)
                let row = try session.run(SelectionStatement.open, owner.arguments)
                try body(try Selection(owner, row), session)
            }
        }
    }
}

/// One user's selection as one transaction has read it, with or without a lock.
struct Selection {
    let owner: SelectionOwner
    /// nil: the selection consists of single ticks alone.
    let filter: ListFilter?
    /// `filter` as it is stored.
    let filterText: String?
    /// How many invoices matched the filter when it was chosen; 0 without a filter.
    let matched: Int
    /// Grows with each change of the selection.
    let revision: Int64
    /// The id of the stored keys that matched the filter when it was chosen (`filter_choice`).
    let choice: Int64?

    /// - Parameter rows: of `SelectionStatement.open` or `present`.
    /// - Throws: `DecodingError` if the stored filter cannot be read.
    init(_ owner: SelectionOwner, _ rows: borrowing PostgresRows) throws {
        self.owner = owner
        filterText = rows.optionalString(0, "filter")
        filter = try filterText.map { try ListFilter(stored: $0) }
        matched = Int(rows.int(0, "matched"))
        revision = rows.int(0, "revision")
        choice = rows.optionalInt(0, "choice")
    }

    /// Reads the selection without locking it.
    /// - Returns: nil if the user has none, or a stale one.
    static func present(
        _ owner: SelectionOwner, in session: borrowing PostgresSession
    ) throws -> Selection? {
        let rows = try session.run(SelectionStatement.present, owner.arguments)
        return rows.count == 0 ? nil : try Selection(owner, rows)
    }

    /// Ticks or unticks invoices that are on file. A tick that undoes an exception deletes the
    /// exception; an untick of a single tick deletes the tick.
    /// - Throws: `SelectionProblem.full`.
    func tick(_ keys: [String], _ isTicked: Bool, in session: borrowing PostgresSession) throws {
        let known = try onFile(keys, in: session)
        let matching = try matching(known, in: session)
        let others = known.filter { !matching.contains($0) }
        let (kept, dropped) =
            isTicked ? (others, Array(matching)) : (Array(matching), others)
        try session.run(
            SelectionStatement.untick, owner.arguments + ["numbers": .textArray(dropped)])
        try session.run(
            SelectionStatement.tick,
            owner.arguments + ["numbers": .textArray(kept), "is_out": .bool(!isTicked)])
        let counts = try countTicks(in: session)
        guard counts.ticks + counts.exceptions <= OperatorStore.mostTicks else {
            throw SelectionProblem.full
        }
    }

    /// Returns those of the keys that the filter or a tick selects, less the exceptions.
    func selected(
        _ keys: [String], in session: borrowing PostgresSession
    ) throws -> Set<String> {
        let rows = try session.run(
            SelectionStatement.ticks, owner.arguments + ["numbers": .textArray(keys)])
        var selected = try matching(keys, in: session)
        for row in 0..<rows.count {
            let number = rows.string(row, "number")
            if rows.bool(row, "is_out") {
                selected.remove(number)
            } else {
                selected.insert(number)
            }
        }
        return selected
    }

    /// Counts the single ticks, and the exceptions to the filter.
    func countTicks(
        in session: borrowing PostgresSession
    ) throws -> (ticks: Int, exceptions: Int) {
        let rows = try session.run(SelectionStatement.countTicks, owner.arguments)
        var counts = (ticks: 0, exceptions: 0)
        for row in 0..<rows.count {
            if rows.bool(row, "is_out") {
                counts.exceptions = Int(rows.int(row, "ticks"))
            } else {
                counts.ticks = Int(rows.int(row, "ticks"))
            }
        }
        return counts
    }

    /// Returns those of the keys that the filter matches; none without a filter.
    private func matching(
        _ keys: [String], in session: borrowing PostgresSession
    ) throws -> Set<String> {
        guard let filter, !keys.isEmpty else { return [] }
        let scan = try KeysetScan(owner.creditor, filter, ListOrder(.number), in: session)
        return Set(try scan.matching(keys, in: session))
    }

    /// Returns those of the keys that the creditor has an invoice for.
    private func onFile(
        _ keys: [String], in session: borrowing PostgresSession
    ) throws -> [String] {
        let rows = try session.run(
            SelectionStatement.onFile,
            ["creditor": .id(owner.creditor), "numbers": .textArray(keys)])
        return (0..<rows.count).map { rows.string($0, "number") }
    }
}

extension ListFilter {
    /// Decodes the text that the database keeps.
    /// - Throws: `DecodingError`.
    init(stored text: String) throws {
        self = try JSONDecoder().decode(ListFilter.self, from: Data(text.utf8))
    }

    /// Encodes the filter as the text that the database keeps: JSON.
    func stored() throws -> String {
        String(decoding: try JSONEncoder().encode(self), as: UTF8.self)
    }
}
