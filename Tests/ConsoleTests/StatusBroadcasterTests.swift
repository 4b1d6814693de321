import ConsoleStore
import Reminders
import TestSupport
import Testing

@testable import Console

/// Pages that are open, and the room that they leave to those that are asked for.
@Suite struct StatusBroadcasterTests {
    @Test func eachIsToldOfItsOwnRowsAndOfNobodyElses() async throws {
        try await ConsoleHarness.prepare { harness in
            let fors = try await harness.creditor()
            let other = try await harness.creditor("other", name: "Annan AB")
            try await harness.know(try Invoice.overdue(1...300), of: fors)
            try await harness.know(try Invoice.overdue(250...320), of: other)
            let broadcaster = StatusBroadcaster(harness.console, PriorityGate())
            func looks(_ creditor: CreditorID, _ numbers: [Int]) async throws -> [String] {
                try await broadcaster.standings(creditor, numbers.map { "F\($0)" }).map(\.key)
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for first in stride(from: 1, through: 251, by: 25) {
                    group.addTask {
                        // Downwards: rows come as they were asked for.
                        let numbers = Array((first...first + 49).reversed())
                        let told = try await looks(fors, numbers)
                        #expect(told == numbers.filter { $0 <= 300 }.map { "F\($0)" })
                    }
                    group.addTask {
                        let told = try await looks(other, [first, 320, 260])
                        #expect(told == (first == 251 ? ["F251"] : []) + ["F320", "F260"])
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func withoutTheDatabaseAllAreToldAndTheNextIsAskedAnew() async throws {
        try await ConsoleHarness.prepare { harness in
            let fors = try await harness.creditor()
            try await harness.know(try Invoice.overdue(1...2), of: fors)
            let broadcaster = StatusBroadcaster(harness.console, PriorityGate())
            try await harness.query("alter table invoice rename to away")
            let failed = await withTaskGroup(of: Bool.self) { group in
                for key in ["F1", "F2", "F3"] {
                    group.addTask { (try? await broadcaster.standings(fors, [key])) == nil }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(failed == 3)
            try await harness.query("alter table away rename to invoice")
            #expect(try await broadcaster.standings(fors, ["F2"]).map(\.key) == ["F2"])
        }
    }

    @Test func aStepWaitsForThePageUnderWayButNotForEver() async throws {
        let priority = PriorityGate()
        let (begun, begin) = AsyncStream<Void>.makeStream()
        let (over, end) = AsyncStream<Void>.makeStream()
        async let page: Void = priority.serving {
            begin.finish()
            for await _ in over {}
        }
        for await _ in begun {}
        let clock = ContinuousClock()
        let waited = try await clock.measure { try await priority.gap(after: .zero) }
        #expect(waited >= PriorityGate.patience)
        end.finish()
        await page
        // As long again as the step took.
        let alone = try await clock.measure { try await priority.gap(after: .milliseconds(30)) }
        #expect(alone >= .milliseconds(30))
    }
}
