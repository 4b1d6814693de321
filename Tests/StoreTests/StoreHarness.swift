import AccessStore
import ConsoleStore
import Database
import Dispatch
import EnqueueStore
import Foundation
import OperatorStore
import Postgres
import QueueStore
import Reminders
import Stores
import TestSupport
import Testing

/// A database of its own with the whole schema, and the stores on it.
struct StoreHarness {
    let conninfo: String
    let stores: Stores
    /// Two connections for scripts of interleavings, and to look behind their backs.
    let one: PostgresConnection
    let two: PostgresConnection

    var database: Database { stores.database }
    var enqueue: EnqueueStore { stores.enqueue }
    var queue: QueueStore { stores.queue }
    var console: ConsoleStore { stores.console }
    var operators: OperatorStore { stores.operators }
    var access: AccessStore { stores.access }

    static let settleDelay = Duration.seconds(600)

    /// Hands over a migrated database, and drops it afterwards.
    static func prepare<Value: Sendable>(
        _ body: (StoreHarness) async throws -> Value
    ) async throws -> Value {
        let template = try await Template.shared.name()
        await StoreHarness.places.enter()
        let result: Result<Value, any Error>
        do {
            result = .success(try await withDatabase(from: template) { try await use($0, body) })
        } catch {
            result = .failure(error)
        }
        await StoreHarness.places.leave()
        return try result.get()
    }

    /// One that stays until the server ends.
    static func lasting(_ name: String) async throws -> StoreHarness {
        let conninfo = try await Template.shared.copy(name)
        return StoreHarness(
            conninfo: conninfo, stores: Stores(Database(conninfo, applicationName: "store-tests")),
            one: try await connect(conninfo), two: try await connect(conninfo))
    }

    /// The server has room for so many tests at a time, with their connections.
    private static let places = ConcurrencyLimiter(8)

    private static func use<Value: Sendable>(
        _ conninfo: String, _ body: (StoreHarness) async throws -> Value
    ) async throws -> Value {
        let harness = StoreHarness(
            conninfo: conninfo,
            // Whoever waits in vain for a lock says so.
            stores: Stores(
                Database(conninfo + " options=-clock_timeout=10s", applicationName: "store-tests")),
            one: try await connect(conninfo), two: try await connect(conninfo))
        defer {
            harness.stores.close()
            harness.one.close()
            harness.two.close()
        }
        let value = try await body(harness)
        #expect(try await harness.partsThatLie() == 0, "counts or exceptions of a part are not so")
        return value
    }

    /// Parts that say of their reminders what is not so.
    private func partsThatLie() async throws -> Int {
        try await number(
            """
            select count(*) from part p cross join lateral (
                select coalesce(array_agg(pos order by pos) filter (where is_exception), '{}') as pos,
                    coalesce(array_agg(state order by pos) filter (where is_exception), '{}') as state,
                    coalesce(array_agg(reason order by pos) filter (where is_exception), '{}')
                        as reason,
                    array_agg(reason order by reason)
                        filter (where state = 'a' and reason is not null) as accepted_reason,
                    count(*) filter (where state = 'q') as q,
                    count(*) filter (where state = 'a') as a
                from (
                    select pos, state, reason, state not in ('q', 'a') as is_exception from reminder
                    where creditor = p.creditor and run = p.run and pos between p.first and p.last
                ) x
            ) r
            where p.run not in (select id from run where pruned > 0)
                and ((p.n_q, p.n_a) <> (r.q, r.a) or p.exception_pos is not null
                    and ((p.exception_pos, p.exception_state, p.exception_reason) <> (r.pos, r.state, r.reason)
                        or p.accepted_reason is distinct from r.accepted_reason))
            """)
    }

    static func withDatabase<Value: Sendable>(
        from template: String = "template1", _ body: (String) async throws -> Value
    ) async throws -> Value {
        let name = "test_" + UUID().uuidString.lowercased().filter { $0 != "-" }
        let owner = try await connect(try TestDatabase.server())
        defer { owner.close() }
        try await owner.perform { try $0.script("create database \(name) template \(template)") }
        let result: Result<Value, any Error>
        do {
            result = .success(try await body("\(try TestDatabase.server()) dbname=\(name)"))
        } catch {
            result = .failure(error)
        }
        try await owner.performToEnd { try $0.script("drop database \(name) with (force)") }
        return try result.get()
    }

    static func connect(_ conninfo: String) async throws -> PostgresConnection {
        try await PostgresConnection.connect(conninfo, applicationName: "store-tests-script")
    }

    // MARK: Creditors, runs and workers

    /// An active creditor.
    func creditor(_ handle: String = "fors") async throws -> CreditorID {
        let code = handle.utf8.map { String($0, radix: 16) }.joined()
        let id = try await stores.operators.addCreditor(
            handle: handle, name: "Fors AB", orgNumber: "556000-0000",
            account: String(repeating: "a", count: 24),
            amiliCreditor: String((code + String(repeating: "0", count: 24)).prefix(24)))
        _ = try await stores.operators.activate(handle)
        return try #require(id)
    }

    func load(
        _ invoices: [Invoice], of creditor: CreditorID, key: String = "k",
        digest: String = "d", asOf: Timestamp = "2025-11-01T12:00:00Z", hold: Duration? = nil,
        route: ReminderRoute = .amili
    ) async throws -> LoadReport {
        try await stores.enqueue.load(
            LoadOrder(
                creditor: creditor, key: key, digest: digest, asOf: asOf, hold: hold,
                createdBy: "test", route: route)
        ) { Lines(invoices) }
    }

    /// A run of overdue invoices F1… of an active creditor, and a worker.
    func begin(_ count: Int) async throws -> Fixture {
        let creditor = try await creditor()
        let report = try await load(try Invoice.overdue(1...count), of: creditor)
        return Fixture(
            creditor: creditor, run: try #require(report.run),
            worker: try await stores.queue.register("w"))
    }

    /// The worker dies and its parts are rescued.
    func kill(_ worker: WorkerID, settleDelay: Duration = settleDelay) async throws {
        let sighting = try #require(
            try await stores.queue.sightings().first { $0.worker == worker }, "it is dead already")
        #expect(try await stores.queue.declareDead(worker, beat: sighting.beat))
        _ = try await stores.queue.rescue(settleDelay: settleDelay, amiliNow: nil)
    }

    func settle(
        _ part: ClaimedPart, by worker: WorkerID, _ settlements: [Settlement],
        evidence: [Evidence] = [], settleDelay: Duration = settleDelay
    ) async throws -> Settled {
        try await stores.queue.settle(
            part, by: worker, settlements, evidence: evidence, settleDelay: settleDelay)
    }

    func tend() async throws { try await stores.queue.tend(settleDelay: Self.settleDelay) }

    /// The states of a run's reminders, in order, one letter each.
    func states(_ run: RunID) async throws -> String {
        try await ask(
            "select string_agg(state::text, '' order by pos) from reminder where run = $1",
            [.id(run)])[0][0] ?? ""
    }

    /// The reasons of a run's reminders, in order; "" for none.
    func reasons(_ run: RunID) async throws -> [String] {
        try await ask(
            """
            select coalesce(n.code, '') from reminder r left join reason n on n.id = r.reason
            where run = $1 order by pos
            """, [.id(run)]
        ).map { $0[0] ?? "" }
    }

    /// Who has permits: "number run/position".
    func permits() async throws -> [String] {
        try await ask(
            "select number || ' ' || run || '/' || pos from permit order by number"
        ).map { $0[0] ?? "" }
    }

    func run(_ sql: String, _ values: [PostgresValue] = []) async throws {
        try await one.perform { session in _ = try session.run(sql, values) }
    }

    /// What a test changed of reminders behind their backs, their parts come to know.
    func recount() async throws { try await run(Self.recounted) }

    static let recounted = """
        update part p set n_q = t.q, n_u = t.u, n_a = t.a, n_r = t.r, n_s = t.s, n_f = t.f,
            n_c = t.c, n_m = t.m, exception_pos = null, exception_state = null, exception_reason = null,
            state = case when t.q + t.u = 0 then 'done' else p.state end,
            due_at = case when t.q + t.u > 0 then p.due_at end,
            worker = case when t.q + t.u > 0 then p.worker end,
            doubt_until = case when t.u > 0 then coalesce(p.doubt_until, now() + '1 h')
                else p.doubt_until end
        from (
            select run, (pos - 1) / 99 as part, count(*) filter (where state = 'q') as q,
                count(*) filter (where state = 'u') as u, count(*) filter (where state = 'a') as a,
                count(*) filter (where state = 'r') as r, count(*) filter (where state = 's') as s,
                count(*) filter (where state = 'f') as f, count(*) filter (where state = 'c') as c,
                count(*) filter (where state = 'm') as m
            from reminder group by 1, 2
        ) t
        where p.run = t.run and (p.first - 1) / 99 = t.part
        """

    /// Runs `body` while a transaction of another connection has done `sql`; then that commits.
    func holding<Value: Sendable>(
        _ sql: String, _ body: () async throws -> Value
    ) async throws -> Value {
        let (isDone, isHeld) = (Gate(), Signal())
        async let other: Void = two.performToEnd { session in
            // Also when `sql` fails: then that is what is thrown.
            defer { isHeld.send() }
            try session.transaction { session in
                try session.script(sql)
                isHeld.send()
                isDone.pass()
            }
        }
        await isHeld.wait()
        let result: Result<Value, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        isDone.open()
        try await other
        return try result.get()
    }

    /// Waits until so many sessions of this database wait for a lock.
    func waitForWaiting(_ count: Int = 1) async throws {
        try await eventually("\(count) sessions waiting for a lock") {
            try await number(
                """
                select count(*) from pg_stat_activity
                where datname = current_database() and wait_event_type = 'Lock'
                """) == count
        }
    }

    func claimed(by worker: WorkerID) async throws -> ClaimedPart {
        guard case .part(let part) = try await stores.queue.claim(worker) else {
            throw Unexpected("no part to claim")
        }
        return part
    }

    /// Rows of text, by a connection of the script's own.
    func ask(_ sql: String, _ values: [PostgresValue] = []) async throws -> [[String?]] {
        try await one.perform { session in
            let rows = try session.run(sql, values)
            return (0..<rows.count).map { row in
                (0..<rows.columns).map { rows.optionalString(row, $0) }
            }
        }
    }

    func number(_ sql: String, _ values: [PostgresValue] = []) async throws -> Int {
        try #require(Int(try await ask(sql, values)[0][0] ?? ""))
    }
}

/// So many at a time.
actor ConcurrencyLimiter {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ count: Int) { free = count }

    func enter() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    func leave() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}

struct Fixture: Sendable {
    let creditor: CreditorID
    let run: RunID
    let worker: WorkerID
}

/// Opened once; a thread may block on it, so only a connection's own thread does.
final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    func open() { semaphore.signal() }
    func pass() { semaphore.wait() }
}

/// Something that happened once, to be awaited.
struct Signal: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    init() { (stream, continuation) = AsyncStream.makeStream() }
    func send() { continuation.finish() }
    func wait() async { for await _ in stream {} }
}

struct Unexpected: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// A migrated database, made once, from which each test's own is copied.
actor Template {
    static let shared = Template()
    private var making: Task<String, any Error>?

    func name() async throws -> String {
        let making = making ?? Task { try await Self.make() }
        self.making = making
        return try await making.value
    }

    /// A copy that stays until the server ends.
    /// - Returns: its connection string.
    func copy(_ name: String) async throws -> String {
        let template = try await self.name()
        let owner = try await StoreHarness.connect(try TestDatabase.server())
        defer { owner.close() }
        try await owner.perform {
            try $0.script("create database \(template)_\(name) template \(template)")
        }
        return "\(try TestDatabase.server()) dbname=\(template)_\(name)"
    }

    private static func make() async throws -> String {
        let name = "store_template_\(ProcessInfo.processInfo.processIdentifier)"
        let owner = try await StoreHarness.connect(try TestDatabase.server())
        defer { owner.close() }
        try await owner.perform { try $0.script("create database \(name)") }
        let stores = Stores(
            Database("\(try TestDatabase.server()) dbname=\(name)", applicationName: "t"))
        defer { stores.close() }
        _ = try await stores.database.migrate()
        return name
    }
}

/// A batch from memory.
final class Lines: LoadSource {
    private var rest: ArraySlice<LoadLine>
    let refused: Int

    init(_ lines: [LoadLine], refused: Int = 0) {
        rest = lines[...]
        self.refused = refused
    }

    convenience init(_ invoices: [Invoice]) {
        self.init(invoices.map { LoadLine($0, knownFlags: []) })
    }

    func next(_ limit: Int) throws -> [LoadLine] {
        defer { rest = rest.dropFirst(limit) }
        return Array(rest.prefix(limit))
    }

    func finish() throws {}
}

extension Invoice {
    private static let today = CalendarDate(
        dayNumber: Int(Date().timeIntervalSince1970 / 86_400))

    /// An overdue invoice of nobody in particular.
    static func overdue(
        _ number: String, remaining: Int64 = 125_000, flags: InvoiceFlags = []
    ) throws -> Invoice {
        Invoice(
            number: try #require(InvoiceNumber(number)),
            debtor: Debtor(
                name: "Test Testsson", addressLine: "Provgatan 1", zipCode: "11122",
                city: "Stockholm"),
            description: "Prov", invoiceDate: today.adding(days: -90),
            dueDate: today.adding(days: -60), total: Ore(125_000),
            remaining: Ore(remaining), flags: flags)
    }

    static func overdue(_ numbers: ClosedRange<Int>) throws -> [Invoice] {
        try numbers.map { try overdue("F\($0)") }
    }
}
