import NIOConcurrencyHelpers
import Reminders
import Store

/// What the pages of one console share: answers that many ask for at once, and long work that goes
/// on after its page was answered. Nothing rests on it: with another console, or after a restart,
/// the same is asked and done anew.
final class Desk: Sendable {
    private struct State {
        var work: [String: WorkState] = [:]
    }
    enum WorkState: Sendable, Equatable {
        case going
        case failed(DeskProblem)
    }

    private static let mostEntries = 2_000
    private let store: Store
    private let state = NIOLockedValueBox(State())

    init(_ store: Store) { self.store = store }

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
    case notActive
    /// Nothing of it was kept; it may be tried again.
    case trouble

    init(_ error: any Error) {
        switch error {
        case LoadProblem.creditorNotActive: self = .notActive
        default: self = .trouble
        }
    }
}
