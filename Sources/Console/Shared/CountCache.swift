import ConsoleStore
import EnqueueStore
import NIOConcurrencyHelpers
import OperatorStore
import Reminders

/// Keeps counts that take longer than a page may wait, for the next page that asks, and renews them
/// in the background. They are kept in memory: after a restart, or on another console, they are
/// counted again.
final class CountCache: Sendable {
    /// A number of matching invoices.
    struct Counted: Sendable {
        let count: Int
        /// False if there are more than `count`.
        let isExact: Bool
    }

    /// The shortest times for which answers count as fresh.
    struct Spans: Sendable {
        /// A count stays fresh for so long, or for five times what it took: seconds, of a million.
        var count = Duration.seconds(15)
        /// The same for what has been paid of a run.
        var paid = Duration.seconds(30)
        /// A number beside others stays fresh for so long, or for ten times what it took.
        var glimpse = Duration.seconds(5)
        /// An answer that is no longer fresh is shown for so long still, while it is asked anew: a
        /// page opened in the morning must not show last night's numbers.
        var shown = Duration.seconds(60)
    }

    /// An answer, how long it is fresh, and whether it is being asked anew.
    private struct Known<Value: Sendable>: Sendable {
        var value: Value
        /// The end of the time in which it is fresh.
        var until: ContinuousClock.Instant
        var isAsked = false

        /// Whether the answer may be shown, fresh or not.
        func mayBeShown(_ spans: Spans) -> Bool { ContinuousClock.now < until + spans.shown }

        /// Whether it is time to ask anew. Says so once, and marks the answer as asked.
        mutating func isDue() -> Bool {
            let isDue = ContinuousClock.now >= until && !isAsked
            if isDue { isAsked = true }
            return isDue
        }
    }
    /// All that is known, by creditor and filter or by run, under one lock.
    private struct State {
        var counts: [String: Known<Counted>] = [:]
        var paid: [RunID: Known<PaidSince?>] = [:]
        var glimpses: [String: Known<Int?>] = [:]
        /// The last of the counts that somebody waits to see. They run one at a time, and pages go
        /// first.
        var counting: Task<Void, Never>?
        /// The same of numbers that nobody asked for, in a line of their own: they hold up none of
        /// the others.
        var glimpsing: Task<Void, Never>?
    }

    /// If a table has more entries than this, it is emptied.
    private static let mostEntries = 2_000
    /// A page counts so far by itself; above it “fler än” is shown until the background has
    /// counted.
    static let countAtOnce = 2_000

    private let console: ConsoleStore
    private let spans: Spans
    private let state = NIOLockedValueBox(State())

    private let priority: PriorityGate

    /// - Parameter priority: counting in the background gives way to pages that somebody waits for.
    init(_ console: ConsoleStore, _ priority: PriorityGate, _ spans: Spans = Spans()) {
        self.console = console
        self.priority = priority
        self.spans = spans
    }

    /// The number of matches. What is not known is counted at once as far as a page may wait, and
    /// in full in the background.
    /// - Parameter name: names the filter; together with the creditor it is the key.
    /// - Throws: `PostgresError`.
    func count(
        _ creditor: CreditorID, _ filter: ListFilter, name: String
    ) async throws -> Counted {
        let key = "\(creditor)\n\(name)"
        let known = state.withLockedValue { state -> (value: Counted, isDue: Bool)? in
            guard let known = state.counts[key], known.mayBeShown(spans) else { return nil }
            return (known.value, state.counts[key]?.isDue() ?? false)
        }
        // A small count of the whole list is made anew each time: an import may be going on.
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

    /// Counts in the background, within seconds. Pages meanwhile show the bound. A count that fails
    /// is forgotten.
    private func countWhole(_ creditor: CreditorID, _ filter: ListFilter, _ key: String) {
        inTurn { [self] in
            // Another page that asked at the same time may have had it counted.
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

    /// The number of matches if it is known; nobody waits for it.
    /// - Parameters:
    ///   - name: names the filter; together with the creditor it is the key.
    ///   - counting: whether to count, after the page was answered, if it is time to.
    /// - Returns: nil if it is not known, or too old to be shown.
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
                // A fifth of the time at most: nobody asked for these numbers.
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

    /// Takes in a count that a page has made of its own rows, so that both numbers agree.
    func note(_ count: Int, _ creditor: CreditorID, name: String) {
        state.withLockedValue {
            if $0.glimpses.count > Self.mostEntries { $0.glimpses = [:] }
            $0.glimpses["\(creditor)\n\(name)"] = Known(
                value: count, until: .now + spans.glimpse)
        }
    }

    /// Runs the work after its page was answered, once the work before it has ended.
    private func inTurn(_ body: @escaping @Sendable () async -> Void) {
        state.withLockedValue { state in
            state.counting = Self.after(state.counting, body)
        }
    }

    /// A task that begins when the one before has ended.
    private static func after(
        _ before: Task<Void, Never>?, _ body: @escaping @Sendable () async -> Void
    ) -> Task<Void, Never> {
        Task {
            await before?.value
            await body()
        }
    }

    /// - Parameter span: fresh for so long, and for `Spans.count` at least.
    private func keep(
        _ count: Counted, _ key: String, isAsked: Bool, for span: Duration = .zero
    ) {
        state.withLockedValue { state in
            if state.counts.count > Self.mostEntries { state.counts = [:] }
            state.counts[key] = Known(
                value: count, until: .now + max(span, spans.count), isAsked: isAsked)
        }
    }

    /// The payments for a run's invoices since the handover, as far as they are known. They are
    /// counted after the page was answered, for that reads the whole run.
    /// - Returns: nil if they are not known yet, or too old to be shown.
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
