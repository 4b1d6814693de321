import Foundation
import Glibc
import TestSupport
import Testing

/// The real program, as a collector of traces sees it. `Tests/collector` judges each request.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct SpanTests {
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
            try await Collector.with(installation) { collector in
                let worker = try installation.startWorker(collector.settings)
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
                let text = String(decoding: try collector.bytes(), as: UTF8.self)
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
        // Nothing else is told: no invoice, no customer, no address.
        let told = spans.flatMap { span in ["attributes", "resource"].compactMap { span[$0] } }
            .reduce(into: Set<String>()) { $0.formUnion(($1 as? [String: Any] ?? [:]).keys) }
        #expect(
            told == [
                "paminn.creditor", "paminn.run", "paminn.worker", "paminn.part", "paminn.outcome",
                "http.response.status_code", "service.name", "service.version",
                "service.instance.id",
            ])
        for call in spans where call["name"] as? String != "part" {
            #expect(tops.contains("\(call["traceId"] ?? "")-\(call["parentSpanId"] ?? "")"))
        }
        #expect(spans.contains { $0["name"] as? String == "cases" })
    }

    /// nil: nobody listens.
    @Test(arguments: [nil, .silent, .failing, .huge, .redirecting] as [Collector.Mode?])
    func aCollectorThatTakesNothingCostsNoLetter(mode: Collector.Mode?) async throws {
        try await Installation.with { installation in
            let file = try installation.file("batch.csv", count: 150)
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            try await Collector.with(installation) { collector in
                var installation = installation
                installation.environment.merge(collector.settings) { $1 }
                if let mode {
                    try collector.set(mode)
                } else {
                    installation.environment["PAMINN_TRACE_ENDPOINT"] =
                        "http://127.0.0.1:\(try FreePort.find())/v1/traces"
                }
                let work = try await installation.expect(0, ["work", "--once"])
                try await installation.expectOneLetterEach(accepted: 150)
                let told = work.errors.matches(of: #/spans cannot be sent to the collector/#)
                #expect(told.count == 1 && work.errors.contains("remedy="), "\(work.errors)")
                let lines = try collector.lines()
                #expect(lines.isEmpty == (mode == nil))
                #expect(lines.allSatisfy { $0["taken"] as? String == mode?.rawValue })
                #expect(lines.allSatisfy { $0["path"] as? String == "/v1/traces" }, "\(lines)")
            }
        }
    }

    @Test func theLogSaysOverWhenTheCollectorTakesSpansAgain() async throws {
        try await Installation.with { installation in
            try await Collector.with(installation) { collector in
                try collector.set(.failing)
                let port = Int(try FreePort.find())
                let worker = try installation.startWorker(
                    collector.settings.merging(["PAMINN_STATUS_LISTEN": "127.0.0.1:\(port)"]) {
                        $1
                    })
                func enqueue(_ run: Int) async throws {
                    let file = try installation.file(
                        "\(run).csv", first: run * 1000, count: 30)
                    try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
                    try await installation.finished(run)
                }
                try await enqueue(1)
                try await eventually("lost spans are counted") {
                    try await Scrape.of("/metrics", port: port)
                        .value("paminn_spans_dropped_total") ?? 0 >= 31
                }
                try collector.set(.taking)
                try await enqueue(2)
                try await eventually("it is over") { await worker.errors.contains("over ") }
                await worker.send(signal: SIGTERM)
                #expect(try await worker.wait().ending == .exited(0))
                let log = await worker.errors
                #expect(log.matches(of: #/WARNING spans cannot be sent/#).count == 1)
                #expect(log.matches(of: #/trouble_code=spans_unsent/#).count == 1, "\(log)")
                let letters = try collector.lines().filter { $0["name"] as? String != nil }
                #expect(letters.count { $0["name"] as? String == "registration" } >= 30)
            }
        }
    }

    // MARK: Doctor

    /// The findings of `paminn doctor` on the collector.
    private static func findings(_ installation: Installation) async throws -> [[String: Any]] {
        let finished = try await installation.paminn(["doctor", "--json"], within: .seconds(60))
        return try Installation.lines(finished.output).filter {
            $0["check"] as? String == "spans"
        }
    }

    /// The one finding on a collector that takes nothing: a warning, as no letter depends on it.
    private static func warning(_ installation: Installation) async throws -> String {
        let found = try await findings(installation)
        #expect(found.count == 1 && found.first?["state"] as? String == "WARN", "\(found)")
        let remedy = found.first?["remedy"] as? String
        #expect(remedy?.contains("PAMINN_TRACE_ENDPOINT") == true, "\(found)")
        return found.first?["says"] as? String ?? ""
    }

    /// It tells the status if there was one, and ends within its limit if no answer comes.
    @Test func doctorAsksTheCollectorIfOneIsSet() async throws {
        try await Installation.with { installation in
            #expect(try await Self.findings(installation).isEmpty)
            try await Collector.with(installation) { collector in
                var installation = installation
                installation.environment.merge(collector.settings) { $1 }
                let well = try await Self.findings(installation)
                #expect(well.map { $0["state"] as? String } == ["ok"], "\(well)")
                #expect(try collector.lines().map { $0["empty"] as? Bool } == [true])
                for (mode, status) in [
                    (Collector.Mode.failing, "500"), (.redirecting, "307"), (.huge, "200"),
                    (.silent, nil),
                ] {
                    try collector.set(mode)
                    let says = try await Self.warning(installation)
                    let told = says.firstMatch(of: #/status ([0-9]+)/#)?.1
                    #expect(told.map(String.init) == status, "\(mode): \(says)")
                }
            }
        }
    }

    /// The authority that Amili's certificate may have is not one for the collector.
    @Test func aCollectorThatNobodyVouchesForIsSentNothing() async throws {
        try await Installation.with { installation in
            try await Collector.with(installation) { collector in
                let door = try await TLSDoor(installation, before: collector.port)
                let opened = try await door.open(.unknownAuthority, name: "IP:127.0.0.1")
                var installation = installation
                installation.environment["PAMINN_TRACE_ENDPOINT"] =
                    "https://127.0.0.1:\(door.port)/v1/traces"
                let says = try await Self.warning(installation)
                #expect(says.contains("certificate"), "\(says)")
                #expect(try collector.lines().isEmpty)
                await opened.send(signal: SIGTERM)
                _ = try await opened.wait()
            }
        }
    }

    @Test func noPartIsAmongNoneAndTheAddressIsCheckedLikeAmilis() async throws {
        try await Installation.with { installation in
            let file = try installation.file("batch.csv", count: 3)
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            try await Collector.with(installation) { collector in
                var installation = installation
                installation.environment.merge(collector.settings) { $1 }
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
