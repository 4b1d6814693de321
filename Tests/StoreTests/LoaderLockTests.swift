import Glibc
import Postgres
import Reminders
import TestSupport
import Testing

@testable import Database
@testable import EnqueueStore
@testable import Stores

/// A load that does not end keeps no other waiting without a word, and not for ever.
@Suite struct LoaderLockTests {
    /// One invoice, and then whatever the test does.
    private final class Halting: LoadSource {
        private let halt: @Sendable () -> Void
        private var isRead = false
        let refused = 0
        init(_ halt: @escaping @Sendable () -> Void) { self.halt = halt }

        func next(_ limit: Int) throws -> [LoadLine] {
            if isRead { return [] }
            isRead = true
            halt()
            return [LoadLine(try .overdue("H1"), knownFlags: [])]
        }

        func finish() throws {}
    }

    private func order(_ creditor: CreditorID, _ key: String) -> LoadOrder {
        LoadOrder(
            creditor: creditor, key: key, digest: key, asOf: "2025-11-01T09:00:00Z",
            createdBy: "test")
    }

    @Test func whoeverWaitsForALoadIsToldWhose() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let (begun, end) = (Signal(), Gate())
            let first = Task {
                try await harness.enqueue.load(order(creditor, "first")) {
                    Halting {
                        begun.send()
                        end.pass()
                    }
                }
            }
            await begun.wait()
            let error = await #expect(throws: LoadProblem.self) {
                try await harness.load([.overdue("1")], of: creditor, key: "second")
            }
            end.open()
            guard case .held(let holder)? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(holder?.process.hasPrefix("pid \(getpid()) on ") == true)
            #expect((holder?.since ?? 0) > 1_700_000_000)
            #expect(try await first.value.queued == 1)
            // It is over, and so is the wait.
            #expect(try await harness.load([.overdue("1")], of: creditor, key: "third").queued == 1)
        }
    }

    @Test func aLoadMayNotStandStillForLong() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let report = try await harness.one.perform { session in
                try LoaderLock.withLock(of: creditor, in: session) { session in
                    let rows = try session.run(
                        """
                        select current_setting('idle_in_transaction_session_timeout'),
                            current_setting('lock_timeout'), current_setting('application_name')
                        """)
                    return (0..<3).map { rows.string(0, $0) }
                }
            }
            #expect(report[0] == "1min")
            #expect(report[1] == "0")
            #expect(report[2].hasPrefix("paminn-load/\(creditor)/"))
            // Nothing of it stays with the session.
            let after = try await harness.ask(
                "select current_setting('idle_in_transaction_session_timeout')")
            #expect(after == [["0"]])
        }
    }

    /// The statement alone. `StoppedLoaderTests` runs it as a load does.
    @Test func onlyALoadThatStandsInACopyForLongIsEnded() async throws {
        try await StoreHarness.prepare { harness in
            let (begun, end) = (Signal(), Gate())
            let load = try await StoreHarness.connect(harness.conninfo)
            defer {
                end.open()
                load.close()
            }
            let copying = Task {
                try await load.perform { session in
                    try session.run("set application_name = 'paminn-load/7/1/test'")
                    try session.run("create temporary table line (text text)")
                    return try session.copyIn("copy line from stdin") { _ in
                        begun.send()
                        end.pass()
                        return false
                    }
                }
            }
            await begun.wait()
            func expect(_ count: Int, _ prefix: String, after pause: String) async throws {
                let ended = try await harness.two.perform { session in
                    // A load that rests between two statements is the server's to end.
                    try session.run("set application_name = 'paminn-load/7/2/test'")
                    return try session.run(
                        LoadStatement.endStandingLoads,
                        ["prefix": .text(prefix), "longest_pause": .text(pause)]
                    ).count
                }
                #expect(ended == count, "\(prefix) \(pause)")
            }
            try await expect(0, "paminn-load/7/", after: "1h")
            try await expect(0, "paminn-load/70/", after: "0s")
            try await expect(1, "paminn-load/7/", after: "0s")
            end.open()
            await #expect(throws: PostgresError.self) { try await copying.value }
        }
    }

    // MARK: What the server lacks

    @Test func aServerWithoutSwedishSortingIsToldBeforeAnythingIsMade() async throws {
        try await TestDatabase.withEmptyDatabase { conninfo in
            try await TestDatabase.query(
                "delete from pg_collation where collname = 'sv-x-icu'", on: conninfo)
            let stores = Stores(Database(conninfo, applicationName: "t"))
            defer { stores.close() }
            await #expect(throws: ServerLack.collation) { try await stores.database.migrate() }
            let tables = try await TestDatabase.query(
                "select count(*) from pg_class where relname = 'schema_migration'", on: conninfo)
            #expect(tables == "0\n")
        }
    }
}
