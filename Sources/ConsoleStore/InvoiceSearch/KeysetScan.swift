import Database
package import Postgres
package import Reminders

/// A scan of a creditor's invoices within one transaction. It collects the keys that match a
/// filter, along an order, in steps of bounded size.
package struct KeysetScan {
    let creditor: CreditorID
    let filter: ListFilter
    let order: ListOrder
    let budget: QueryBudget
    /// Today in Sweden, `YYYY-MM-DD`.
    let today: String
    /// An invoice must be due before this day, `YYYY-MM-DD`, for a reminder to go.
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

    /// The keys that a scan found, and where it ended.
    package struct Found {
        package var keys: [String] = []
        /// The last key looked at, matching or not. The next scan goes on beyond it.
        package var last: String?
        /// Whether nothing was left to look at.
        package var isAtEnd = false
    }

    /// Collects matching keys. It ends when `wanted` are found, when all were looked at, or at the
    /// deadline; a list of up to `budget.certain` invoices is looked through in any case.
    /// - Parameters:
    ///   - key: The scan begins beyond this key; nil: at the first row in its direction.
    ///   - isForward: True: along the order; false: against it.
    ///   - wanted: More than 0.
    ///   - deadline: nil: none.
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
            // The next step has as many keys as fit into the time left, at the last one's speed.
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

    /// Whether the creditor has no more than `budget.certain` invoices.
    private func isSmallList(in session: borrowing PostgresSession) throws -> Bool {
        try budget.certain > 0
            && countAll(upTo: budget.certain + 1, in: session) <= budget.certain
    }

    /// Returns the next keys beyond `key`, up to `limit`, whether they match or not.
    private func scan(
        from key: String?, isForward: Bool, _ limit: Int, in session: borrowing PostgresSession
    ) throws -> [String] {
        let isAscending = isForward != order.isDescending
        var arguments: StatementArguments = [
            "creditor": .id(creditor), "beyond": key.map { .text($0) } ?? .null,
            "limit": .integer(limit),
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
            let isBounded = filter.isOverdue || filter.isToRemind
            arguments = arguments + ["due_before": isBounded ? .text(today) : .null]
        }
        return Self.keys(try session.run(statement, arguments))
    }

    /// Returns those of `keys` that match, in the same order.
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
                "creditor": .id(creditor), "numbers": .textArray(keys), "states": states,
                "paid_after_handover": .bool(filter.isPaidAfterHandover),
                "overdue": .bool(filter.isOverdue), "to_remind": .bool(filter.isToRemind),
                "barring_flags": .int(Int64(InvoiceFlags.all.rawValue)),
                "today": .text(today), "reminded_before": .text(remindedBefore),
                "name_pattern": pattern,
            ] + sought)
        return Self.keys(rows)
    }

    /// The parameters of a search for a number: the beginning of a number, two spellings of a
    /// customer number, and an OCR number. Null if no number is searched for.
    private var sought: StatementArguments {
        guard case .number(let text)? = filter.search else {
            return [
                "beginning": .null, "customer_number": .null, "customer_spelling": .null,
                "ocr": .null,
            ]
        }
        // A text that cannot be a number must match no beginning, but may be a customer number.
        let number = InvoiceNumber(text)
        return [
            "beginning": .text(number?.key ?? "\u{FFFF}"), "customer_number": .text(text),
            "customer_spelling": .text(number?.written ?? text),
            "ocr": .text(String(text.unicodeScalars.filter { $0 != " " && $0 != "\u{A0}" })),
        ]
    }

    /// The canonical form of the number searched for; nil if it is none.
    var soughtNumber: String? {
        guard case .number(let text)? = filter.search else { return nil }
        return InvoiceNumber(text)?.key
    }

    /// Escapes `%`, `_` and the escape itself, so that they stand for themselves.
    private static func escaped(_ text: String) -> String {
        text.map { "\\%_".contains($0) ? "\\\($0)" : "\($0)" }.joined()
    }

    // MARK: Small sets

    /// All matching keys in order, and the ends of the pages around a marker.
    package struct SmallMatchSet {
        package var keys: [String]
        /// The index at which a page before the marker ends.
        package var before: Int
        /// The index at which a page after the marker begins.
        package var after: Int
    }

    /// Returns all matching keys if they can be had without a scan: few reminders are in the states
    /// asked for, or few invoices have the number. The exact number searched for comes first.
    /// - Parameter marker: A key to find the place of in the order, whether it matches or not.
    /// - Returns: nil if there are, or may be, too many.
    package func smallMatchSet(marker: String?, in session: borrowing PostgresSession) throws
        -> SmallMatchSet?
    {
        guard let matching = try fewMatching(in: session) else { return nil }
        let asked = Array(matching.union(marker.map { [$0] } ?? []))
        var keys = Self.keys(
            try session.run(
                BrowseStatement.sorted,
                [
                    "creditor": .id(creditor), "numbers": .textArray(asked),
                    "column": .text(order.column.rawValue),
                ]))
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

    /// Returns every matching key, or nil if there may be more than `budget.fewest`.
    private func fewMatching(in session: borrowing PostgresSession) throws -> Set<String>? {
        if case .number? = filter.search {
            let keys = Self.keys(
                try session.run(
                    BrowseStatement.numbered,
                    sought + [
                        "creditor": .id(creditor), "limit": .integer(budget.fewest + 1),
                    ]))
            if keys.count <= budget.fewest { return Set(try matching(keys, in: session)) }
        }
        guard filter.needsReminder, let letters = filter.letters else { return nil }
        let asked: StatementArguments = [
            "creditor": .id(creditor), "states": .textArray(letters),
        ]
        let count = try session.run(
            BrowseStatement.inStates, asked + ["limit": .integer(budget.fewest + 1)])
        guard count.int(0, "reminders") <= budget.fewest,
            count.int(0, "reading") <= budget.mostReading
        else { return nil }
        let keys = Self.keys(try session.run(BrowseStatement.ofStates, asked))
        return Set(filter.goesByStatesAlone ? keys : try matching(keys, in: session))
    }

    private static func keys(_ rows: borrowing PostgresRows) -> [String] {
        (0..<rows.count).map { rows.string($0, "number") }
    }
}

extension ClosedRange<Int> {
    fileprivate func clamp(_ value: Int) -> Int {
        Swift.min(Swift.max(value, lowerBound), upperBound)
    }
}
