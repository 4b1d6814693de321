import EnqueueStore
import OperatorStore
import Postgres
import QueueStore
import Reminders
import Testing

@testable import ConsoleStore

/// What people see.
@Suite struct ListTests {
    @Test func theListHasEachInvoiceOnceWithTheReminderThatCounts() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(3)
            _ = try await harness.bringUpToDate(
                [.overdue("X")], of: fixture.creditor, asOf: "2025-11-02T09:00:00Z")
            let part = try await harness.claimed(by: fixture.worker)
            _ = try await harness.settle(
                part, by: fixture.worker, [.accepted(1), .rejected(2), .rejected(3)])
            // F1 is refused in the second run, F2 is to be sent again, F3 is twice in the file.
            let next = try await harness.load(
                [.overdue("F1"), .overdue("F2"), .overdue("F2")], of: fixture.creditor, key: "k2")
            let list = try await harness.console.invoices(
                of: "fors", states: [], search: nil, after: nil, limit: 100)
            #expect(list.map(\.invoiceNumber) == ["F1", "F2", "F3", "X"])
            #expect(list.map(\.state) == [.accepted, .queued, .rejected, .none])
            #expect(
                list.map(\.shown)
                    == ["Mottagen av Amili", "I kö", "Avvisad av Amili", "Ingen påminnelse"])
            #expect(list.map(\.run) == [fixture.run, next.run, fixture.run, nil])
            #expect(list.map(\.reason) == [nil, nil, "AMILI_VALIDATION", nil])
            #expect(list[0].caseID == "case-1" && list[0].amiliOCR == "1" && list[0].attempts == 1)
            #expect(list[0].confirmedAt != nil && list[1].confirmedAt == nil)
            #expect(list[2].reasonSwedish == Reason.amiliValidation.swedish)
            #expect(list[3].remainingOre == 125_000)
        }
    }

    @Test func pagesFilterAndSearchMissNothing() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(25)
            let part = try await harness.claimed(by: fixture.worker)
            _ = try await harness.settle(part, by: fixture.worker, (1...12).map { .accepted($0) })
            func page(_ states: [String], _ after: String?) async throws -> [ListRow] {
                try await harness.console.invoices(
                    of: "fors", states: states, search: nil, after: after, limit: 5)
            }
            var seen: [String] = []
            var cursor: String?
            while case let rows = try await page(["accepted"], cursor), !rows.isEmpty {
                seen += rows.map(\.invoiceNumber)
                cursor = rows.last?.cursor
            }
            #expect(seen.count == 12 && Set(seen).count == 12)
            func find(_ text: String) async throws -> [String] {
                try await harness.console.invoices(
                    of: "fors", states: [], search: text, after: nil, limit: 100
                ).map(\.invoiceNumber)
            }
            #expect(try await find("f7") == ["F7"])
            // One of that number is meant, and not all that have it in theirs.
            #expect(try await find("F1") == ["F1"])
            #expect(try await find("1").count == 12)
            #expect(try await find("testsson").count == 25)
            #expect(try await find("nobody").isEmpty)
            let reminders = try await harness.console.reminders(
                of: "fors", run: fixture.run, states: ["queued"], after: "20", limit: 100)
            #expect(reminders.map(\.cursor) == ["21", "22", "23", "24", "25"])
        }
    }

    /// For whoever polls by `changed_at`: a run's rows are no older than its release.
    @Test func aRowIsNoOlderThanTheReleaseOfItsRunAndYoungerAfterEachChange() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(2)
            let question = "select invoice_number, changed_at::text from invoice_list order by 1"
            let before = try await harness.ask(question)
            #expect(
                try await harness.number(
                    """
                    select count(*) from invoice_list, run where changed_at >= run.released_at
                    """) == 2)
            let part = try await harness.claimed(by: fixture.worker)
            _ = try await harness.settle(part, by: fixture.worker, [.accepted(1)])
            let after = try await harness.ask(question)
            #expect(after[0] != before[0] && after[1] == before[1])
        }
    }

    @Test func whatIsShownFollowsTheRunAndItsPart() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(2)
            func shown() async throws -> [String?] {
                try await harness.ask("select shown from reminder_list order by pos").map { $0[0] }
            }
            let part = try await harness.claimed(by: fixture.worker)
            #expect(try await shown() == ["Skickas till Amili", "Skickas till Amili"])
            _ = try await harness.settle(part, by: fixture.worker, [.uncertain(1)])
            #expect(try await shown()[0] == "Kontrolleras hos Amili")
            let soon = "select next_attempt_at > now() + '590 s' from reminder_list where pos = 1"
            #expect(try await harness.ask(soon) == [["t"]])
            let proof = Settlement(position: 1, state: .queued, endsDoubt: true)
            _ = try await harness.settle(part, by: fixture.worker, [proof])
            #expect(try await shown()[0] == "Nytt försök")
            try await harness.queue.pauseRun(
                fixture.run, RunPause(.rejections, count: 20, words: "why"))
            #expect(try await shown() == ["Pausad", "Pausad"])
            try await harness.run("update part set stopped = true")
            #expect(try await shown() == ["Avbryts", "Avbryts"])
        }
    }

    @Test func theReasonsInTheTableAreTheProgramsReasons() async throws {
        try await StoreHarness.prepare { harness in
            let rows = try await harness.ask(
                "select id::text, code, swedish, english from reason order by reason.id")
            let expected = Reason.allCases.sorted { $0.storageID < $1.storageID }.map {
                ["\($0.storageID)", $0.rawValue, $0.swedish, $0.english]
            }
            #expect(rows == expected)
        }
    }

    @Test func aRunTellsWhyItsRemindersEndedAsTheyDid() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let report = try await harness.load(
                [
                    .overdue("1", flags: .paid), .overdue("2", flags: .paid),
                    .overdue("3", flags: .disputed), .overdue("4"),
                ], of: creditor)
            let row = try #require(try await harness.console.runs(report.run).first)
            let reasons = try await harness.console.reasons(of: row)
            #expect(reasons.map(\.code) == ["PAID", "DISPUTED"])
            #expect(reasons.map(\.count) == [2, 1])
            #expect(
                row.inHand == 0 && row.createdBy == "test" && row.asOf == "2025-11-01T12:00:00.000Z"
            )
            #expect(row.counts.values.reduce(0, +) == row.total)
        }
    }

    /// All of them: also of accepted ones, and where a part does not know its exceptions.
    @Test(arguments: [false, true])
    func reasonsAreThoseOfTheReminders(isUnknown: Bool) async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(120)
            let parts = [
                try await harness.claimed(by: fixture.worker),
                try await harness.claimed(by: fixture.worker),
            ]
            for (index, reason) in Reason.allCases.enumerated() {
                let state: ReminderState =
                    switch reason {
                    case .confirmedByHand, .foundAfterSetBack, .foundAfterConflict: .accepted
                    case .amiliValidation: .rejected
                    case .attemptsExhausted: .failed
                    case .cancelledByUser: .cancelled
                    default: .skipped
                    }
                let part = parts[index % 2]
                _ = try await harness.settle(
                    part, by: fixture.worker,
                    [
                        Settlement(
                            position: part.claim.first + index / 2, state: state, reason: reason,
                            caseID: state == .accepted ? "c\(index)" : nil)
                    ])
            }
            if isUnknown {
                try await harness.run(
                    """
                    update part set exception_pos = null, exception_state = null, exception_reason = null
                    where first = 1
                    """)
            }
            let row = try #require(try await harness.console.runs(fixture.run).first)
            let counted = try await harness.console.reasons(of: row).map {
                [$0.code, "\($0.count)"]
            }
            let expected = try await harness.ask(
                """
                select n.code, count(*)::text from reminder r join reason n on n.id = r.reason
                group by n.code order by count(*) desc, n.code
                """)
            #expect(counted == expected.map { $0.map { $0 ?? "" } })
            #expect(counted.count == Reason.allCases.count)
        }
    }

    @Test func aHandleIsTakenOnce() async throws {
        try await StoreHarness.prepare { harness in
            _ = try await harness.creditor("fors")
            let again = try await harness.operators.addCreditor(
                handle: "fors", name: "Other", orgNumber: "1",
                account: String(repeating: "c", count: 24),
                amiliCreditor: String(repeating: "c", count: 24))
            #expect(again == nil)
            #expect(try await !harness.operators.activate("nobody"))
            #expect(try await harness.console.creditors("nobody").isEmpty)
        }
    }

    @Test func aPairOfIDsAtAmiliIsTakenOnce() async throws {
        try await StoreHarness.prepare { harness in
            let id = String(repeating: "c", count: 24)
            func add(_ handle: String, account: String) async throws -> CreditorID? {
                try await harness.operators.addCreditor(
                    handle: handle, name: handle, orgNumber: "1", account: account,
                    amiliCreditor: id)
            }
            let first = try await add("fors", account: id)
            #expect(first != nil)
            await #expect(throws: CreditorProblem.idsAreTaken) {
                try await add("berg", account: id)
            }
            // One of the two may be the same.
            #expect(try await add("berg", account: String(repeating: "d", count: 24)) != nil)
            #expect(try await add("fors", account: id) == nil)
            #expect(try await harness.number("select count(*) from creditor") == 2)
            let gates = "select count(*) from throttle where creditor is not null"
            #expect(try await harness.number(gates) == 2)
        }
    }
}
