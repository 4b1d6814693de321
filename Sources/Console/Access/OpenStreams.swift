import NIOConcurrencyHelpers

/// The open event streams, by user. A user who opens more and more pages must not take the
/// connections of all others.
final class OpenStreams: Sendable {
    /// One open stream, and the way to end it.
    private struct Stream {
        let number: UInt64
        let letGo: @Sendable () -> Void
    }

    private let most: Int
    private let told: @Sendable (_ open: Int) -> Void
    /// By user, the oldest stream first; and the last number that was given.
    private let state = NIOLockedValueBox((streams: [Int64: [Stream]](), last: UInt64(0)))

    /// - Parameters:
    ///   - most: streams of one user.
    ///   - told: gets the number of all open streams whenever it changes. Called under the lock.
    init(most: Int, told: @escaping @Sendable (_ open: Int) -> Void = { _ in }) {
        self.most = most
        self.told = told
    }

    /// Registers a stream, and lets the user's oldest one go if there is one too many.
    /// - Parameter letGo: ends the stream; called at most once, outside the lock.
    /// - Returns: the number that `close` takes.
    func open(user: Int64, letGo: @escaping @Sendable () -> Void) -> UInt64 {
        let (number, oldest) = state.withLockedValue { state -> (UInt64, Stream?) in
            state.last += 1
            let number = state.last
            state.streams[user, default: []].append(Stream(number: number, letGo: letGo))
            let isOver = state.streams[user, default: []].count > most
            let oldest = isOver ? state.streams[user]?.removeFirst() : nil
            told(state.streams.values.reduce(0) { $0 + $1.count })
            return (number, oldest)
        }
        oldest?.letGo()
        return number
    }

    /// Forgets a stream that has ended; one that was let go is forgotten already.
    func close(user: Int64, _ number: UInt64) {
        state.withLockedValue { state in
            state.streams[user]?.removeAll { $0.number == number }
            if state.streams[user]?.isEmpty == true { state.streams[user] = nil }
            told(state.streams.values.reduce(0) { $0 + $1.count })
        }
    }

    /// The number of the user's open streams.
    func count(user: Int64) -> Int { state.withLockedValue { $0.streams[user]?.count ?? 0 } }
}
