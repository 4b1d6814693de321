import AccessStore
import NIOConcurrencyHelpers

/// Files are made piece by piece while they are sent. However many one user loads, one piece of
/// theirs is made at a time, and with more than one they go behind those who wait for a page.
final class DownloadShare: Sendable {
    private let priority: PriorityGate
    /// How often a download asks whether it may go on.
    private let looksEvery: Duration
    private let turns = NIOLockedValueBox<[Int64: Turns]>([:])

    init(_ priority: PriorityGate, looksEvery: Duration) {
        self.priority = priority
        self.looksEvery = looksEvery
    }

    /// The same pieces in their turn, until the session ends.
    func sharing(
        _ pieces: AsyncThrowingStream<[UInt8], any Error>, _ context: PageContext
    ) -> AsyncThrowingStream<[UInt8], any Error> {
        let reader = Reader(pieces, context, enter(context.session.user), self)
        return AsyncThrowingStream { try await reader.next() }
    }

    private func enter(_ user: Int64) -> Turns {
        turns.withLockedValue { turns in
            let own = turns[user] ?? Turns()
            turns[user] = own
            own.readers.withLockedValue { $0 += 1 }
            return own
        }
    }

    private func leave(_ user: Int64) {
        turns.withLockedValue { turns in
            let left = turns[user]?.readers.withLockedValue { readers in
                readers -= 1
                return readers
            }
            if left == 0 { turns[user] = nil }
        }
    }

    /// The downloads of one user.
    private final class Turns: Sendable {
        let readers = NIOLockedValueBox(0)
        let line = Line()
    }

    /// One at a time, in the order in which they came.
    private actor Line {
        private var isTaken = false
        private var waiting: [CheckedContinuation<Void, Never>] = []

        func enter() async {
            guard isTaken else {
                isTaken = true
                return
            }
            await withCheckedContinuation { waiting.append($0) }
        }

        func leave() {
            guard !waiting.isEmpty else {
                isTaken = false
                return
            }
            waiting.removeFirst().resume()
        }
    }

    private actor Reader {
        private var pieces: AsyncThrowingStream<[UInt8], any Error>.AsyncIterator?
        private let context: PageContext
        private let own: Turns
        private let share: DownloadShare
        private var lookAt: ContinuousClock.Instant

        init(
            _ pieces: AsyncThrowingStream<[UInt8], any Error>, _ context: PageContext, _ own: Turns,
            _ share: DownloadShare
        ) {
            self.pieces = pieces.makeAsyncIterator()
            self.context = context
            self.own = own
            self.share = share
            lookAt = .now + share.looksEvery
        }

        deinit { share.leave(context.session.user) }

        func next() async throws -> [UInt8]? {
            await own.line.enter()
            do {
                let began = ContinuousClock.now
                if began >= lookAt {
                    lookAt = began + share.looksEvery
                    guard try await ServerSentEvents.isStillAllowed(context) else { throw Ended() }
                }
                guard var iterator = pieces else { return nil }
                let piece = try await iterator.next(isolation: self)
                pieces = iterator
                if own.readers.withLockedValue({ $0 > 1 }) {
                    try await share.priority.gap(after: .now - began)
                }
                await own.line.leave()
                return piece
            } catch {
                await own.line.leave()
                throw error
            }
        }
    }

    /// The session has ended while the file was sent: what came is not whole, and ends as such.
    struct Ended: Error {}
}
