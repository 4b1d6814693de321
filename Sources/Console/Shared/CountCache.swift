import ConsoleStore
import EnqueueStore
import NIOConcurrencyHelpers
import OperatorStore
import Reminders

/// Counts that take longer than a page may wait: kept for whoever asks next, and counted anew in
/// the background. After a restart, or on another console, they are counted again.
final class CountCache: Sendable {
    struct Counted: Sendable {
        let count: Int
        /// Else there are more.
        let isExact: Bool
    }

    /// How long answers are good enough, at least.
    struct Spans: Sendable {
        /// So long, or for five times what it took: seconds, of a million.
        var count = Duration.seconds(15)
        var paid = Duration.seconds(30)
        /// A number beside others: so long, or for ten times what it took.
        var glimpse = Duration.seconds(5)
        /// Past that it is shown for so long still, while it is asked anew. Nobody who opens a page
        /// in the morning is shown last night's numbers.
        var shown = Duration.seconds(60)
    }

    private struct Known<Value: Sendable>: Sendable {
        var value: Value
        /// Until then it is good enough.
        var until: ContinuousClock.Instant
        var isAsked = false

        func mayBeShown(_ spans: Spans) -> Bool { ContinuousClock.now < until + spans.shown }

        /// Whether it is time to ask anew; says so once.
        mutating func isDue() -> Bool {
            let isDue = ContinuousClock.now >= until && !isAsked
            if isDue { isAsked = true }
            return isDue
        }
    }
    private struct State {
        var counts: [String: Known<Counted>] = [:]
        var paid: [RunID: Known<PaidSince?>] = [:]
        var glimpses: [String: Known<Int?>] = [:]
        /// One at a time: whoever looks at pages goes first.
        var counting: Task<Void, Never>?
        /// The same of numbers that nobody looked for, so that they hold up none of the others.
        var glimpsing: Task<Void, Never>?
    }

    private static let mostEntries = 2_000
    /// Counted at once; past it “fler än” is said, until the background has counted on.
    static let countAtOnce = 2_000

    private let console: ConsoleStore
    private let spans: Spans
    private let state = NIOLockedValueBox(State())

    private let priority: PriorityGate

    /// - Parameter priority: pages that somebody waits for go before what is counted here.
    init(_ console: ConsoleStore, _ priority: PriorityGate, _ spans: Spans = Spans()) {
        self.console = console
        self.priority = priority
        self.spans = spans
    }

    /// How many match: at once as far as a page may wait for, and whole as soon as it was counted.
    func count(
        _ creditor: CreditorID, _ filter: ListFilter, name: String
    ) async throws -> Counted {
        let key = "\(creditor)\n\(name)"
        let known = state.withLockedValue { state -> (value: Counted, isDue: Bool)? in
            guard let known = state.counts[key], known.mayBeShown(spans) else { return nil }
            return (known.value, state.counts[key]?.isDue() ?? false)
        }
        // What is soon counted is counted anew: an import may be going on.
        if let known, known.value.count >= Self.countAtOnce || !filter.isEverything {
            if known.isDue { countWhole(creditor, filter, key) }
            return known.value
        }
        let bounded = try await console.count(
            creditor, filter, upTo: Self.countAtOnce, budget: .count)
        let counted = Counted(count: bounded.count, isExact: bounded.isExact)
        keep(counted, key, isAsked: !bounded.isExact)
        if !bounded.isExact { countWhole(creditor, filter, key) }
        return counted
    }

    /// Ends by itself within seconds; whoever looks meanwhile is told the bound.
    private func countWhole(_ creditor: CreditorID, _ filter: ListFilter, _ key: String) {
        inTurn { [self] in
            // Somebody who came at the same time may have had it counted.
            guard state.withLockedValue({ $0.counts[key]?.isAsked == true }) else { return }
            let began = ContinuousClock.now
            if let count = try? await console.exactCount(
                creditor, filter, budget: .aside, pause: priority.gap)
            {
                keep(
                    Counted(count: count, isExact: true), key, isAsked: false,
                    for: (.now - began) * 5)
            } else {
                state.withLockedValue { $0.counts[key] = nil }
            }
        }
    }

    /// How many match, if that was counted before: nobody waits for it.
    /// - Parameter counting: it is counted after the page was answered, if it is time to.
    /// - Returns: nil if it is not known yet.
    func glimpse(
        _ creditor: CreditorID, _ filter: ListFilter, name: String, counting: Bool
    ) -> Int? {
        let key = "\(creditor)\n\(name)"
        let (value, isDue) = state.withLockedValue { state -> (Int?, Bool) in
            let isOld = state.glimpses[key]?.mayBeShown(spans) == false
            guard counting else { return (isOld ? nil : state.glimpses[key]?.value, false) }
            if state.glimpses.count > Self.mostEntries { state.glimpses = [:] }
            var known = state.glimpses[key] ?? Known(value: nil, until: .now)
            let isDue = known.isDue()
            state.glimpses[key] = known
            return (isOld ? nil : known.value, isDue)
        }
        guard isDue else { return value }
        let task: @Sendable () async -> Void = { [self] in
            let began = ContinuousClock.now
            let count = try? await console.exactCount(creditor, filter, budget: .aside) {
                // A fifth of the time at most: nobody looked for these numbers.
                try await priority.gap(after: $0 * 4)
            }
            let until = ContinuousClock.now + max((.now - began) * 10, spans.glimpse)
            state.withLockedValue { state in
                state.glimpses[key] = count.map { Known(value: $0, until: until) }
            }
        }
        state.withLockedValue { $0.glimpsing = Self.after($0.glimpsing, task) }
        return value
    }

    /// A page that has counted its own rows hands the count in, so that both numbers agree.
    func note(_ count: Int, _ creditor: CreditorID, name: String) {
        state.withLockedValue {
            $0.glimpses["\(creditor)\n\(name)"] = Known(
                value: count, until: .now + spans.glimpse)
        }
    }

    /// Goes on after its page was answered, when those before it are through.
    private func inTurn(_ body: @escaping @Sendable () async -> Void) {
        state.withLockedValue { state in
            state.counting = Self.after(state.counting, body)
        }
    }

    private static func after(
        _ before: Task<Void, Never>?, _ body: @escaping @Sendable () async -> Void
    ) -> Task<Void, Never> {
        Task {
            await before?.value
            await body()
        }
    }

    private func keep(
        _ count: Counted, _ key: String, isAsked: Bool, for span: Duration = .zero
    ) {
        state.withLockedValue { state in
            if state.counts.count > Self.mostEntries { state.counts = [:] }
            state.counts[key] = Known(
                value: count, until: .now + max(span, spans.count), isAsked: isAsked)
        }
    }

    /// What has been paid of a run since it was handed over, as far as it is known: it is counted
    /// after the page was answered, for that reads the whole run.
    /// - Returns: nil while it is counted for the first time.
    func paidSince(_ run: RunID) -> PaidSince? {
        let (value, isDue) = state.withLockedValue { state in
            if state.paid.count > Self.mostEntries { state.paid = [:] }
            var known = state.paid[run] ?? Known(value: nil, until: .now)
            let isOld = !known.mayBeShown(spans)
            let isDue = known.isDue()
            state.paid[run] = known
            return (isOld ? nil : known.value, isDue)
        }
        guard isDue else { return value }
        inTurn { [self] in
            let began = ContinuousClock.now
            let paid = try? await console.paidSince(run, pause: priority.gap)
            state.withLockedValue {
                $0.paid[run] = paid.map { paid in
                    Known(value: paid, until: .now + max((.now - began) * 5, spans.paid))
                }
            }
        }
        return value
    }
}
