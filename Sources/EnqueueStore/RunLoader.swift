import Database
package import Postgres
package import Reminders
import SharedChanges

/// Loads one run: decides for each line whether a letter may go, and inserts its reminder. Rows
/// just loaded are only looked up by key, because the planner has no statistics for them.
package struct RunLoader {
    let creditor: CreditorID
    package let run: RunID
    let rule: Eligibility
    /// The creditor's state at Amili.
    let activation: ActivationState
    private let invoices: InvoiceLoader
    /// Customers with a credit in the batch. It is set off against earlier lines, too.
    private var withCredit: Set<String> = []
    package private(set) var report = LoadReport()
    private var keys: StatementArguments { ["creditor": .id(creditor), "run": .id(run)] }

    /// - Parameter asOf: the moment as of which the file is true; nil: all invoices are on file
    ///   already.
    package init(
        creditor: CreditorID, run: RunID, asOf: Timestamp?, rule: Eligibility,
        activation: ActivationState
    ) {
        self.creditor = creditor
        self.run = run
        self.rule = rule
        self.activation = activation
        invoices = InvoiceLoader(creditor: creditor, asOf: asOf)
        report.run = run
    }

    /// Makes sure that a creditor may send by these routes. What is done by hand asks nobody.
    /// - Throws: `LoadProblem.creditorNotActive` if one of the routes leads to Amili and the
    ///   creditor is not active there.
    package static func check(_ activation: ActivationState, allows routes: [ReminderRoute]) throws
    {
        guard activation == .active || routes.allSatisfy(\.isManual) else {
            throw LoadProblem.creditorNotActive(activation)
        }
    }

    /// Returns the run that has a key; nil if the key is free.
    package static func run(
        _ key: String, of creditor: CreditorID, in session: borrowing PostgresSession
    ) throws -> (id: RunID, fingerprint: String)? {
        let found = try session.run(
            LoadStatement.runByKey, ["creditor": .id(creditor), "key": .text(key)])
        return found.count == 1 ? (found.id(0, "id"), found.string(0, "digest")) : nil
    }

    /// Loads all lines of a source, which may bring new invoices.
    /// - Parameter route: of every line.
    /// - Throws: `LoadProblem.creditorNotActive`, and whatever the source throws.
    package mutating func takeAll(
        _ source: some LoadSource, by route: ReminderRoute = .amili,
        in session: borrowing PostgresSession
    ) throws {
        while case let lines = try source.next(EnqueueStore.linesPerStatement), !lines.isEmpty {
            for batch in batchesOfDistinct(lines) {
                let routes = [ReminderRoute](repeating: route, count: batch.count)
                try decide(
                    batch.map(\.invoice), known: try merge(batch, in: session), routes, in: session)
            }
        }
        try skipNetted(in: session)
        try source.finish()
        report.refused = source.refused
    }

    /// Loads reminders of invoices that are on file already, all of them by Amili.
    /// - Parameter invoices: no two of one number.
    /// - Returns: the keys of those that are queued.
    /// - Throws: `LoadProblem.creditorNotActive`.
    package mutating func takeKnown(
        _ invoices: [Invoice], in session: borrowing PostgresSession
    ) throws -> [String] {
        let routes = [ReminderRoute](repeating: .amili, count: invoices.count)
        return try takeKnown(invoices, routes: routes, in: session)
    }

    /// Loads reminders of invoices that are on file already.
    /// - Parameters:
    ///   - invoices: no two of one number.
    ///   - routes: one per invoice, in the same order.
    /// - Returns: the keys of those that were not skipped: queued, or to be done by hand.
    /// - Throws: `LoadProblem.creditorNotActive` if one of the routes leads to Amili.
    package mutating func takeKnown(
        _ invoices: [Invoice], routes: [ReminderRoute], in session: borrowing PostgresSession
    ) throws -> [String] {
        let reasons = try decide(invoices, known: invoices, routes, in: session)
        return zip(invoices, reasons).filter { $0.1 == nil }.map(\.0.number.key)
    }

    /// Writes the run's counts down, and releases the run unless it is held.
    /// - Parameter hold: how long the run may be taken back; nil: the letters may go at once.
    package func close(hold: Duration?, in session: borrowing PostgresSession) throws {
        try session.run(
            LoadStatement.closeLoad,
            [
                "run": .id(run), "total": .integer(report.total),
                "queued": .integer(report.queued), "skipped": .integer(report.skipped),
                "refused": .integer(report.refused), "manual": .integer(report.manual),
                "hold": hold.map { .double($0.seconds) } ?? .null,
            ])
        if hold == nil { _ = try RunRelease.release(run, of: creditor, in: session) }
        try session.run(LoadStatement.pollAnew, ["creditor": .id(creditor)])
    }

    /// Decides about lines, takes a permit for each that may be reminded of, and inserts a reminder
    /// for every line.
    /// - Parameters:
    ///   - merged: the lines as the table knows them, in the same order.
    ///   - routes: of the lines, in the same order.
    /// - Returns: why each line is skipped; nil for those that are not.
    @discardableResult
    private mutating func decide(
        _ lines: [Invoice], known merged: [Invoice], _ routes: [ReminderRoute],
        in session: borrowing PostgresSession
    ) throws -> [Reason?] {
        precondition(routes.count == lines.count, "each line has a route")
        try Self.check(activation, allows: routes)
        let firstPosition = report.total + 1
        let netted = try self.netted(among: merged.compactMap(\.customerNumber), in: session)
        var reasons = merged.map { invoice in
            var invoice = invoice
            if let customer = invoice.customerNumber {
                if netted.contains(customer) { invoice.flags.insert(.netBalanceNotPositive) }
                if invoice.isCredit { withCredit.insert(customer) }
            }
            return rule.obstacle(invoice)
        }
        let wanted = reasons.indices.filter { reasons[$0] == nil }
        let refused = try takePermits(wanted, of: merged, from: firstPosition, in: session)
        let holders = try whyTaken(refused.map { lines[$0] }, merged: merged, in: session)
        for index in refused { reasons[index] = holders[lines[index].number.key] }
        try insert(merged, reasons, routes, from: firstPosition, in: session)
        count(reasons, routes)
        return reasons
    }

    /// Takes invoices in, and returns them as the table then knows them. What was known before
    /// wins, but for less to pay and more flags.
    private func merge(
        _ lines: [LoadLine], in session: borrowing PostgresSession
    ) throws -> [Invoice] {
        let keys = try invoices.insert(lines, in: session)
        guard !keys.isEmpty else { return lines.map(\.invoice) }
        let old = lines.filter { keys.contains($0.invoice.number.key) }
        try invoices.lower(old, in: session)
        let known = try invoices.known(old.map(\.invoice), in: session)
        return lines.map { known[$0.invoice.number.key] ?? $0.invoice }
    }

    /// Returns the customers who owe nothing when their credits are set off, by what the table
    /// knows now.
    private func netted(
        among customers: [String], in session: borrowing PostgresSession
    ) throws -> Set<String> {
        guard !customers.isEmpty else { return [] }
        let rows = try session.run(
            LoadStatement.netted,
            ["creditor": .id(creditor), "customers": .textArray(Array(Set(customers)))])
        return Set((0..<rows.count).map { rows.string($0, "customer") })
    }

    /// Skips what was queued before a later line of the batch brought a credit.
    private mutating func skipNetted(in session: borrowing PostgresSession) throws {
        let netted = try netted(among: Array(withCredit), in: session)
        guard !netted.isEmpty else { return }
        let skipped = try session.run(
            LoadStatement.skipNetted, keys + ["customers": .textArray(Array(netted))])
        let (queued, manual) = (Int(skipped.int(0, "queued")), Int(skipped.int(0, "manual")))
        guard queued + manual > 0 else { return }
        report.queued -= queued
        report.manual -= manual
        report.skipped += queued + manual
        report.reasons[.netBalanceNotPositive, default: 0] += queued + manual
    }

    /// Takes permits for the lines that may be reminded of.
    /// - Parameter wanted: places in `lines`; the first line has `firstPosition`.
    /// - Returns: those of `wanted` whose permit another reminder has.
    private func takePermits(
        _ wanted: [Int], of lines: [Invoice], from firstPosition: Int,
        in session: borrowing PostgresSession
    ) throws -> [Int] {
        guard !wanted.isEmpty else { return [] }
        let numbers = PostgresValue.textArray(wanted.map { lines[$0].number.key })
        let taken = try session.run(
            LoadStatement.takePermits,
            keys + [
                "positions": .intArray(wanted.map { Int64($0 + firstPosition) }),
                "numbers": numbers,
            ]
        ).affected
        if taken == wanted.count { return [] }
        let rows = try session.run(
            LoadStatement.permitHolders, ["creditor": .id(creditor), "numbers": numbers])
        var positions: [String: Int] = [:]
        for row in 0..<rows.count where rows.id(row, "run") == run {
            positions[rows.string(row, "number")] = Int(rows.int(row, "pos"))
        }
        return wanted.filter { positions[lines[$0].number.key] != $0 + firstPosition }
    }

    /// Finds out why permits could not be had.
    /// - Returns: the reason for each key.
    private func whyTaken(
        _ lines: [Invoice], merged: [Invoice], in session: borrowing PostgresSession
    ) throws -> [String: Reason] {
        guard !lines.isEmpty else { return [:] }
        let written = Dictionary(
            merged.map { ($0.number.key, $0.number.written) },
            uniquingKeysWith: { first, _ in first })
        let rows = try session.run(
            LoadStatement.permitHolders,
            ["creditor": .id(creditor), "numbers": .textArray(lines.map(\.number.key))])
        var found: [String: Reason] = [:]
        var elsewhere: [RunID: [Int64]] = [:]
        for line in lines { found[line.number.key] = .alreadyLive }
        for row in 0..<rows.count {
            let (key, holder): (String, RunID) = (rows.string(row, "number"), rows.id(row, "run"))
            if holder == run {
                let isSameText =
                    lines.first { $0.number.key == key }?.number.written
                    == written[key]
                found[key] = isSameText ? .duplicateInBatch : .spelledTwice
            } else if rows.bool(row, "has_case") {
                found[key] = .alreadyAtAmili
            } else {
                elsewhere[holder, default: []].append(rows.int(row, "pos"))
            }
        }
        for (holder, positions) in elsewhere {
            for key in try accepted(in: holder, at: positions, in: session) {
                found[key] = .alreadyAtAmili
            }
        }
        return found
    }

    /// Returns the keys of a run's reminders at these positions that Amili has.
    private func accepted(
        in run: RunID, at positions: [Int64], in session: borrowing PostgresSession
    ) throws -> [String] {
        let rows = try session.run(
            LoadStatement.acceptedAt,
            ["creditor": .id(creditor), "run": .id(run), "positions": .intArray(positions)])
        return (0..<rows.count).map { rows.string($0, "number") }
    }

    /// Inserts a reminder for each line: queued, to be done by hand, or skipped.
    private func insert(
        _ lines: [Invoice], _ reasons: [Reason?], _ routes: [ReminderRoute],
        from firstPosition: Int, in session: borrowing PostgresSession
    ) throws {
        try session.copy(lines.count, into: .reminder) { rows, index in
            rows.bigint(creditor.rawValue)
            rows.bigint(run.rawValue)
            rows.integer(Int32(index + firstPosition))
            rows.text(lines[index].number.key)
            rows.text(reasons[index] != nil ? "s" : routes[index].isManual ? "m" : "q")
            if let reason = reasons[index] {
                rows.smallint(reason.storageID)
            } else {
                rows.null()
            }
        }
        try insertManual(reasons, routes, from: firstPosition, in: session)
    }

    /// Inserts the choices of the manual lines, also of skipped ones: a later run of those must not
    /// go to Amili either.
    private func insertManual(
        _ reasons: [Reason?], _ routes: [ReminderRoute], from firstPosition: Int,
        in session: borrowing PostgresSession
    ) throws {
        var rows: [(position: Int, choices: ManualChoices, isToDo: Bool)] = []
        for (index, route) in routes.enumerated() {
            guard case .manual(let choices) = route else { continue }
            rows.append((index + firstPosition, choices, reasons[index] == nil))
        }
        guard !rows.isEmpty else { return }
        func flags(_ flag: (ManualChoices) -> Bool) -> PostgresValue {
            .textArray(rows.map { flag($0.choices) ? "t" : "f" })
        }
        try session.run(
            LoadStatement.insertManual,
            keys + [
                "positions": .intArray(rows.map { Int64($0.position) }),
                "by_email": flags(\.byEmail), "with_interest": flags(\.withInterest),
                "with_fee": flags(\.withFee),
                "todo": .textArray(rows.map { $0.isToDo ? "t" : "f" }),
            ])
    }

    private mutating func count(_ reasons: [Reason?], _ routes: [ReminderRoute]) {
        report.total += reasons.count
        for (reason, route) in zip(reasons, routes) {
            if let reason {
                report.skipped += 1
                report.reasons[reason, default: 0] += 1
            } else if route.isManual {
                report.manual += 1
            } else {
                report.queued += 1
            }
        }
    }
}
