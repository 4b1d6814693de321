import Logging
import NIOConcurrencyHelpers

/// All sign-ins of one console share this: the lines for hashing, and the log.
final class SignInGuard: Sendable {
    /// For whoever comes for the first time: together some seconds long.
    let strangers = HashingLane(most: 8)
    /// For browsers that have been let in before: guesses of strangers hold up none of them.
    let known = HashingLane(most: 32)
    private struct Shut {
        let until: ContinuousClock.Instant
        /// Then the database is asked again: it may have been forgiven.
        let askAgain: ContinuousClock.Instant
    }
    private static let mostShut = 10_000

    private let log: Logger?
    /// How long a refusal holds without a question to the database.
    private let memory: Duration
    private let shut = NIOLockedValueBox<[String: Shut]>([:])
    private let refused = NIOLockedValueBox((count: 0, due: ContinuousClock.now))

    init(log: Logger? = nil, memory: Duration = .seconds(5)) {
        self.log = log
        self.memory = memory
    }

    /// How long whoever goes by that name has to wait, as far as it is known here: a flood of
    /// guesses that are refused anyway must not reach the database.
    func wait(_ name: String) -> Duration? {
        let now = ContinuousClock.now
        return shut.withLockedValue { shut in
            guard let entry = shut[name] else { return nil }
            if entry.askAgain > now { return entry.until - now }
            shut[name] = nil
            return nil
        }
    }

    func remember(_ name: String, _ wait: Duration) {
        let now = ContinuousClock.now
        shut.withLockedValue { shut in
            if shut.count >= Self.mostShut { shut = [:] }
            shut[name] = Shut(until: now + wait, askAgain: now + min(wait, memory))
        }
    }

    /// - Parameter address: nil if it cannot be told.
    func noteFailure(_ address: String?) {
        log?.warning("sign-in failed", metadata: ["address": "\(address ?? "unknown")"])
    }

    /// Says so every ten seconds at most: who floods us must not fill the log.
    func noteRefusal(_ address: String?, _ wait: Duration?) {
        let count = refused.withLockedValue { refused -> Int? in
            refused.count += 1
            guard refused.due <= .now else { return nil }
            defer { refused = (0, .now + .seconds(10)) }
            return refused.count
        }
        guard let count else { return }
        log?.warning(
            "sign-ins put off",
            metadata: [
                "address": "\(address ?? "unknown")", "count": "\(count)",
                "why": "\(wait == nil ? "many at once" : "too many failures")",
                "seconds": "\(wait.map { Int($0.components.seconds) + 1 } ?? 0)",
            ])
    }
}
