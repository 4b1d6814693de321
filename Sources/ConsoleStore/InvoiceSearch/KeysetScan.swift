import Database
package import Postgres
package import Reminders

/// How much a page may cost.
package struct QueryBudget: Sendable {
    /// Up to so many candidates are sorted in memory; of more there is one in every seven hundred
    /// invoices of a million, and walking finds them soon.
    package var fewest = 1_500
    /// Reminders that may be read to find those candidates, where no part tells which they are:
    /// 35 ms. It is most of a page's time, and better spent than on walking past 999 of 1,000
    /// invoices, page after page.
    package var mostReading = 75_000
    /// What may be spent on looking.
    package var time = Duration.milliseconds(24)
    /// A list of no more invoices is looked through to its end, however long it takes and whatever
    /// else the machine does.
    package var certain = 10_000
    /// Invoices looked at in one statement.
    package var steps = 100...4_000

    package static let page = QueryBudget()
    /// What nobody waits for: its statements are short, so that a click waits for none of them. A
    /// first statement goes by `steps` alone, for nothing is known yet of how long one takes.
    package static let aside: QueryBudget = {
        var budget = QueryBudget()
        budget.time = .milliseconds(10)
        budget.steps = 100...1_000
        budget.certain = 0
        return budget
    }()
    /// A count that a page waits for.
    package static let count: QueryBudget = {
        var budget = QueryBudget.aside
        budget.certain = QueryBudget.page.certain
        return budget
    }()
    package init() {}
}

/// One question to the list, within one transaction: which keys match, along an order, in steps
/// whose size is bounded.
package struct KeysetScan {
    let creditor: CreditorID
    let filter: ListFilter
    let order: ListOrder
    let budget: QueryBudget
    /// In Sweden, `YYYY-MM-DD`.
    let today: String
    /// The day before which an invoice must be due for a reminder to go, `YYYY-MM-DD`.
    let remindedBefore: String

    package init(
        creditor: CreditorID, filter: ListFilter, order: ListOrder, budget: QueryBudget,
        today: String,
        remindedBefore: String
    ) {
        self.creditor = creditor
        self.filter = filter
        self.order = order
        self.budget = budget
        self.today = today
        self.remindedBefore = remindedBefore
    }

    package struct Found {
        package var keys: [String] = []
        /// The last one looked at, matching or not: where to go on.
        package var last: String?
        /// Nothing was left to look at.
        package var isAtEnd = false
    }

    /// Ends when `wanted` are found, when all was looked at, or at the deadline.
    /// - Parameters:
    ///   - key: beyond this one; nil: from the end of the order.
    ///   - isForward: the way the order goes, else the other.
    ///   - deadline: nil: however long it takes.
    package func collect(
        from key: String?, isForward: Bool, wanted: Int, until deadline: ContinuousClock.Instant?,
        in session: borrowing PostgresSession
    ) throws -> Found {
        precondition(wanted > 0)
        var found = Found()
        found.last = key
        var step = min(wanted, budget.steps.upperBound)
        var isSmall: Bool?
        if !filter.isEverything { step = budget.steps.clamp(step * 2) }
        while true {
            let began = ContinuousClock.now
            let keys = try scan(from: found.last, isForward: isForward, step, in: session)
            let matching = filter.isEverything ? keys : try self.matching(keys, in: session)
            let room = wanted - found.keys.count
            found.keys += matching.prefix(room)
            found.last = matching.count >= room ? found.keys.last : keys.last ?? found.last
            found.isAtEnd = keys.count < step && matching.count <= room
            if found.isAtEnd || found.keys.count == wanted { return found }
            let took = began.duration(to: .now)
            guard let deadline else {
                step = budget.steps.upperBound
                continue
            }
            // As many as fit into what is left, by what the last ones took.
            let left = ContinuousClock.now.duration(to: deadline)
            let fitting = Double(step) * (left / took)
            if fitting < Double(budget.steps.lowerBound) {
                let small = try isSmall ?? isSmallList(in: session)
                isSmall = small
                if !small { return found }
                step = budget.steps.clamp(step)
                continue
            }
            step = budget.steps.clamp(min(step * 4, Int(min(fitting, 1e9))))
        }
    }

    private func isSmallList(in session: borrowing PostgresSession) throws -> Bool {
        try budget.certain > 0
            && countAll(upTo: budget.certain + 1, in: session) <= budget.certain
    }

    private func scan(
        from key: String?, isForward: Bool, _ limit: Int, in session: borrowing PostgresSession
    ) throws -> [String] {
        let isAscending = isForward != order.isDescending
        var values: [PostgresValue] = [
            .int(creditor), key.map { .text($0) } ?? .null, .integer(limit),
        ]
        let statement: BrowseStatement
        switch order.column {
        case .number: statement = isAscending ? .numberUp : .numberDown
        case .customer: statement = isAscending ? .namedUp : .namedDown
        case .invoiceDate: statement = isAscending ? .datedUp : .datedDown
        case .total: statement = isAscending ? .totalUp : .totalDown
        case .remaining: statement = isAscending ? .remainingUp : .remainingDown
        case .dueDate:
            statement = isAscending ? .dueUp : .dueDown
            values.append(filter.isOverdue || filter.isToRemind ? .text(today) : .null)
        }
        return Self.keys(try session.run(statement, values))
    }

    /// Those that match, in the same order.
    package func matching(_ keys: [String], in session: borrowing PostgresSession) throws
        -> [String]
    {
        if keys.isEmpty { return [] }
        var states = PostgresValue.null
        if let letters = filter.letters { states = .textArray(letters) }
        var pattern = PostgresValue.null
        if case .name(let text)? = filter.search { pattern = .text("%\(Self.escaped(text))%") }
        let rows = try session.run(
            BrowseStatement.matching,
            [
                .int(creditor), .textArray(keys), states, .bool(filter.isPaidAfterHandover),
                .bool(filter.isOverdue), .bool(filter.isToRemind), .text(today), pattern,
            ] + sought + [.text(remindedBefore)])
        return Self.keys(rows)
    }

    /// Beginning of a number, two spellings of a customer number, and an OCR number; nulls if none
    /// is looked for.
    private var sought: [PostgresValue] {
        guard case .number(let text)? = filter.search else { return [.null, .null, .null, .null] }
        // A text that can be no number begins none, but may be a customer number.
        let number = InvoiceNumber(text)
        return [
            .text(number?.key ?? "\u{FFFF}"), .text(text), .text(number?.written ?? text),
            .text(String(text.unicodeScalars.filter { $0 != " " && $0 != "\u{A0}" })),
        ]
    }

    /// The canonical number that is looked for.
    var soughtNumber: String? {
        guard case .number(let text)? = filter.search else { return nil }
        return InvoiceNumber(text)?.key
    }

    /// `%`, `_` and the escape itself mean themselves.
    private static func escaped(_ text: String) -> String {
        text.map { "\\%_".contains($0) ? "\\\($0)" : "\($0)" }.joined()
    }

    // MARK: Small sets

    /// All that match, in order, and where a page lies that begins after, or ends before, a marker.
    package struct SmallMatchSet {
        package var keys: [String]
        package var before: Int
        package var after: Int
    }

    /// All that match, if they can be had without walking: few reminders are in the states asked
    /// for, or few invoices have the number. The very number that was looked for goes first.
    /// - Parameter marker: has its place in the order, whether it matches or not.
    /// - Returns: nil if there are too many.
    package func smallMatchSet(marker: String?, in session: borrowing PostgresSession) throws
        -> SmallMatchSet?
    {
        guard let matching = try fewMatching(in: session) else { return nil }
        let asked = Array(matching.union(marker.map { [$0] } ?? []))
        var keys = Self.keys(
            try session.run(
                BrowseStatement.sorted,
                [.int(creditor), .textArray(asked), .text(order.column.rawValue)]))
        if order.isDescending { keys.reverse() }
        if let exact = soughtNumber, let place = keys.firstIndex(of: exact) {
            keys.insert(keys.remove(at: place), at: 0)
        }
        guard let marker, let place = keys.firstIndex(of: marker) else {
            return SmallMatchSet(keys: keys, before: 0, after: 0)
        }
        if matching.contains(marker) {
            return SmallMatchSet(keys: keys, before: place, after: place + 1)
        }
        keys.remove(at: place)
        return SmallMatchSet(keys: keys, before: place, after: place)
    }

    /// Every key that matches, or nil if more than a few may.
    private func fewMatching(in session: borrowing PostgresSession) throws -> Set<String>? {
        if case .number? = filter.search {
            let keys = Self.keys(
                try session.run(
                    BrowseStatement.numbered,
                    [.int(creditor)] + sought + [.integer(budget.fewest + 1)]))
            if keys.count <= budget.fewest { return Set(try matching(keys, in: session)) }
        }
        guard filter.needsReminder, let letters = filter.letters else { return nil }
        let values: [PostgresValue] = [.int(creditor), .textArray(letters)]
        let count = try session.run(
            BrowseStatement.inStates, values + [.integer(budget.fewest + 1)])
        guard count.int(0, 0) <= budget.fewest, count.int(0, 1) <= budget.mostReading else {
            return nil
        }
        let keys = Self.keys(try session.run(BrowseStatement.ofStates, values))
        return Set(filter.goesByStatesAlone ? keys : try matching(keys, in: session))
    }

    private static func keys(_ rows: borrowing PostgresRows) -> [String] {
        (0..<rows.count).map { rows.string($0, 0) }
    }
}

extension ClosedRange<Int> {
    fileprivate func clamp(_ value: Int) -> Int {
        Swift.min(Swift.max(value, lowerBound), upperBound)
    }
}
