import Database
import NIOConcurrencyHelpers
import Postgres
import QueueStore
import Reminders
import Stores
import Testing

@testable import EnqueueStore

/// A load, and the host application's request that it fulfils.
@Suite struct HostRequestTests {
    /// A request of two lines.
    private static func ask(
        _ harness: StoreHarness, _ creditor: CreditorID, _ batch: String = "b"
    ) async throws -> HostRequestID {
        try await harness.run(
            """
            with asked as (
                insert into host_request (creditor, batch, as_of, hold, grace_bank_days, digest,
                    lines, requested_by)
                values ($1, $2, '2026-10-01T12:00:00Z', '90 s', 7, 'd', 2, 'app') returning id)
            insert into host_line (request, creditor, batch, invoice_number, remaining_ore, paid)
            select a.id, 'fors', $2, n.number, 12345, n.paid
            from asked a, (values ('F1', true), ('F"2', null)) n(number, paid)
            """, [.id(creditor), .text(batch)])
        return HostRequestID(
            rawValue: Int64(try await harness.number("select max(id) from host_request")))
    }

    private static func load(
        _ request: HostRequestID, _ harness: StoreHarness, _ creditor: CreditorID,
        digest: String = "d"
    ) async throws -> LoadReport {
        try await harness.stores.enqueue.load(
            LoadOrder(
                creditor: creditor, key: "b", digest: digest, asOf: "2026-10-01T12:00:00Z",
                hold: .seconds(3600), createdBy: "app", request: request)
        ) { Lines(try Invoice.overdue(1...2)) }
    }

    @Test func aRequestIsReadAsItWasAsked() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let request = try await Self.ask(harness, creditor)
            let open = try #require(try await harness.stores.enqueue.openRequest(after: nil))
            #expect(
                open
                    == HostRequest(
                        id: request, creditor: creditor, handle: "fors", batch: "b",
                        asOf: "2026-10-01T12:00:00Z", hold: .seconds(90), graceBankDays: 7,
                        requestedBy: "app", problem: nil))
            #expect(try await harness.stores.enqueue.openRequest(after: request) == nil)
            let text = NIOLockedValueBox("")
            try await harness.stores.enqueue.lines(of: request) { part in
                text.withLockedValue { $0 += part }
            }
            #expect(
                text.withLockedValue { $0 } == """
                    {"invoice_number":"F1","remaining":123.45,"paid":true}
                    {"invoice_number":"F\\"2","remaining":123.45}

                    """)
        }
    }

    @Test func aCancelledRequestIsNotLoaded() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let request = try await Self.ask(harness, creditor)
            try await harness.run("update host_request set cancelled_at = now()")
            await #expect(throws: LoadProblem.requestCancelled) {
                _ = try await Self.load(request, harness, creditor)
            }
            #expect(try await harness.number("select count(*) from run") == 0)
            #expect(try await harness.permits() == [])
        }
    }

    /// The load was committed, and its program ended before the request did.
    @Test func aRequestThatWasLoadedIsLoadedNoMore() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let request = try await Self.ask(harness, creditor)
            let run = try await Self.load(request, harness, creditor).run
            let again = try await Self.load(request, harness, creditor)
            #expect(again.existing && again.run == run)
            // Its run would be another one.
            let other = try await Self.ask(harness, creditor, "c")
            await #expect(throws: LoadProblem.keyReused(run: try #require(run))) {
                _ = try await Self.load(other, harness, creditor, digest: "e")
            }
            let rejects = [
                HostReject(line: 2, field: "name", code: "C", reason: "R.", remedy: "M."),
                HostReject(line: 9, field: nil, code: "C", reason: "R.", remedy: "M."),
            ]
            for _ in 1...2 {
                try await harness.stores.enqueue.finish(request, nil, rejects: rejects)
            }
            #expect(
                try await harness.ask(
                    "select line::text, invoice_number, field from host_reject order by 1")
                    == [["2", "F\"2", "name"], ["9", nil, nil]])
            #expect(
                try await harness.ask(
                    "select request::text from host_line group by 1")
                    == [["\(other)"]])
            try await harness.stores.enqueue.finish(other, .keyReused, rejects: [])
            #expect(try await harness.number("select count(*) from host_line") == 0)
            #expect(try await harness.stores.enqueue.openRequest(after: nil) == nil)
        }
    }

    /// A run that was stopped while it was held has no parts. A worker makes and cancels them.
    @Test func aRunStoppedWhileItWasHeldIsCancelledByAWorker() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            _ = try await Self.load(try await Self.ask(harness, creditor), harness, creditor)
            let worker = try await harness.queue.register("w")
            try await harness.run("update run set stopped_at = clock_timestamp()")
            #expect(try await harness.queue.workLeft().moving == 1)
            #expect(try await harness.isSweepDue())
            try await harness.tend()
            #expect(try await harness.ask("select stopped::text from part") == [["true"]])
            guard case .nothing = try await harness.queue.claim(worker) else {
                Issue.record("a stopped part was claimed")
                return
            }
            try await harness.tendAsLookedAt()
            #expect(try await harness.ask("select distinct state::text from reminder") == [["c"]])
            #expect(try await harness.permits() == [])
            #expect(try await harness.ask("select state from run") == [["done"]])
        }
    }
}
