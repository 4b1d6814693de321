import Foundation
import TestSupport
import Testing

/// What is due and does not go is told, by whatever one looks at.
@Suite(.serialized) struct StandStillTests {
    @Test func withoutAWorkerDoctorAndStatusSaySo() async throws {
        try await Installation.with { installation in
            let file = try installation.file("batch.csv", count: 5)
            #expect(try await installation.ailments() == [])
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            let doctor = try await installation.expect(1, ["doctor"])
            #expect(doctor.output.contains("BAD  workers: none is alive, and 1 parts wait"))
            #expect(doctor.output.contains("Start `paminn work`"))
            let status = try #require(try await installation.json(["status", "1"]).first)
            #expect(status["stands_still_since"] is String)
            #expect(status["stands_still_cause"] as? String == "no_worker")
            #expect(status["rate"] is NSNull && status["eta_seconds"] is NSNull)
            let text = try await installation.expect(0, ["status", "1"]).output
            #expect(text.contains("stands still since"))
            #expect(text.contains("start `paminn work`"))
            try await installation.expect(0, ["work", "--once"])
            #expect(try await installation.ailments() == [])
        }
    }

    @Test func aWorkerThatWasKilledIsNotCalledAlive() async throws {
        try await Installation.with(sandboxOptions: ["--latency", "100ms"]) { installation in
            let file = try installation.file("batch.csv", count: 3_000)
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            let worker = try installation.startWorker()
            try await eventually("letters are out") { try installation.letters().count >= 50 }
            #expect(try await installation.ailments() == [])
            await worker.send(signal: SIGKILL)
            _ = try await worker.wait()
            try await eventually("doctor says so") {
                try await installation.paminn(["doctor"]).output
                    .contains("BAD  workers: none is alive")
            }
            let status = try #require(try await installation.json(["status", "1"]).first)
            #expect(status["stands_still_cause"] as? String == "no_worker")
        }
    }

    @Test func aHeldRunPastItsTimeIsWork() async throws {
        try await Installation.with { installation in
            let file = try installation.file("batch.csv", count: 5)
            try await installation.expect(
                0, ["enqueue", file, "--creditor", "demo", "--hold", "1h"])
            #expect(try await installation.ailments() == [])
            try await installation.query("update run set hold_until = now() - interval '1 h'")
            let doctor = try await installation.expect(1, ["doctor"]).output
            #expect(doctor.contains("BAD  workers: none is alive, and 1 held runs wait"))
            #expect(doctor.contains("BAD  work: 1 held runs should have been released"))
        }
    }

    /// Its server processes hang, but for the one of its beats: nobody else takes what it holds.
    @Test func aWorkerThatCannotMendItselfSaysWhyAndEnds() async throws {
        try await Installation.with(sandboxOptions: ["--latency", "30ms"]) { installation in
            let file = try installation.file("batch.csv", count: 120)
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            let worker = try installation.startWorker([
                "PAMINN_STAND_STILL": "5s", "PAMINN_DATABASE_DEADLINE_BRIEF": "10m",
                "PAMINN_DATABASE_DEADLINE": "10m", "PAMINN_DATABASE_DEADLINE_LOAD": "10m",
            ])
            try await eventually("letters are out") { try installation.letters().count >= 10 }
            var stopped: Set<Int32> = []
            defer { for pid in stopped { kill(pid, SIGCONT) } }
            // One that it begins meanwhile hangs as well.
            try await eventually("it ends") {
                let pids = try await installation.query(
                    """
                    select pid from pg_stat_activity
                    where datname = current_database() and application_name = 'paminn'
                    """)
                for pid in pids.split(separator: "\n").compactMap({ Int32($0) })
                where stopped.insert(pid).inserted {
                    kill(pid, SIGSTOP)
                }
                return await !worker.isRunning
            }
            for pid in stopped { kill(pid, SIGCONT) }
            let ended = try await worker.wait()
            #expect(ended.ending == .exited(75), "\(ended.errors)")
            let said = [
                "nothing is sent, asked or settled, although something is due",
                "this worker stands still by its own fault",
                "it does not even end; the process ends",
            ].map { ended.errors.firstRange(of: $0)?.lowerBound }
            #expect(!said.contains(nil), "\(ended.errors)")
            #expect(said.compactMap { $0 } == said.compactMap { $0 }.sorted())
            #expect(ended.errors.contains("waits_for=the database"), "\(ended.errors)")
            // Another one finishes it, and no letter goes twice.
            try await installation.expect(0, ["work", "--once"])
            try await installation.expectOneLetterEach(accepted: 120)
        }
    }
}
