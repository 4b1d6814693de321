import Foundation
import TestSupport
import Testing

/// A worker that may open nothing more: it says so, waits, and goes on when it may again.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct DescriptorTests {
    /// No socket from now on, and what is open stays open. What is left, one or more, is for
    /// libdispatch, which traps where it can open nothing.
    private static func starve(_ worker: ChildProcess) async throws {
        let folder = "/proc/\(worker.pid)/fd"
        let open = try FileManager.default.contentsOfDirectory(atPath: folder).compactMap {
            Int($0)
        }
        let lowest = try #require((0...open.count).first { !open.contains($0) })
        // The first two wake libcurl's thread, and the next are the database's, which may be freed.
        let sockets = open.sorted().filter { number in
            let kind = try? FileManager.default.destinationOfSymbolicLink(
                atPath: "\(folder)/\(number)")
            return kind?.hasPrefix("socket:") == true
        }
        let first = try #require(sockets.dropFirst(2).first)
        try await limit(worker, to: max(lowest + 1, min(lowest + 3, first + 16)))
    }

    private static func limit(_ worker: ChildProcess, to most: Int) async throws {
        let done = try await ChildProcess.run(
            "/usr/bin/prlimit", ["--pid", "\(worker.pid)", "--nofile=\(most):"])
        try #require(done.ending == .exited(0), "\(done.errors)")
    }

    /// Amili takes its time: there is work left whenever the test gets to its next step.
    private static let slow = #"{"on":"POST /case--registrations","do":"pass","delay_ms":300}"#
    private static let reset =
        #"{"on":"POST /case--registrations","do":"reset","effect":"none","times":3}"#

    @Test func aCommandThatMayHardlyOpenAnythingSaysSo() async throws {
        for most in [4, 8, 16, 19] {
            let ended = try await ChildProcess.run(
                "/bin/sh",
                ["-c", "ulimit -n \(most); exec \"$0\" work", Place.paminn])
            #expect(ended.ending == .exited(69), "\(most): \(ended.ending)")
            #expect(
                ended.errors == """
                    paminn: This process may open too few files. Raise its limit (LimitNOFILE=, \
                    ulimit -n), or end what has them open.

                    """, "\(most)")
        }
    }

    @Test func aWorkerWithoutDescriptorsWaitsAndGoesOn() async throws {
        try await Installation.with { installation in
            try await installation.setFaults(Self.slow)
            let file = try installation.file("batch.csv", count: 150)
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            let worker = try installation.startWorker(["PAMINN_IN_FLIGHT": "2"])
            try await eventually("letters are out") { try installation.letters().count >= 10 }

            // Amili ends its connections, and there is none to be had in their place.
            try await Self.starve(worker)
            try await installation.setFaults("\(Self.reset),\(Self.slow)")
            try await worker.says("this worker cannot reach Amili by its own fault")
            let words = await worker.errors
            #expect(words.contains("no descriptor left for a connection"))
            #expect(words.contains("limit of open files"))
            // It says nothing of Amili: other workers' letters go on.
            #expect(
                try await installation.query(
                    "select count(*) from throttle where closed_cause is not null") == "0")
            try await Self.limit(worker, to: 1_024)
            let before = try installation.letters().count
            try await eventually("letters go again") {
                try installation.letters().count > before
            }

            // The database ends its sessions.
            try await Self.starve(worker)
            try await installation.query(
                "select count(pg_terminate_backend(pid)) from pg_stat_activity"
                    + " where datname = current_database() and pid <> pg_backend_pid()")
            try await worker.says("no descriptor, thread or memory left")
            #expect(await worker.isRunning)
            try await Self.limit(worker, to: 1_024)

            try await installation.setFaults("")
            try await installation.finished()
            await worker.send(signal: SIGTERM)
            let ended = try await worker.wait()
            #expect(ended.ending == .exited(0), "\(ended.errors)")
            try await installation.expectOneLetterEach(accepted: 150)
            expectToldOnce(
                "this worker cannot reach Amili by its own fault", remedy: "ulimit -n",
                in: ended.errors.split(separator: "\n").map(String.init))
        }
    }
}
