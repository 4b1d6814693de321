import Foundation
import TestSupport
import Testing

/// A daemon's log has a reader that may go away, and its terminal may hang up: neither is a reason
/// to lose what is on the wire.
@Suite(.serialized, .timeLimit(.minutes(8)))
struct LogReaderTests {
    /// Runs `paminn` with standard error into a pipe whose reader leaves after one byte.
    private func startUnread(
        _ installation: Installation, _ words: [String], _ more: [String: String] = [:]
    ) throws -> ChildProcess {
        try ChildProcess(
            "/bin/bash",
            ["-c", #"exec "$@" 2> >(head -c 1 > /dev/null)"#, "bash", Place.paminn] + words,
            environment: installation.environment.merging(more) { $1 })
    }

    @Test func aWorkerWhoseLogNobodyReadsWorksOnAndStopsInGoodOrder() async throws {
        try await Installation.with { installation in
            let file = try installation.file("batch.csv", count: 200)
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            // Errors enough to be told of.
            try await installation.setFaults(
                #"{"on":"POST /case--registrations","share":0.2,"times":20,"do":"html"}"#)
            let worker = try startUnread(installation, ["work"])
            try await installation.finished()
            await worker.send(signal: SIGTERM)
            #expect(try await worker.wait().ending == .exited(0))
            try await installation.expectOneLetterEach(accepted: 200)
        }
    }

    @Test func aHangUpDrainsTheWorker() async throws {
        try await Installation.with(sandboxOptions: ["--latency", "100ms"]) { installation in
            let file = try installation.file("batch.csv", count: 2_000)
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            let worker = try installation.startWorker([
                "PAMINN_CALL_DEADLINE": "20s", "PAMINN_SETTLE_DELAY": "2m",
            ])
            try await eventually("letters are out") { try installation.letters().count >= 50 }
            await worker.send(signal: SIGHUP)
            #expect(try await worker.wait(within: .seconds(120)).ending == .exited(0))
            let counts = try await installation.counts()
            #expect(counts["uncertain"] == 0)
            #expect(counts["accepted"] == (try installation.letters().count))
        }
    }

    @Test func aWorkerStartedByNohupTakesNoNoticeOfAHangUp() async throws {
        try await Installation.with { installation in
            let worker = try ChildProcess(
                "/bin/bash", ["-c", #"trap "" HUP; exec "$@""#, "bash", Place.paminn, "work"],
                environment: installation.environment)
            try await eventually("it works") { await worker.errors.contains("registered") }
            await worker.send(signal: SIGHUP)
            let file = try installation.file("batch.csv", count: 20)
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            try await installation.finished()
            #expect(await worker.isRunning)
            await worker.send(signal: SIGTERM)
            #expect(try await worker.wait().ending == .exited(0))
        }
    }

    @Test func theConsoleOutlivesItsLogsReaderAndEndsOnAHangUp() async throws {
        try await Installation.with { installation in
            let port = try FreePort.find()
            let listen = ["PAMINN_CONSOLE_LISTEN": "127.0.0.1:\(port)"]
            let console = try startUnread(installation, ["console"], listen)
            try await eventually("it listens") { await console.output.contains("open http") }
            // Nobody can sign in: that was said, and the reader has left.
            let second = try ChildProcess(
                "/usr/bin/curl",
                ["-sS", "-o", "/dev/null", "-w", "%{http_code}", "http://127.0.0.1:\(port)/"])
            #expect(try await second.wait().ending == .exited(0))
            #expect(await console.isRunning)
            await console.send(signal: SIGHUP)
            #expect(try await console.wait().ending == .exited(0))
        }
    }
}
