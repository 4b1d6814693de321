import AccessStore
import ConsoleStore
import Database
import EnqueueStore
import Foundation
import Logging
import OperatorStore
import QueueStore
import Reminders
import Stores
import TestSupport
import Testing

@testable import Console

/// The web page over a database of its own, asked without a socket.
struct ConsoleHarness: Sendable {
    /// Connection string, for `query`.
    let conninfo: String
    let stores: Stores
    let site: Site

    var enqueue: EnqueueStore { stores.enqueue }
    var queue: QueueStore { stores.queue }
    var console: ConsoleStore { stores.console }
    var operators: OperatorStore { stores.operators }
    var access: AccessStore { stores.access }

    static let host = "127.0.0.1:8080"

    /// Hands over a migrated database, and drops it afterwards.
    static func prepare<Value: Sendable>(
        _ settings: ConsoleSettings = ConsoleSettings(), routes: [Route] = WebConsole.routes,
        _ body: (ConsoleHarness) async throws -> Value
    ) async throws -> Value {
        let template = try await Blueprint.shared.name()
        return try await TestDatabase.withEmptyDatabase(options: "template \(template)") {
            conninfo in
            // Whoever waits in vain for a lock says so.
            let stores = Stores(
                Database(conninfo + " options=-clock_timeout=10s", applicationName: "console-tests")
            )
            defer { stores.close() }
            let site = Site(
                ConsoleStores(stores), settings, routes: routes,
                log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            return try await body(ConsoleHarness(conninfo: conninfo, stores: stores, site: site))
        }
    }

    /// Rows by `psql`, unaligned, `|` between columns, one a line.
    @discardableResult
    func query(_ sql: String) async throws -> String {
        try await TestDatabase.query(sql, on: conninfo).trimmed
    }

    // MARK: Who is there

    /// An active creditor.
    func creditor(_ handle: String = "fors", name: String = "Fors AB") async throws -> CreditorID {
        let code = handle.utf8.map { String($0, radix: 16) }.joined()
        let id = try await stores.operators.addCreditor(
            handle: handle, name: name, orgNumber: "556000-0000",
            account: String(repeating: "a", count: 24),
            amiliCreditor: String((code + String(repeating: "0", count: 24)).prefix(24)))
        _ = try await stores.operators.activate(handle)
        return try #require(id)
    }

    /// Somebody who is signed in, in a browser of their own. The password is nobody's: scrypt
    /// takes its time, and sign-in has tests of its own.
    func guest(
        _ login: String = "kim", role: ConsoleRole = .bookkeeper, of creditors: [String] = ["fors"],
        language: String = "sv"
    ) async throws -> TestBrowser {
        if try await stores.access.users(login).isEmpty {
            try await stores.access.addUser(login, role: role, password: "x", creditors: creditors)
        }
        let user = try #require(try await stores.access.users(login).first)
        let token = Random.token()
        try await stores.access.openSession(
            Authenticator.sessionHash(token), user: user.id, language: language,
            limits: SessionLimits())
        let cookie = Authenticator(stores.access, settings: site.settings).sessionCookie
        return TestBrowser(site, cookies: [cookie: token], token: token)
    }

    /// A browser in which nobody has signed in.
    func stranger() -> TestBrowser { TestBrowser(site, cookies: [:], token: nil) }

    // MARK: What there is

    /// A run of these invoices.
    @discardableResult
    func load(
        _ invoices: [Invoice], of creditor: CreditorID, key: String = "k", hold: Duration? = nil,
        route: ReminderRoute = .amili
    ) async throws -> RunID {
        let report = try await stores.enqueue.load(
            LoadOrder(
                creditor: creditor, key: key, digest: "d", asOf: Self.now, hold: hold,
                createdBy: "test", route: route)
        ) { Batch(invoices) }
        return try #require(report.run)
    }

    /// Invoices that are on file, and of which nobody was reminded.
    func know(_ invoices: [Invoice], of creditor: CreditorID) async throws {
        _ = try await stores.enqueue.importInvoices(of: creditor, asOf: Self.now) {
            Batch(invoices)
        }
    }

    /// Claims the next part, ends its reminders so, and gives it back; what is left stays queued.
    func work(_ settlements: [Settlement], evidence: [Evidence] = []) async throws {
        let worker = try await stores.queue.register("w")
        guard case .part(let part) = try await stores.queue.claim(worker) else {
            throw NoPart()
        }
        _ = try await stores.queue.settle(
            part, by: worker, settlements, evidence: evidence, settleDelay: .seconds(600))
        try await stores.queue.giveBack(part.claim, by: worker, .ready)
        try await stores.queue.retire(worker)
    }

    struct NoPart: Error {}

    static var now: Timestamp {
        Timestamp(secondsSince1970: Date().timeIntervalSince1970)
    }
}

/// A migrated database, made once, from which each test's own is copied.
private actor Blueprint {
    static let shared = Blueprint()
    private var making: Task<String, any Error>?

    func name() async throws -> String {
        let making = making ?? Task { try await Self.make() }
        self.making = making
        return try await making.value
    }

    private static func make() async throws -> String {
        let name = "console_template_\(ProcessInfo.processInfo.processIdentifier)"
        let server = try TestDatabase.server()
        try await TestDatabase.query("create database \(name)", on: server)
        let stores = Stores(Database("\(server) dbname=\(name)", applicationName: "t"))
        defer { stores.close() }
        _ = try await stores.database.migrate()
        return name
    }
}

/// A batch from memory.
private final class Batch: LoadSource {
    private var rest: ArraySlice<LoadLine>
    let refused = 0

    init(_ invoices: [Invoice]) { rest = invoices.map { LoadLine($0, knownFlags: []) }[...] }

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
        _ number: String, name: String = "Test Testsson", remaining: Int64 = 125_000,
        flags: InvoiceFlags = []
    ) throws -> Invoice {
        Invoice(
            number: try #require(InvoiceNumber(number)), customerNumber: "K-\(number)",
            debtor: Debtor(
                name: name, addressLine: "Provgatan 1", zipCode: "11122", city: "Stockholm"),
            description: "Prov", invoiceDate: today.adding(days: -90),
            dueDate: today.adding(days: -60), total: Ore(125_000), remaining: Ore(remaining),
            flags: flags)
    }

    static func overdue(_ numbers: ClosedRange<Int>) throws -> [Invoice] {
        try numbers.map { try overdue("F\($0)") }
    }
}

extension Settlement {
    static func accepted(_ position: Int) -> Settlement {
        let digits = String(position)
        return Settlement(
            position: position, state: .accepted,
            caseID: String(repeating: "0", count: 24 - digits.count) + digits,
            ocr: "9000\(position)", amiliState: "initialized", countsAttempt: true)
    }
    static func rejected(_ position: Int) -> Settlement {
        Settlement(
            position: position, state: .rejected, reason: .amiliValidation, countsAttempt: true)
    }
    static func failed(_ position: Int) -> Settlement {
        Settlement(
            position: position, state: .failed, reason: .attemptsExhausted, countsAttempt: true)
    }
    static func skipped(_ position: Int, _ reason: Reason = .paid) -> Settlement {
        Settlement(position: position, state: .skipped, reason: reason)
    }
    static func uncertain(_ position: Int) -> Settlement {
        Settlement(position: position, state: .uncertain, countsAttempt: true)
    }
}

extension ConsoleStores {
    init(_ stores: Stores) { self.init(stores.console, stores.operators, stores.access) }
}
