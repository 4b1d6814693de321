import NIOConcurrencyHelpers

/// The event streams that are open, by user: one who opens ever more pages must not take the
/// connections of all others.
final class OpenStreams: Sendable {
    private struct Stream {
        let number: UInt64
        let letGo: @Sendable () -> Void
    }

    private let most: Int
    private let state = NIOLockedValueBox((streams: [Int64: [Stream]](), last: UInt64(0)))

    /// - Parameter most: of one user.
    init(most: Int) { self.most = most }

    /// Lets the oldest of this user go if there is one too many.
    /// - Returns: what `close` takes.
    func open(user: Int64, letGo: @escaping @Sendable () -> Void) -> UInt64 {
        let (number, oldest) = state.withLockedValue { state -> (UInt64, Stream?) in
            state.last += 1
            let number = state.last
            state.streams[user, default: []].append(Stream(number: number, letGo: letGo))
            let isOver = state.streams[user, default: []].count > most
            return (number, isOver ? state.streams[user]?.removeFirst() : nil)
        }
        oldest?.letGo()
        return number
    }

    func close(user: Int64, _ number: UInt64) {
        state.withLockedValue { state in
            state.streams[user]?.removeAll { $0.number == number }
            if state.streams[user]?.isEmpty == true { state.streams[user] = nil }
        }
    }

    func count(user: Int64) -> Int { state.withLockedValue { $0.streams[user]?.count ?? 0 } }
}
