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
        try await Ground.prepare { ground in
            try await ground.run("alter table part set (autovacuum_enabled = off)")
            let scene = try await ground.begin(1)
            try await ground.run("delete from part")
            try await ground.run(
                """
                insert into part (run, first, last, creditor, turn, state, n_q)
                select \(scene.run), n * 99 + 1, n * 99 + 99, \(scene.creditor), n, 'ready', 99
                from generate_series(0, 9999) n
                """)
            // In the order of the parts, as workers finish them.
            for first in stride(from: 0, to: 9_999, by: 1_111) {
                try await ground.run(
                    """
                    update part set state = 'done', n_q = 0, n_a = 99
                    where first between \(first * 99 + 1) and \((first + 1_110) * 99 + 1)
                    """)
            }
            let arguments = arguments(scene.run)
            try await ground.run("prepare finishing as \(statement.text)")
            let plan = try await ground.ask(
                "explain (analyze, buffers, timing off, costs off) execute finishing\(arguments)")
            let lines = plan.map { $0[0] ?? "" }
            let buffers = lines.compactMap(Self.buffers).max()
            #expect(try #require(buffers) < 60, "\(lines.joined(separator: "\n"))")
            #expect(
                try await ground.ask("select state from run where id = \(scene.run)")
                    == [["open"]])
            try await ground.run("update part set state = 'done', n_q = 0, n_a = 99 where n_q > 0")
            try await ground.run("execute finishing\(arguments)")
            #expect(
                try await ground.ask("select state from run where id = \(scene.run)")
                    == [["done"]])
            // They have no reminders.
            try await ground.run("delete from part")
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
