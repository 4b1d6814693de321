import Foundation
import TestSupport
import Testing

/// Commands say so when not all is as it should be.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct CommandAnswerTests {
    @Test func aCancellationEndsThoughAnotherSessionHoldsAPart() async throws {
        try await Installation.with { installation in
            let file = try installation.file("batch.csv", count: 120)
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            // As a command leaves it that was broken off.
            try await installation.query(
                "update part set stopped = true; update run set stopped_at = clock_timestamp()")
            let holder = try ChildProcess(
                "/usr/bin/psql", ["-X", "-q", "-d", installation.database],
                input: "begin; select from part where first = 1 for update; select pg_sleep(90);")
            let sleeper = """
                from pg_stat_activity where datname = current_database()
                    and query = 'select pg_sleep(90);' and state = 'active'
                """
            try await eventually(within: .seconds(30), "a part is locked") {
                try await !installation.query("select pid \(sleeper)").isEmpty
            }
            let ended = try await installation.paminn(
                ["cancel", "1", "--yes", "--json"], within: .seconds(40))
            #expect(ended.ending == .exited(75))
            #expect(ended.errors.contains("99 of its reminders are locked"), "\(ended.errors)")
            #expect(ended.errors.contains("`paminn status 1`"), "\(ended.errors)")
            let answer = try #require(try Installation.lines(ended.output).first)
            #expect(answer["cancelled"] as? Int == 21 && answer["queued"] as? Int == 99)
            try await installation.query("select pg_terminate_backend(pid) \(sleeper)")
            _ = try await holder.wait(within: .seconds(30))
            // Workers end it, as they were promised to.
            try await installation.expect(0, ["work", "--once"])
            #expect(try await installation.counts()["cancelled"] == 120)
            #expect(try installation.letters().isEmpty)
        }
    }

    @Test func idsAtAmiliThatAnotherCreditorHasAreRefusedWithoutItsName() async throws {
        try await Installation.with { installation in
            let add = [
                "creditor", "add", "fors", "--name", "Fors AB",
                "--account", "65F0C0FFEE0000000000A001",
                "--amili-creditor", "65f0c0ffee0000000000c001",
            ]
            let refused = try await installation.expect(65, add, input: "5560360793\n")
            #expect(
                refused.errors.hasPrefix("paminn: Another creditor has these ids at Amili. "))
            #expect(refused.errors.split(separator: "\n").count == 1)
            #expect(!refused.errors.contains("demo") && !refused.errors.contains("556036"))
            #expect(try await installation.query("select count(*) from creditor") == "1")
        }
    }

    @Test func aWatcherOfAPausedRunIsToldWhatToDoUntilItEnds() async throws {
        try await Installation.with { installation in
            let file = try installation.file("batch.csv", count: 3)
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            try await installation.query(
                "update run set paused_at = '2026-01-02 03:04:05+00', pause_cause = 'rejections',"
                    + " pause_count = 20, pause_words = 'no'")
            let line = "run 1 0/3, paused since 2026-01-02T03:04:05.000Z; mended? paminn resume 1\n"
            let watcher = try ChildProcess(
                Place.paminn, ["status", "1", "--watch"], environment: installation.environment)
            try await eventually(within: .seconds(30), "it says so each time") {
                await watcher.errors.contains(line + line)
            }
            let report = try await installation.expect(0, ["status", "1"]).output
            #expect(
                report.contains("paused since 2026-01-02T03:04:05.000Z: the same rejection 20"))
            let status = try #require(try await installation.json(["status", "1"]).first)
            #expect(status["paused_at"] as? String == "2026-01-02T03:04:05.000Z")
            try await installation.expect(0, ["cancel", "1", "--yes"])
            #expect(try await watcher.wait(within: .seconds(30)).ending == .exited(0))
        }
    }

    /// Two pages of the database, and one table.
    @Test func aLongListHasOneHeader() async throws {
        try await Installation.with { installation in
            let file = try installation.file("batch.csv", count: 1_100)
            try await installation.expect(0, ["invoices", "import", file, "--creditor", "demo"])
            let list = try await installation.expect(0, ["invoices", "--creditor", "demo"])
            let lines = list.output.split(separator: "\n")
            #expect(lines.count == 1_101 && lines.first?.hasPrefix("FAKTURA ") == true)
            #expect(lines.filter { $0.hasPrefix("FAKTURA") }.count == 1)
        }
    }
}
