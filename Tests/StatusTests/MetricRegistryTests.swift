import CoreMetrics
import Reminders
import TestSupport
import Testing

@testable import Console
@testable import Status
@testable import Worker

/// What the registry keeps, and within which bounds.
@Suite struct MetricRegistryTests {
    private static let catalogue = [
        MetricDescription("few_total", .counter, ["n"], "Few."),
        MetricDescription("long_seconds", .histogram(bounds: [1, 2]), "Long."),
        MetricDescription("paminn_metric_series_dropped_total", .counter, "Dropped."),
    ]

    private func few(_ n: Int, _ registry: MetricRegistry) -> Counter {
        Counter(label: "few_total", dimensions: [("n", "\(n)")], factory: registry)
    }

    @Test func seriesBeyondTheBoundAreDroppedAndCounted() async {
        let registry = MetricRegistry(Self.catalogue, mostSeries: 10)
        for n in 1...25 { few(n, registry).increment() }
        // Of five lines, which find no room any more.
        Timer(label: "long_seconds", factory: registry).recordNanoseconds(1)
        registry.add { [MetricSample("few_total", ["late"], 1)] }
        let lines = await registry.text().split(separator: "\n")
        #expect(lines.filter { $0.hasPrefix("few_total{") }.count == 10)
        #expect(!lines.contains { $0.hasPrefix("long_seconds") })
        #expect(lines.contains("paminn_metric_series_dropped_total 17"))
    }

    @Test func whoAsksForTheSameSeriesGetsTheSameOne() async {
        let registry = MetricRegistry(Self.catalogue)
        for _ in 1...3 { few(1, registry).increment() }
        #expect(await registry.text().contains("few_total{n=\"1\"} 3\n"))
    }

    @Test func manyThreadsLoseNoCount() async {
        let registry = MetricRegistry(Self.catalogue)
        let (counter, timer) = (
            few(1, registry), Timer(label: "long_seconds", factory: registry)
        )
        await withDiscardingTaskGroup { group in
            for _ in 1...8 {
                group.addTask {
                    for _ in 1...5_000 {
                        counter.increment()
                        timer.recordNanoseconds(1_500_000_000)
                    }
                }
            }
        }
        let text = await registry.text()
        #expect(text.contains("few_total{n=\"1\"} 40000\n"))
        #expect(text.contains("long_seconds_bucket{le=\"1\"} 0\n"))
        #expect(text.contains("long_seconds_bucket{le=\"2\"} 40000\n"))
        #expect(text.contains("long_seconds_sum 60000\n"))
    }

    /// A sum that is no number once would stay so.
    @Test func aValueThatIsNoNumberIsLeftOut() {
        let histogram = MetricHistogram(bounds: [1])
        for value in [Double.nan, .infinity, 0.5] { histogram.record(value) }
        #expect(histogram.snapshot.cumulative == [1, 1])
        #expect(histogram.snapshot.sum == 0.5)
    }

    @Test func namesAreUniqueAndKeepTheHabits() {
        let all = MetricCatalogue.all
        #expect(Set(all.map(\.name)).count == all.count)
        for metric in all {
            #expect(metric.name.wholeMatch(of: #/(paminn|process)_[a-z_]+/#) != nil)
            #expect(metric.name.hasSuffix("_total") == (metric.kind == .counter), "\(metric.name)")
            #expect(metric.help.hasSuffix(".") && !metric.help.isEmpty)
        }
    }

    /// A metric that the catalogue lacks would trap here, and not in a worker.
    @Test func everyMetricOfWorkerAndConsoleIsInTheCatalogue() async {
        let registry = MetricRegistry()
        let worker = WorkerMetrics(registry)
        for state in ReminderState.allCases { worker.reminders(state, nil).increment() }
        for reason in Reason.allCases { worker.reminders(.skipped, reason).increment() }
        for call in WorkerCall.allCases {
            for ending in CallEnding.allCases { worker.call(call, ending).recordNanoseconds(1) }
        }
        ConsoleMetrics(registry).answered(200, after: .milliseconds(3))
        let text = await registry.text()
        #expect(text.contains("paminn_reminders_total{outcome=\"skipped\",reason=\"PAID\"} 1\n"))
        #expect(text.contains("paminn_http_requests_total{status_class=\"2xx\"} 1\n"))
        #expect(text.contains("paminn_metric_series_dropped_total 0\n"), "all of it finds room")
    }

    @Test func theProcessTellsOfItself() throws {
        let samples = Dictionary(
            uniqueKeysWithValues: ProcessFigures().samples().map { ($0.name, $0.value) })
        #expect(samples.count == 5)
        #expect(try #require(samples["process_cpu_seconds_total"]) >= 0)
        #expect(try #require(samples["process_resident_memory_bytes"]) > 1_000_000)
        #expect(try #require(samples["process_open_fds"]) >= 3)
        #expect(try #require(samples["process_max_fds"]) >= 64)
        #expect(try #require(samples["process_start_time_seconds"]) > 1_600_000_000)
    }
}
