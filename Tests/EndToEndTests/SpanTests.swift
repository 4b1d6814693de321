import Foundation
import Glibc
import TestSupport
import Testing

/// The real program, as a collector of traces sees it. `Tests/collector` judges each request.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct SpanTests {
    private struct Collector {
        let process: ChildProcess
        let url: String
        let file: String

        func lines() throws -> [[String: Any]] {
            guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return [] }
            return try Installation.lines(text)
        }
    }

    private static func with(
        _ installation: Installation, _ options: [String] = [],
        _ body: (Collector) async throws -> Void
    ) async throws {
        let port = try FreePort.find()
        let file = installation.folder + "/spans.ndjson"
        let process = try ChildProcess(
            "/usr/bin/env",
            ["python3", Place.repository + "/Tests/collector", "\(port)", file] + options)
        try await eventually("the collector listens") {
            await process.output.contains("listening")
        }
        let url = "http://127.0.0.1:\(port)/v1/traces"
        try await body(Collector(process: process, url: url, file: file))
        await process.send(signal: SIGTERM)
        _ = try await process.wait()
    }

    /// The `traceparent` of each letter that the sandbox has taken, without version and flags.
    private static func atSandbox(_ installation: Installation) throws -> Set<String> {
        let ledger = try Installation.lines(
            try String(contentsOfFile: installation.ledgerFile, encoding: .utf8))
        return Set(
            try ledger.map { line in
                String(try #require(line["traceparent"] as? String).dropFirst(3).dropLast(3))
            })
    }

    private static func attribute(_ name: String, _ span: [String: Any]) -> Any? {
        (span["attributes"] as? [String: Any])?[name]
    }

    @Test func thePartAndItsCallsArriveUnderTheTraceOfLogAndTraceparent() async throws {
        try await Installation.with { installation in
            try await installation.setFaults(
                """
                {"on":"POST /case--registrations","invoice":"11","times":1,"do":"reset",
                 "effect":"before"}
                """)
            let file = try installation.file("batch.csv", count: 150)
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            try await Self.with(installation) { collector in
                let worker = try installation.startWorker([
                    "PAMINN_TRACE_ENDPOINT": collector.url, "PAMINN_TRACE_SHARE": "100%",
                ])
                try await installation.finished()
                await worker.send(signal: SIGTERM)
                #expect(try await worker.wait().ending == .exited(0))
                let spans = try collector.lines()
                #expect(spans.allSatisfy { $0["wrong"] == nil }, "\(spans)")
                let letters = spans.filter { $0["name"] as? String == "registration" }
                let ids = letters.map { "\($0["traceId"] ?? "")-\($0["spanId"] ?? "")" }
                #expect(Set(ids) == (try Self.atSandbox(installation)) && ids.count == 150)
                #expect(
                    letters.count {
                        Self.attribute("http.response.status_code", $0) as? Int == 201
                            && Self.attribute("paminn.outcome", $0) as? String == "answered"
                            && $0["kind"] as? Int == 3
                    } == 149)
                #expect(
                    letters.count {
                        Self.attribute("paminn.outcome", $0) as? String == "maybe_sent"
                    } == 1)
                try Self.expectOneTree(spans)
                let told = try #require(
                    await worker.errors.firstMatch(
                        of: #/Amili does not answer.* trace=([0-9a-f]{32})/#)?.1)
                #expect(spans.contains { $0["traceId"] as? String == String(told) })
                let text = try String(contentsOfFile: collector.file, encoding: .utf8)
                #expect(!text.contains("Testbolaget") && !text.contains("http:"))
            }
        }
    }

    /// Each span belongs to a part's span of its trace, which says whose the part is.
    private static func expectOneTree(_ spans: [[String: Any]]) throws {
        let parts = spans.filter { $0["name"] as? String == "part" }
        let tops = Set(parts.map { "\($0["traceId"] ?? "")-\($0["spanId"] ?? "")" })
        #expect(parts.count >= 2 && tops.count == parts.count)
        for part in parts {
            #expect(part["parentSpanId"] == nil && part["kind"] as? Int == 1)
            #expect(attribute("paminn.creditor", part) as? String == "demo")
            #expect(attribute("paminn.run", part) as? Int == 1)
            #expect((attribute("paminn.worker", part) as? Int ?? 0) > 0)
            #expect(attribute("paminn.part", part) is Int)
            #expect(attribute("paminn.outcome", part) as? String == "settled")
            #expect((part["resource"] as? [String: Any])?["service.name"] as? String == "paminn")
        }
        for call in spans where call["name"] as? String != "part" {
            #expect(tops.contains("\(call["traceId"] ?? "")-\(call["parentSpanId"] ?? "")"))
        }
        #expect(spans.contains { $0["name"] as? String == "cases" })
    }

    @Test(arguments: [true, false])
    func aCollectorThatTakesNothingCostsNoLetter(isSilent: Bool) async throws {
        try await Installation.with { installation in
            let file = try installation.file("batch.csv", count: 150)
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            try await Self.with(installation, ["--silent"]) { collector in
                let port = try FreePort.find()
                var installation = installation
                installation.environment["PAMINN_TRACE_ENDPOINT"] =
                    isSilent ? collector.url : "http://127.0.0.1:\(port)/v1/traces"
                installation.environment["PAMINN_TRACE_SHARE"] = "100%"
                let work = try await installation.expect(0, ["work", "--once"])
                try await installation.expectOneLetterEach(accepted: 150)
                let told = work.errors.matches(of: #/spans cannot be sent to the collector/#)
                #expect(told.count == 1 && work.errors.contains("remedy="), "\(work.errors)")
                #expect(try collector.lines().isEmpty != isSilent)
            }
        }
    }

    @Test func noPartIsAmongNoneAndTheAddressIsCheckedLikeAmilis() async throws {
        try await Installation.with { installation in
            let file = try installation.file("batch.csv", count: 3)
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            try await Self.with(installation) { collector in
                var installation = installation
                installation.environment["PAMINN_TRACE_ENDPOINT"] = collector.url
                installation.environment["PAMINN_TRACE_SHARE"] = "0%"
                try await installation.expect(0, ["work", "--once"])
                #expect(try collector.lines().isEmpty)
                for wrong in [
                    "http://collector.example/v1/traces", "https://me:word@collector.example/",
                    "collector.example:4318",
                ] {
                    installation.environment["PAMINN_TRACE_ENDPOINT"] = wrong
                    let refused = try await installation.expect(78, ["work", "--once"])
                    #expect(refused.errors.contains("PAMINN_TRACE_ENDPOINT"))
                    #expect(!refused.errors.contains("word@"))
                }
            }
        }
    }
}
