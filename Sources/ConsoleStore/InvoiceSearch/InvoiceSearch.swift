import Database
package import Postgres
package import Reminders

extension ConsoleStore {
    /// Returns a page of a creditor's invoices, in any order and with any filter.
    ///
    /// A walk through the pages misses no row and shows none twice, as long as the sorted values do
    /// not change.
    /// - Parameter limit: 2...500 rows.
    package func browse(
        _ creditor: CreditorID, _ filter: ListFilter, by order: ListOrder,
        at position: ListPosition = .start, limit: Int = 50, budget: QueryBudget = .page
    ) async throws -> ListPage {
        precondition((2...500).contains(limit))
        return try await scan(creditor, filter, order, budget) { scan, session in
            let deadline = ContinuousClock.now + budget.time
            let place = try scan.slice(at: position, limit: limit, until: deadline, in: session)
            return ListPage(
                rows: try scan.rows(place.keys, in: session), next: place.next,
                previous: place.previous, isCutShort: place.isCutShort)
        }
    }

    /// Returns the present rows of invoices on a page that is already shown, in the order of
    /// `keys`. Those no longer on file are left out.
    /// - Parameter keys: 500 at most.
    package func standings(
        _ creditor: CreditorID, _ keys: [String]
    ) async throws -> [InvoiceRow] {
        precondition(keys.count <= 500)
        return try await scan(creditor, ListFilter(), ListOrder(.number)) {
            try $0.rows(keys, in: $1)
        }
    }

    /// Counts the matching invoices as far as the time of a page allows.
    /// - Parameter bound: The highest count returned, more than 0.
    package func count(
        _ creditor: CreditorID, _ filter: ListFilter, upTo bound: Int, budget: QueryBudget = .page
    ) async throws -> BoundedCount {
        precondition(bound > 0)
        return try await scan(creditor, filter, ListOrder(.number), budget) { scan, session in
            if filter.isEverything {
                let count = try scan.countAll(upTo: bound + 1, in: session)
                return BoundedCount(count: min(count, bound), isExact: count <= bound)
            }
            let deadline = ContinuousClock.now + budget.time
            if let small = try scan.smallMatchSet(marker: nil, in: session) {
                return BoundedCount(
                    count: min(small.keys.count, bound), isExact: small.keys.count <= bound)
            }
            let found = try scan.collect(
                from: nil, isForward: true, wanted: bound + 1, until: deadline, in: session)
            return BoundedCount(count: min(found.keys.count, bound), isExact: found.isAtEnd)
        }
    }

    /// Counts the matching invoices, however long it takes: up to some seconds for a million.
    /// - Parameter pause: Awaited after each step, with the time that the step took.
    package func exactCount(
        _ creditor: CreditorID, _ filter: ListFilter, budget: QueryBudget = .page,
        pause: (Duration) async throws -> Void = { _ in }
    ) async throws -> Int {
        if filter.isEverything {
            return try await scan(creditor, filter, ListOrder(.number)) {
                try $0.countAll(upTo: .max, in: $1)
            }
        }
        var count = 0
        var began = ContinuousClock.now
        try await eachStep(creditor, filter, ListOrder(.number), budget: budget) { keys in
            count += keys.count
            try await pause(.now - began)
            began = .now
            return true
        }
        return count
    }

    /// Passes all matching keys to `body`, a bounded step and a transaction at a time, so that
    /// nobody waits long for the connection.
    /// - Parameters:
    ///   - key: The steps begin beyond this key, whether it matches or not; nil: at the first row.
    ///   - body: Gets keys in order, none in some steps; returns false to stop.
    package func eachStep(
        _ creditor: CreditorID, _ filter: ListFilter, _ order: ListOrder, after key: String? = nil,
        budget: QueryBudget = .page, _ body: ([String]) async throws -> Bool
    ) async throws {
        // A step must not hold its connection for longer than the budget, however small the list.
        var budget = budget
        budget.certain = 0
        let small = try await scan(creditor, filter, order, budget) {
            try $0.smallMatchSet(marker: key, in: $1).map { Array($0.keys.dropFirst($0.after)) }
        }
        if let small {
            _ = try await body(small)
            return
        }
        var from = key
        while true {
            let (start, deadline) = (from, ContinuousClock.now + budget.time)
            let found = try await scan(creditor, filter, order, budget) {
                try $0.collect(
                    from: start, isForward: true, wanted: .max, until: deadline, in: $1)
            }
            guard try await body(found.keys), !found.isAtEnd else { return }
            from = found.last
        }
    }

    /// Runs the queries of one scan in one transaction.
    private func scan<Value: Sendable>(
        _ creditor: CreditorID, _ filter: ListFilter, _ order: ListOrder,
        _ budget: QueryBudget = .page,
        _ body: @escaping @Sendable (KeysetScan, borrowing PostgresSession) throws -> Value
    ) async throws -> Value {
        try await pool.perform { session in
            try session.transaction { session in
                let scan = try KeysetScan(creditor, filter, order, budget, in: session)
                return try body(scan, session)
            }
        }
    }
}

extension KeysetScan {
    /// Begins a scan in a transaction: sets the planner, and reads the dates that the filter needs.
    package init(
        _ creditor: CreditorID, _ filter: ListFilter, _ order: ListOrder,
        _ budget: QueryBudget = .page, in session: borrowing PostgresSession
    ) throws {
        try session.run(PageStatement.alongTheKey)
        let facts = try session.run(BrowseStatement.today)
        let today = facts.string(0, "today")
        var before = today
        if filter.isToRemind, let day = CalendarDate(iso: today) {
            let facts = try session.run(
                CreditorFactsStatement.creditorFacts, ["creditor": .id(creditor)])
            let grace = facts.count == 1 ? Int(facts.int(0, "grace_bank_days")) : 0
            before = Eligibility(today: day, graceBankDays: grace).dueBefore.description
        }
        self.init(
            creditor: creditor, filter: filter, order: order, budget: budget, today: today,
            remindedBefore: before)
    }

    /// Counts the creditor's invoices, up to `limit`.
    func countAll(upTo limit: Int, in session: borrowing PostgresSession) throws -> Int {
        let counted = try session.run(
            BrowseStatement.countAll, ["creditor": .id(creditor), "limit": .integer(limit)])
        return Int(counted.int(0, "invoices"))
    }

    // MARK: A page's place

    /// The keys of a page, and the positions of its neighbours.
    struct PageSlice {
        var keys: [String] = []
        var next: ListPosition?
        var previous: ListPosition?
        var isCutShort = false
    }

    /// Finds the keys of the page at a position.
    func slice(
        at position: ListPosition, limit: Int, until deadline: ContinuousClock.Instant,
        in session: borrowing PostgresSession
    ) throws -> PageSlice {
        let position = try resolved(position, in: session)
        if let small = try smallMatchSet(marker: position.key, in: session) {
            return Self.slice(of: small, at: position, limit: limit)
        }
        let pinned = try pinned(in: session)
        switch position {
        case .start:
            return try forward(from: nil, pinned, limit, until: deadline, in: session)
        case .after(let key):
            return try forward(from: key, pinned, limit, until: deadline, in: session)
        case .before(let key):
            return try backward(from: key, pinned, limit, until: deadline, in: session)
        }
    }

    /// Returns the position, or the start if its invoice is no longer on file.
    private func resolved(
        _ position: ListPosition, in session: borrowing PostgresSession
    ) throws -> ListPosition {
        guard let key = position.key else { return .start }
        let found = try session.run(
            BrowseStatement.isOnFile, ["creditor": .id(creditor), "number": .text(key)])
        return found.bool(0, "is_on_file") ? position : .start
    }

    /// The exact number searched for, if it matches. It leads the first page, whatever the order.
    private func pinned(in session: borrowing PostgresSession) throws -> String? {
        guard let exact = soughtNumber else { return nil }
        return try matching([exact], in: session).first
    }

    /// Cuts a page out of a small set.
    private static func slice(of small: SmallMatchSet, at position: ListPosition, limit: Int)
        -> PageSlice
    {
        let count = small.keys.count
        let range: Range<Int>
        switch position {
        case .start: range = 0..<min(limit, count)
        case .after: range = small.after..<min(small.after + limit, count)
        case .before:
            let isWhole = small.before >= limit
            range = isWhole ? small.before - limit..<small.before : 0..<min(limit, count)
        }
        return PageSlice(
            keys: Array(small.keys[range]),
            next: range.upperBound < count ? .after(small.keys[range.upperBound - 1]) : nil,
            previous: range.isEmpty
                ? nil : range.lowerBound > 0 ? .before(small.keys[range.lowerBound]) : nil)
    }

    /// Finds the page that begins beyond a key; nil: the first page, led by the pinned key.
    private func forward(
        from key: String?, _ pinned: String?, _ limit: Int,
        until deadline: ContinuousClock.Instant, in session: borrowing PostgresSession
    ) throws -> PageSlice {
        let isFirst = key == nil
        let led = isFirst ? pinned.map { [$0] } ?? [] : []
        let room = limit - led.count
        // One key more than the page tells whether another follows; the pinned one may be among
        // them.
        var found = try collect(
            from: key, isForward: true, wanted: room + 2, until: deadline,
            in: session)
        found.keys.removeAll { $0 == pinned }
        var slice = PageSlice(keys: led + found.keys.prefix(room))
        if found.keys.count > room {
            slice.next = found.keys.prefix(room).last.map { .after($0) }
        } else if !found.isAtEnd {
            slice.next = found.last.map { .after($0) }
            slice.isCutShort = slice.keys.count < limit
        }
        if !isFirst { slice.previous = (slice.keys.first ?? key).map { .before($0) } }
        return slice
    }

    /// Finds the page that ends before a key. If less than a page comes before it, this is the
    /// first page.
    private func backward(
        from key: String, _ pinned: String?, _ limit: Int,
        until deadline: ContinuousClock.Instant, in session: borrowing PostgresSession
    ) throws -> PageSlice {
        var found = try collect(
            from: key, isForward: false, wanted: limit + 2, until: deadline, in: session)
        found.keys.removeAll { $0 == pinned }
        // The pinned key takes a row of the first page, which must hold all that was found.
        if found.isAtEnd, found.keys.count + (pinned == nil ? 0 : 1) <= limit {
            let first = try forward(from: nil, pinned, limit, until: deadline, in: session)
            if !first.isCutShort { return first }
            // The forward scan ran out of time. The keys found backwards are the list's beginning.
            let keys = (pinned.map { [$0] } ?? []) + found.keys.reversed()
            return PageSlice(
                keys: keys, next: found.keys.first.map { .after($0) } ?? .start, isCutShort: true)
        }
        var slice = PageSlice(keys: found.keys.prefix(limit).reversed())
        slice.next = (slice.keys.last ?? found.last).map { .after($0) }
        let isFull = found.keys.count >= limit
        slice.previous = (isFull ? slice.keys.first : found.last).map { .before($0) }
        slice.isCutShort = !isFull
        return slice
    }

    // MARK: Rows

    /// Reads the rows of a page, in the order of `keys`.
    func rows(
        _ keys: [String], in session: borrowing PostgresSession
    ) throws -> [InvoiceRow] {
        if keys.isEmpty { return [] }
        let rows = try session.run(
            BrowseStatement.rows,
            ["creditor": .id(creditor), "numbers": .textArray(keys), "today": .text(today)])
        return try (0..<rows.count).compactMap { try Self.row(rows, $0) }
    }

    private static func row(_ rows: borrowing PostgresRows, _ row: Int) throws -> InvoiceRow? {
        guard let invoiceDate = CalendarDate(iso: rows.string(row, "invoice_date")),
            let dueDate = CalendarDate(iso: rows.string(row, "due_date"))
        else { return nil }
        return try InvoiceRow(
            key: rows.string(row, "number"), number: rows.string(row, "written"),
            customerNumber: rows.optionalString(row, "customer_number"),
            name: rows.string(row, "name"), invoiceDate: invoiceDate, dueDate: dueDate,
            daysOverdue: Int(rows.int(row, "days_overdue")),
            total: rows.optionalInt(row, "total_ore").map { Ore($0) },
            remaining: Ore(rows.int(row, "remaining_ore")), currency: rows.string(row, "currency"),
            state: rows.word(row, "state", as: InvoiceState.self),
            shownSwedish: rows.string(row, "shown"), shownEnglish: rows.string(row, "shown_en"),
            reason: rows.optionalString(row, "reason").flatMap { Reason(rawValue: $0) },
            attempts: Int(rows.int(row, "attempts")),
            nextAttemptAt: rows.optionalTimestamp(row, "next_attempt_at"),
            run: rows.optionalID(row, "run"),
            position: rows.optionalInt(row, "pos").map { Int($0) },
            caseID: rows.optionalString(row, "case_id"),
            amiliOCR: rows.optionalString(row, "amili_ocr"),
            amiliState: rows.optionalString(row, "amili_state"),
            confirmedAt: rows.optionalTimestamp(row, "confirmed_at"),
            changedAt: rows.timestamp(row, "changed_at"),
            isPaidAfterHandover: rows.bool(row, "paid_after_handover"),
            isPartPaidAfterHandover: rows.bool(row, "part_paid_after_handover"),
            queueState: rows.optionalWord(row, "queue_state", as: QueueState.self))
    }
}

extension ListPosition {
    /// The invoice that the page begins after or ends before; nil at the start.
    var key: String? {
        switch self {
        case .start: nil
        case .after(let key), .before(let key): key
        }
    }
}
