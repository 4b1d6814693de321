import Database
import Postgres
package import Reminders
import SharedChanges

/// One batch as it is handed over: who, from when, under which key.
package struct LoadOrder: Sendable {
    package var creditor: CreditorID
    package var key: String
    /// Hexadecimal SHA-256 of the batch's bytes.
    package var digest: String
    /// How old the file's knowledge is, RFC 3339.
    package var asOf: String
    /// nil: the creditor's own.
    package var graceBankDays: Int?
    package var hold: Duration?
    package var createdBy: String
    /// Everything but the commit.
    package var dryRun: Bool
    /// The route of every line.
    package var route: ReminderRoute

    package init(
        creditor: CreditorID, key: String, digest: String, asOf: String,
        graceBankDays: Int? = nil, hold: Duration? = nil, createdBy: String,
        dryRun: Bool = false, route: ReminderRoute = .amili
    ) {
        self.creditor = creditor
        self.key = key
        self.digest = digest
        self.asOf = asOf
        self.graceBankDays = graceBankDays
        self.hold = hold
        self.createdBy = createdBy
        self.dryRun = dryRun
        self.route = route
    }

    /// Two orders of one key are one run only if this is the same.
    var fingerprint: String { digest + route.mark }
}

package struct LoadReport: Sendable, Equatable {
    package var run: RunID?
    /// The run was there before: nothing was enqueued.
    package var existing = false
    package var total = 0
    package var queued = 0
    package var skipped = 0
    /// To be done by hand; with the queued and the skipped ones they make up the total.
    package var manual = 0
    package var refused = 0
    package var reasons: [Reason: Int] = [:]
    package init() {}

    /// What the audit keeps of it.
    package var facts: String { "queued \(queued), manual \(manual), skipped \(skipped)" }
}

package enum LoadProblem: Error, Sendable, Equatable {
    /// The same key was used for other bytes, or for another route.
    case keyReused(run: RunID)
    case noSuchCreditor
    /// Something of the batch would go to Amili, where the creditor is not active.
    case creditorNotActive(ActivationState)
    /// Another load of the creditor has begun and does not end; nil: it has ended meanwhile.
    case held(by: LoadHolder?)
}

/// One good line of a batch.
package struct LoadLine: Sendable {
    package let invoice: Invoice
    /// What the line speaks of at all: an import changes nothing else.
    package let known: KnownFields

    package init(_ invoice: Invoice, known: KnownFields) {
        self.invoice = invoice
        self.known = known
    }

    /// A line that tells every detail, and of the flags these.
    package init(_ invoice: Invoice, knownFlags: InvoiceFlags) {
        self.init(invoice, known: KnownFields(flags: knownFlags, details: .all))
    }

    /// The file told the total alone, which is taken for what is left.
    var claimsTotal: Bool { !known.details.contains(.remaining) }
}

/// A batch's source: invoices in file order, at most `limit` a call, none at the end; and how many
/// lines it refused so far. Called on the connection's own thread, where blocking is harmless.
package protocol LoadSource: AnyObject {
    func next(_ limit: Int) throws -> [LoadLine]
    var refused: Int { get }
    /// Called once all was read, before the commit; may throw to undo the load.
    func finish() throws
}

extension EnqueueStore {
    /// Larger statements were slower, and hold more of the file in memory.
    package static let linesPerStatement = 1_000

    /// Loads a batch in ONE transaction: run, invoices, permits, reminders, parts and the flip to
    /// open become visible together, or nothing does.
    /// - Parameter source: made on the connection's thread.
    package func load<Source: LoadSource>(
        _ order: LoadOrder, _ source: @escaping @Sendable () throws -> Source
    ) async throws -> LoadReport {
        do {
            return try await pool.perform(.bulk) { session in
                let isFirst = try Self.isFirst(of: order.creditor, in: session)
                let report = try LoaderLock.naming(holderOf: order.creditor, in: session) {
                    session in
                    let report = try Self.load(order, source, in: session)
                    if order.dryRun { throw DryRun(report: report) }
                    return report
                }
                if isFirst { Self.analyze(report.total, in: session) }
                return report
            }
        } catch let dryRun as DryRun {
            return dryRun.report
        }
    }

    private struct DryRun: Error { let report: LoadReport }

    private static func isFirst(
        of creditor: CreditorID, in session: borrowing PostgresSession
    ) throws -> Bool {
        !(try session.run(LoadStatement.hasInvoices, [.int(creditor)]).bool(0, 0))
    }

    /// After a creditor's first load the tables may be many times larger than PostgreSQL knows, and
    /// its own look at them may be a minute or a million rows away. The load stands whatever
    /// becomes of this: look-ups by key do not depend on it, and a role that does not own the
    /// tables is only told that it cannot.
    private static func analyze(_ lines: Int, in session: borrowing PostgresSession) {
        guard lines >= linesPerStatement else { return }
        for table in ["invoice", "permit", "reminder"] { try? session.script("analyze \(table)") }
    }

    private static func load<Source: LoadSource>(
        _ order: LoadOrder, _ makeSource: () throws -> Source,
        in session: borrowing PostgresSession
    ) throws -> LoadReport {
        let creditor = PostgresValue.int(order.creditor)
        let isThere = try LoaderLock.take(order.creditor, in: session)
        let facts = try session.run(CreditorFactsStatement.creditorFacts, [creditor])
        guard isThere, facts.count == 1,
            let today = CalendarDate(iso: facts.string(0, 0))
        else { throw LoadProblem.noSuchCreditor }
        if let existing = try existingRun(order, in: session) { return existing }
        let activation = try facts.word(0, 1, as: ActivationState.self)
        try RunLoader.check(activation, allows: [order.route])
        let grace = order.graceBankDays ?? Int(facts.int(0, 2))
        let opened = try session.run(
            LoadStatement.openRun,
            [
                creditor, .text(order.key), .text(order.fingerprint), .text(order.asOf),
                .integer(grace), .text(order.createdBy),
            ])
        precondition(opened.count == 1, "the loader's lock lets only one load see a free key")
        let source = try makeSource()
        var loading = RunLoader(
            creditor: order.creditor, run: opened.int(0, 0), asOf: order.asOf,
            rule: Eligibility(today: today, graceBankDays: grace), activation: activation)
        try loading.takeAll(source, by: order.route, in: session)
        try loading.close(hold: order.hold, in: session)
        return loading.report
    }

    private static func existingRun(
        _ order: LoadOrder, in session: borrowing PostgresSession
    ) throws -> LoadReport? {
        guard let run = try RunLoader.run(order.key, of: order.creditor, in: session) else {
            return nil
        }
        guard run.fingerprint == order.fingerprint else {
            throw LoadProblem.keyReused(run: run.id)
        }
        var report = LoadReport()
        report.run = run.id
        report.existing = true
        return report
    }

    /// Brings invoices up to date without making reminders: only an import clears a flag or raises
    /// an amount, and only a newer one; less to pay and more against it counts however old it is.
    /// Invoices of which the file tells nothing that counts are neither new nor changed.
    package func importInvoices<Source: LoadSource>(
        of creditor: CreditorID, asOf: String, _ source: @escaping @Sendable () throws -> Source
    ) async throws -> ImportReport {
        try await pool.perform(.bulk) { session in
            let isFirst = try Self.isFirst(of: creditor, in: session)
            let report = try LoaderLock.naming(holderOf: creditor, in: session) { session in
                guard try LoaderLock.take(creditor, in: session) else {
                    throw LoadProblem.noSuchCreditor
                }
                let source = try source()
                let loading = InvoiceLoader(creditor: creditor, asOf: asOf)
                var report = ImportReport()
                while case let lines = try source.next(Self.linesPerStatement), !lines.isEmpty {
                    report.lines += lines.count
                    for batch in distinct(lines) {
                        let keys = try loading.insert(batch, in: session)
                        report.new += batch.count - keys.count
                        let known = batch.filter { keys.contains($0.invoice.number.key) }
                        report.changed += try loading.overwrite(known, in: session)
                    }
                }
                try source.finish()
                report.refused = source.refused
                return report
            }
            if isFirst { Self.analyze(report.lines, in: session) }
            return report
        }
    }
}

package struct ImportReport: Sendable, Equatable {
    package var lines = 0
    package var new = 0
    package var changed = 0
    package var refused = 0
}

/// Splits a batch so that no part of it names an invoice twice, keeping the order.
package func distinct(_ lines: [LoadLine]) -> [[LoadLine]] {
    var batches: [[LoadLine]] = []
    var current: [LoadLine] = []
    var seen: Set<String> = []
    for line in lines {
        if !seen.insert(line.invoice.number.key).inserted {
            batches.append(current)
            current = []
            seen = [line.invoice.number.key]
        }
        current.append(line)
    }
    if !current.isEmpty { batches.append(current) }
    return batches
}
