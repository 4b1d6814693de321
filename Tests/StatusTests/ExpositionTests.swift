import CoreMetrics
import Foundation
import TestSupport
import Testing

@testable import Status

/// The text for Prometheus, as a parser reads it that shares no code with us.
@Suite struct ExpositionTests {
    private static let catalogue = [
        MetricDescription("a_total", .counter, ["x", "y"], "Back\\slash, \"quotes\"\nand a line."),
        MetricDescription("b", .gauge, "A gauge."),
        MetricDescription("c_seconds", .histogram(bounds: [0.1, 1, 30]), ["z"], "A histogram."),
    ]

    private static let odd = "å \"quoted\" \\n \\ {a=\"b\"},\nsecond line"

    private func registry() -> MetricRegistry {
        let registry = MetricRegistry(Self.catalogue)
        let odd = Counter(
            label: "a_total", dimensions: [("x", Self.odd), ("y", "")], factory: registry)
        odd.increment(by: 41)
        odd.increment()
        Counter(label: "a_total", dimensions: [("x", "1"), ("y", "2")], factory: registry)
            .increment(by: Int64.max)
        Gauge(label: "b", factory: registry).record(-0.25)
        let histogram = Timer(label: "c_seconds", dimensions: [("z", "q")], factory: registry)
        for milliseconds in [1, 100, 101, 2_000, 60_000] {
            histogram.recordNanoseconds(Int64(milliseconds) * 1_000_000)
        }
        return registry
    }

    /// What `prometheus_client` reads: one line `name|labels as JSON|value` for each sample, and
    /// `family|type|help`.
    private func parsed(_ text: String) async throws -> [String] {
        let program = """
            import json, sys
            from prometheus_client.parser import text_string_to_metric_families
            for family in text_string_to_metric_families(sys.stdin.read()):
                print('family', family.name, family.type, json.dumps(family.documentation), sep='|')
                for s in family.samples:
                    print(s.name, json.dumps(s.labels, sort_keys=True), s.value, sep='|')
            """
        let finished = try await ChildProcess.run(
            "/usr/bin/python3", ["-c", program], input: text)
        try #require(finished.ending == .exited(0), "\(finished.errors)")
        return finished.output.split(separator: "\n").map(String.init)
    }

    @Test func anotherParserReadsWhatWasRecorded() async throws {
        let lines = try await parsed(await registry().text())
        let label = #"{"x": "\u00e5 \"quoted\" \\n \\ {a=\"b\"},\nsecond line", "y": ""}"#
        #expect(
            lines == [
                #"family|a|counter|"Back\\slash, \"quotes\"\nand a line.""#,
                #"a_total|{"x": "1", "y": "2"}|9.223372036854776e+18"#,
                "a_total|\(label)|42.0",
                #"family|b|gauge|"A gauge.""#, "b|{}|-0.25",
                #"family|c_seconds|histogram|"A histogram.""#,
                #"c_seconds_bucket|{"le": "0.1", "z": "q"}|2.0"#,
                #"c_seconds_bucket|{"le": "1", "z": "q"}|3.0"#,
                #"c_seconds_bucket|{"le": "30", "z": "q"}|4.0"#,
                #"c_seconds_bucket|{"le": "+Inf", "z": "q"}|5.0"#,
                #"c_seconds_sum|{"z": "q"}|62.202"#, #"c_seconds_count|{"z": "q"}|5.0"#,
            ])
    }

    @Test func theOrderIsTheSameEachTime() async {
        let registry = registry()
        let first = await registry.text()
        for _ in 1...20 { #expect(await registry.text() == first) }
    }

    @Test(arguments: [
        (0.0, "0"), (-3, "-3"), (0.001, "0.001"), (1e300, "1e+300"), (.infinity, "+Inf"),
        (-.infinity, "-Inf"), (.nan, "NaN"),
    ])
    func aValueIsWrittenAsGoReadsIt(value: Double, text: String) {
        #expect(MetricText.written(value) == text)
    }

    /// Values that are read for each scrape stand beside those that are kept.
    @Test func sourcesAreReadForEachScrape() async throws {
        let registry = MetricRegistry(Self.catalogue)
        registry.add { [MetricSample("b", [], .infinity)] }
        registry.add { [MetricSample("a_total", ["1", "2"], 7)] }
        let lines = try await parsed(await registry.text())
        #expect(lines.contains(#"a_total|{"x": "1", "y": "2"}|7.0"#))
        #expect(lines.contains("b|{}|inf"))
    }
}
