import ConsoleStore
import EnqueueStore
import NIOConcurrencyHelpers
import OperatorStore
import Reminders

/// What the pages of one console share: answers that many ask for at once, and long work that goes
/// on after its page was answered. Nothing rests on it: with another console, or after a restart,
/// the same is asked and done anew.
final class Desk: Sendable {
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
        var work: [String: WorkState] = [:]
    }
    enum WorkState: Sendable, Equatable {
        case going
        case failed(DeskProblem)
    }

    private static let mostEntries = 2_000
    /// Counted at once; past it “fler än” is said, until the background has counted on.
    static let countAtOnce = 2_000

    private let console: ConsoleStore
    private let spans: Spans
    private let state = NIOLockedValueBox(State())

    let glances = Glances()
    let courtesy = Courtesy()
    let onlookers: Onlookers

    init(_ console: ConsoleStore, _ spans: Spans = Spans()) {
        self.console = console
        self.spans = spans
        onlookers = Onlookers(console, courtesy)
    }

    /// How many match: at once as far as a page may wait for, and whole as soon as it was counted.
    func count(_ creditor: CreditorID, _ filter: ListFilter, name: String) async throws
        -> Counted
    {
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
                creditor, filter, budget: .aside, pause: courtesy.gap)
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
                try await courtesy.gap(after: $0 * 4)
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
            let paid = try? await console.paidSince(run, pause: courtesy.gap)
            state.withLockedValue {
                $0.paid[run] = paid.map { paid in
                    Known(value: paid, until: .now + max((.now - began) * 5, spans.paid))
                }
            }
        }
        return value
    }

    // MARK: Long work

    func work(_ name: String) -> WorkState? { state.withLockedValue { $0.work[name] } }

    func forget(_ name: String) { state.withLockedValue { $0.work[name] = nil } }

    /// Begins it, unless it is going on already.
    func begin(
        _ name: String, _ body: @escaping @Sendable () async throws -> Void
    ) {
        let isNew = state.withLockedValue { state in
            if state.work[name] == .going { return false }
            if state.work.count > Self.mostEntries {
                state.work = state.work.filter { $1 == .going }
            }
            state.work[name] = .going
            return true
        }
        guard isNew else { return }
        // Outlives the request: a run of a million takes longer than a browser waits. Cut off, its
        // transaction is undone, and the same click does it anew.
        Task { [self] in
            do {
                try await body()
                state.withLockedValue { $0.work[name] = nil }
            } catch {
                state.withLockedValue { $0.work[name] = .failed(DeskProblem(error)) }
            }
        }
    }
}

/// Why long work came to nothing, by what the user can do about it.
enum DeskProblem: Sendable, Equatable {
    case draft(DraftProblem)
    case notActive
    /// Another load of the creditor does not end.
    case held
    /// Nothing of it was kept; it may be tried again.
    case trouble

    init(_ error: any Error) {
        switch error {
        case let problem as DraftProblem: self = .draft(problem)
        case LoadProblem.creditorNotActive: self = .notActive
        case LoadProblem.held: self = .held
        default: self = .trouble
        }
    }
}
