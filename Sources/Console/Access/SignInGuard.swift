import LogEvents
import Logging
import NIOConcurrencyHelpers

/// The state that all sign-ins of one console share: the lanes for hashing, the memory of refusals,
/// and the log.
final class SignInGuard: Sendable {
    /// For browsers that nobody has signed in from: a full queue takes some seconds.
    let strangers = HashingLane(most: 8)
    /// For browsers that have signed in before. Guesses of strangers hold up none of them.
    let known = HashingLane(most: 32)
    /// A name that has to wait.
    private struct Shut {
        /// The end of the wait, as the database told it.
        let until: ContinuousClock.Instant
        /// The database is asked again then: it may have been forgiven.
        let askAgain: ContinuousClock.Instant
    }
    /// If so many names wait, all are forgotten here; the database still knows them.
    private static let mostShut = 10_000

    private let log: Logger?
    /// How long a refusal holds without a question to the database.
    private let memory: Duration
    /// By name: a digest of a browser's token, or of an address and a login.
    private let shut = NIOLockedValueBox<[String: Shut]>([:])
    /// Refusals since the last log line, and the earliest time of the next line.
    private let refused = NIOLockedValueBox((count: 0, due: ContinuousClock.now))

    /// - Parameter log: nil: log nothing.
    init(log: Logger? = nil, memory: Duration = .seconds(5)) {
        self.log = log
        self.memory = memory
    }

    /// How long a name still has to wait, as far as this console knows: a flood of guesses that are
    /// refused anyway must not reach the database.
    /// - Returns: nil if the database is to be asked.
    func wait(_ name: String) -> Duration? {
        let now = ContinuousClock.now
        return shut.withLockedValue { shut in
            guard let entry = shut[name] else { return nil }
            if entry.askAgain > now { return entry.until - now }
            shut[name] = nil
            return nil
        }
    }

    /// Remembers a wait that the database told.
    func remember(_ name: String, _ wait: Duration) {
        let now = ContinuousClock.now
        shut.withLockedValue { shut in
            if shut.count >= Self.mostShut { shut = [:] }
            shut[name] = Shut(until: now + wait, askAgain: now + min(wait, memory))
        }
    }

    /// Logs a wrong password or login.
    /// - Parameter address: nil if it cannot be told.
    func noteFailure(_ address: String?) {
        log?.tell(.signInFailed, ["address": "\(address ?? "unknown")"])
    }

    /// Counts a sign-in that was put off, and logs it every ten seconds at most: a flood must not
    /// fill the log.
    /// - Parameter wait: nil if too many sign in at once.
    func noteRefusal(_ address: String?, _ wait: Duration?) {
        let count = refused.withLockedValue { refused -> Int? in
            refused.count += 1
            guard refused.due <= .now else { return nil }
            defer { refused = (0, .now + .seconds(10)) }
            return refused.count
        }
        guard let count else { return }
        log?.tell(
            .signInsPutOff,
            [
                "address": "\(address ?? "unknown")", "count": "\(count)",
                "why": "\(wait == nil ? "many at once" : "too many failures")",
                "seconds": "\(wait.map { Int($0.components.seconds) + 1 } ?? 0)",
            ])
    }
}
