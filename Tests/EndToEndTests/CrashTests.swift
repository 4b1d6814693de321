import Foundation
import TestSupport
import Testing

/// The harm that must not happen, on the real programs.
@Suite(.serialized, .timeLimit(.minutes(8)))
struct CrashTests {
    private static let post = #""on":"POST /case--registrations""#

    @Test func aWorkerKilledAmongItsCallsLeavesNoLetterTwiceAndNoneLost() async throws {
        try await Installation.with(sandboxOptions: ["--latency", "30ms"]) { installation in
            let file = try installation.file("batch.csv", count: 400)
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            for letters in [40, 150] {
                let worker = try installation.startWorker()
                try await eventually("\(letters) letters are out") {
                    try installation.letters().count >= letters
                }
                await worker.send(signal: SIGKILL)
                let ended = try await worker.wait()
                #expect(ended.ending == .killed(bySignal: SIGKILL))
            }
            try await installation.expect(0, ["work", "--once"])
            try await installation.expectOneLetterEach(accepted: 400)
        }
    }

    @Test func amiliKilledAmongItsAnswersLeavesNoLetterTwiceAndNoneLost() async throws {
        try await Installation.with(sandboxOptions: ["--latency", "20ms"]) { installation in
            let file = try installation.file("batch.csv", count: 300)
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            let worker = try installation.startWorker()
            try await eventually("letters are out") { try installation.letters().count >= 60 }
            await installation.sandbox.send(signal: SIGKILL)
            _ = try await installation.sandbox.wait()
            let port = try #require(UInt16(installation.sandboxURL.split(separator: ":")[2]))
            let sandbox = try await Installation.startSandbox(installation.folder, port, [])
            try await installation.finished()
            await worker.send(signal: SIGTERM)
            #expect(try await worker.wait().ending == .exited(0))
            try await installation.expectOneLetterEach(accepted: 300)
            await sandbox.send(signal: SIGTERM)
            _ = try await sandbox.wait()
        }
    }

    @Test func everyKindOfLostAnswerEndsInOneLetterEach() async throws {
        let rules = [
            #"{\#(Self.post),"share":0.06,"times":6,"do":"reset","effect":"before"}"#,
            #"{\#(Self.post),"share":0.06,"times":6,"do":"reset","effect":"none"}"#,
            #"{\#(Self.post),"share":0.06,"times":6,"do":"half_headers","effect":"before"}"#,
            #"{\#(Self.post),"share":0.06,"times":6,"do":"half_body","effect":"before"}"#,
            #"{\#(Self.post),"share":0.06,"times":6,"do":"malformed","effect":"before"}"#,
            #"{\#(Self.post),"share":0.06,"times":6,"do":"html","effect":"before"}"#,
            #"{\#(Self.post),"share":0.06,"times":3,"do":"huge","effect":"before"}"#,
            #"{\#(Self.post),"share":0.06,"times":6,"do":"status","status":503,"effect":"before"}"#,
            #"{\#(Self.post),"share":0.06,"times":6,"do":"status","status":500,"effect":"none"}"#,
            #"{\#(Self.post),"share":0.06,"times":6,"do":"reset","effect":"after_ms:1500"}"#,
            #"{\#(Self.post),"share":0.06,"times":3,"do":"hang","effect":"before"}"#,
            #"{\#(Self.post),"share":0.06,"times":2,"do":"status","status":429,"retry_after":1}"#,
            #"{"on":"GET /cases","share":0.1,"times":5,"do":"status","status":502}"#,
            #"{"on":"GET /cases","share":0.1,"times":3,"do":"ignore_where"}"#,
        ].joined(separator: ",")
        try await Installation.with { installation in
            try await installation.setFaults(rules)
            let file = try installation.file("batch.csv", count: 500)
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            let workers = try (0..<2).map { _ in try installation.startWorker() }
            try await installation.finished(within: .seconds(150))
            for worker in workers {
                await worker.send(signal: SIGTERM)
                #expect(try await worker.wait().ending == .exited(0))
            }
            try await installation.expectOneLetterEach(accepted: 500)
        }
    }

    @Test func pausingAllStopsEveryLetterWithinASecond() async throws {
        try await Installation.with(sandboxOptions: ["--latency", "50ms"]) { installation in
            let file = try installation.file("batch.csv", count: 4_000)
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            let workers = try (0..<2).map { _ in try installation.startWorker() }
            try await eventually("letters are out") { try installation.letters().count >= 200 }
            try await installation.expect(0, ["pause", "--all"])
            let paused = try await installation.query(
                "select to_char((clock_timestamp() + interval '1 second') at time zone 'UTC',"
                    + " 'YYYY-MM-DD HH24:MI:SS.US')")
            try await eventually(within: .seconds(120), "the workers have given their parts back") {
                try await installation.query(
                    "select count(*) from part where state = 'claimed'") == "0"
            }
            let letters = try installation.letters().count
            #expect(letters < 4_000)
            let late = try Installation.lines(
                try String(contentsOfFile: installation.ledgerFile, encoding: .utf8)
            ).filter { entry in
                let at = (entry["at"] as? String ?? "").replacingOccurrences(of: "T", with: " ")
                return at > paused
            }
            #expect(late.isEmpty, "\(late.count) letters later than a second after the pause")
            try await installation.expect(0, ["resume", "--all"])
            try await installation.finished()
            for worker in workers {
                await worker.send(signal: SIGTERM)
                #expect(try await worker.wait().ending == .exited(0))
            }
            try await installation.expectOneLetterEach(accepted: 4_000)
        }
    }

    @Test func aWorkerToldToStopFinishesWhatIsOnTheWireAndGivesTheRestBack() async throws {
        try await Installation.with(sandboxOptions: ["--latency", "100ms"]) { installation in
            let file = try installation.file("batch.csv", count: 2_000)
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            // No call is to run into its deadline, however busy the machine.
            let worker = try installation.startWorker([
                "PAMINN_CALL_DEADLINE": "20s", "PAMINN_SETTLE_DELAY": "2m",
            ])
            try await eventually("letters are out") { try installation.letters().count >= 100 }
            await worker.send(signal: SIGTERM)
            #expect(try await worker.wait(within: .seconds(120)).ending == .exited(0))
            let counts = try await installation.counts()
            #expect(counts["uncertain"] == 0)
            #expect(counts["accepted"] == (try installation.letters().count))
            let held = try await installation.query(
                "select count(*) from part where state = 'claimed'")
            #expect(held == "0")
        }
    }
}
