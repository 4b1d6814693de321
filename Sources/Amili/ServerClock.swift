import NIOConcurrencyHelpers
import Reminders

/// Reckons Amili's clock, and the age of an answer, from the `Date`s of its answers.
///
/// An answer's `Date` is never later than its receipt, so the largest difference between a `Date`
/// and our own clock (boot time, which nobody sets) comes closest to Amili's clock; a kept answer
/// falls behind it. Differences grow old, so that Amili may set its clock back.
final class ServerClock: Sendable {
    private struct Spell {
        let began: BootInstant
        /// Nanoseconds.
        var largest: Int64
    }

    private struct State {
        /// Nanoseconds, and when, of the last answer that cannot have been kept: a letter's or a
        /// token's.
        var vouched: (difference: Int64, at: BootInstant)?
        /// The largest of all answers of this spell of five minutes, and of the one before.
        var current: Spell?
        var previous: Spell?
    }

    private static let spell: Duration = .seconds(300)
    private static let vouchedLife: Duration = .seconds(7_200)
    private static let vouchedPause: Duration = .milliseconds(100)

    private let state = NIOLockedValueBox(State())

    /// - Parameters:
    ///   - date: the header, seconds since 1970.
    ///   - isVouched: it is the answer to what no cache may answer.
    func note(_ date: Int64, receivedAt now: BootInstant, isVouched: Bool) {
        let difference = date * 1_000_000_000 - now.nanoseconds
        state.withLockedValue { state in
            if isVouched { state.vouched = (difference, now) }
            if let current = state.current, now - current.began < Self.spell {
                state.current?.largest = max(current.largest, difference)
            } else {
                state.previous = state.current
                state.current = Spell(began: now, largest: difference)
            }
        }
    }

    /// The answer to what no cache may answer; of many in a short time one is enough.
    func noteVouched(receivedAt now: BootInstant, _ date: () -> Int64?) {
        let isFresh = state.withLockedValue { state in
            state.vouched.map { now - $0.at < Self.vouchedPause && now >= $0.at } ?? false
        }
        guard !isFresh, let date = date() else { return }
        note(date, receivedAt: now, isVouched: true)
    }

    /// - Returns: by how many seconds the answer is older than its question; negative or small for
    ///   one that was made for it; nil if Amili's clock is not known yet.
    func age(of date: Int64, askedAt: BootInstant) -> Int64? {
        let largest = state.withLockedValue { state -> Int64? in
            var known: [Int64] = []
            if let vouched = state.vouched, askedAt - vouched.at < Self.vouchedLife {
                known.append(vouched.difference)
            }
            for spell in [state.current, state.previous].compactMap({ $0 })
            where askedAt - spell.began < Self.spell * 3 {
                known.append(spell.largest)
            }
            return known.max()
        }
        return largest.map { (askedAt.nanoseconds + $0) / 1_000_000_000 - date }
    }
}
