import NIOConcurrencyHelpers
import Reminders
import Store

/// What the pages of one console share: answers that many ask for at once, and long work that goes
/// on after its page was answered. Nothing rests on it: with another console, or after a restart,
/// the same is asked and done anew.
final class Desk: Sendable {
    struct Counted: Sendable {
        let count: Int
        /// Else there are more.
        let isExact: Bool
    }

    private struct Count {
        var value: Counted
        /// Until then it is good enough.
        var until: ContinuousClock.Instant
        var isAsked = false
    }
    private struct State {
        var counts: [String: Count] = [:]
        /// One at a time: whoever looks at pages goes first.
        var counting: Task<Void, Never>?
        var work: [String: WorkState] = [:]
    }
    enum WorkState: Sendable, Equatable {
        case going
        case failed(DeskProblem)
    }

    /// A count lives for so long, or for five times what it took: seconds, of a million.
    private static let countLives = Duration.seconds(15)
    private static let mostEntries = 2_000
    /// Counted at once; past it “fler än” is said, until the background has counted on.
    static let countAtOnce = 2_000

    private let store: Store
    private let state = NIOLockedValueBox(State())

    let glances = Glances()
    let courtesy = Courtesy()
    let onlookers: Onlookers

    init(_ store: Store) {
        self.store = store
        onlookers = Onlookers(store, courtesy)
    }

    /// How many match: at once as far as a page may wait for, and whole as soon as it was counted.
    func count(_ creditor: CreditorID, _ filter: ListFilter, name: String) async throws
        -> Counted
    {
        let key = "\(creditor)\n\(name)"
        let now = ContinuousClock.now
        let known = state.withLockedValue { state -> (value: Counted, isDue: Bool)? in
            guard var known = state.counts[key] else { return nil }
            let isDue = now > known.until && !known.isAsked
            if isDue {
                known.isAsked = true
                state.counts[key] = known
            }
            return (known.value, isDue)
        }
        if let known {
            if known.isDue { countWhole(creditor, filter, key) }
            return known.value
        }
        let bounded = try await store.count(
            creditor, filter, upTo: Self.countAtOnce, effort: .aside)
        let counted = Counted(count: bounded.count, isExact: bounded.isExact)
        keep(counted, key, isAsked: !bounded.isExact)
        if !bounded.isExact { countWhole(creditor, filter, key) }
        return counted
    }

    /// Ends by itself within seconds; whoever looks meanwhile is told the bound.
    private func countWhole(_ creditor: CreditorID, _ filter: ListFilter, _ key: String) {
        let store = store
        state.withLockedValue { state in
            let before = state.counting
            state.counting = Task { [self] in
                await before?.value
                // Somebody who came at the same time may have had it counted.
                guard self.state.withLockedValue({ $0.counts[key]?.isAsked == true }) else {
                    return
                }
                let began = ContinuousClock.now
                if let count = try? await store.exactCount(
                    creditor, filter, effort: .aside, pause: courtesy.gap)
                {
                    keep(
                        Counted(count: count, isExact: true), key, isAsked: false,
                        for: (.now - began) * 5)
                } else {
                    self.state.withLockedValue { $0.counts[key] = nil }
                }
            }
        }
    }

    private func keep(
        _ count: Counted, _ key: String, isAsked: Bool, for span: Duration = .zero
    ) {
        state.withLockedValue { state in
            if state.counts.count > Self.mostEntries { state.counts = [:] }
            state.counts[key] = Count(
                value: count, until: .now + max(span, Self.countLives), isAsked: isAsked)
        }
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
    /// Nothing of it was kept; it may be tried again.
    case trouble

    init(_ error: any Error) {
        switch error {
        case let problem as DraftProblem: self = .draft(problem)
        case LoadProblem.creditorNotActive: self = .notActive
        default: self = .trouble
        }
    }
}
