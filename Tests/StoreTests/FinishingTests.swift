import Database
import Postgres
import Reminders
import Testing

@testable import QueueStore
@testable import SharedChanges

/// The end of a run is looked for after each of its parts, and costs the same after the first and
/// after the last.
@Suite struct FinishingTests {
    @Test func theEntriesOfFinishedPartsAreNotReadForOneRun() async throws {
        try await finishing(PartStatement.finishRun) { "(\($0))" }
    }

    @Test func theEntriesOfFinishedPartsAreNotReadForAllRuns() async throws {
        try await finishing(WorkStatement.finishRuns) { _ in "" }
    }

    private func finishing(
        _ statement: some Statement, _ arguments: @escaping (RunID) -> String
    ) async throws {
        try await StoreHarness.prepare { harness in
            try await harness.run("alter table part set (autovacuum_enabled = off)")
            let fixture = try await harness.begin(1)
            try await harness.run("delete from part")
            try await harness.run(
                """
                insert into part (run, first, last, creditor, turn, state, n_q)
                select \(fixture.run), n * 99 + 1, n * 99 + 99, \(fixture.creditor), n, 'ready', 99
                from generate_series(0, 9999) n
                """)
            // In the order of the parts, as workers finish them.
            for first in stride(from: 0, to: 9_999, by: 1_111) {
                try await harness.run(
                    """
                    update part set state = 'done', n_q = 0, n_a = 99
                    where first between \(first * 99 + 1) and \((first + 1_110) * 99 + 1)
                    """)
            }
            let arguments = arguments(fixture.run)
            try await harness.run("prepare finishing as \(statement.text)")
            let plan = try await harness.ask(
                "explain (analyze, buffers, timing off, costs off) execute finishing\(arguments)")
            let lines = plan.map { $0[0] ?? "" }
            let buffers = lines.compactMap(Self.buffers).max()
            #expect(try #require(buffers) < 60, "\(lines.joined(separator: "\n"))")
            #expect(
                try await harness.ask("select state from run where id = \(fixture.run)")
                    == [["open"]])
            try await harness.run("update part set state = 'done', n_q = 0, n_a = 99 where n_q > 0")
            try await harness.run("execute finishing\(arguments)")
            #expect(
                try await harness.ask("select state from run where id = \(fixture.run)")
                    == [["done"]])
            // They have no reminders.
            try await harness.run("delete from part")
        }
    }

    /// `Buffers: shared hit=4 read=1`.
    private static func buffers(_ line: String) -> Int? {
        guard line.contains("Buffers: shared") else { return nil }
        return line.split(separator: " ").compactMap { word in
            let parts = word.split(separator: "=")
            return parts.count == 2 && ["hit", "read"].contains(parts[0]) ? Int(parts[1]) : nil
        }.reduce(0, +)
    }
}
