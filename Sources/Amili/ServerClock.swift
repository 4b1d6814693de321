import NIOConcurrencyHelpers
import Reminders

/// Estimates Amili's clock from the `Date` headers of its answers, and from it the age of an
/// answer.
///
/// The estimate is the largest difference between a `Date` and our own clock (boot time, which
/// nobody sets): an answer's `Date` is never later than its receipt, so the largest comes closest.
/// A cached answer's `Date` falls behind it. Differences expire, so that Amili may set its clock
/// back.
final class ServerClock: Sendable {
    /// The answers received within five minutes.
    private struct Spell {
        let began: BootInstant
        /// The largest difference of its answers, in nanoseconds.
        var largest: Int64
    }

    private struct State {
        /// The difference, in nanoseconds, and the receipt of the last answer that no cache can
        /// have given: to a letter, to a change or to a token call.
        var vouched: (difference: Int64, at: BootInstant)?
        /// The current spell, and the one before it.
        var current: Spell?
        var previous: Spell?
    }

    /// The length of a spell. Its difference counts for three times as long.
    private static let spell: Duration = .seconds(300)
    /// How long a vouched difference counts.
    private static let vouchedLife: Duration = .seconds(7_200)
    /// The least time between two vouched answers whose `Date` is read.
    private static let vouchedPause: Duration = .milliseconds(100)

    private let state = NIOLockedValueBox(State())

    /// Notes the difference between an answer's `Date` and our clock.
    /// - Parameters:
    ///   - date: the header, seconds since 1970.
    ///   - isVouched: whether no cache can have given the answer.
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

    /// Notes the `Date` of an answer that no cache can have given. Of many within `vouchedPause`
    /// one is enough, and `date` is read for that one only.
    func noteVouched(receivedAt now: BootInstant, _ date: () -> Int64?) {
        let isFresh = state.withLockedValue { state in
            state.vouched.map { now - $0.at < Self.vouchedPause && now >= $0.at } ?? false
        }
        guard !isFresh, let date = date() else { return }
        note(date, receivedAt: now, isVouched: true)
    }

    /// The seconds by which an answer is older than its question: negative or small if it was made
    /// for that question.
    /// - Returns: nil if Amili's clock is not known yet.
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
