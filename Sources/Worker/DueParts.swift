import NIOConcurrencyHelpers
import Reminders

/// When the parts that this worker has given back are due again: the ledger wakes what is due only
/// when somebody asks it to.
final class DueParts: Sendable {
    /// Moments are rounded up to multiples of this, so that many parts are woken together.
    private static let grain = Duration.milliseconds(250)
    /// In order, each once.
    private let moments = NIOLockedValueBox<[BootInstant]>([])

    func note(_ moment: BootInstant) {
        let grain = Self.grain.wholeNanoseconds
        let rounded = BootInstant(nanoseconds: (moment.nanoseconds + grain - 1) / grain * grain)
        moments.withLockedValue { moments in
            let place = moments.firstIndex { $0 >= rounded } ?? moments.count
            if place == moments.count || moments[place] != rounded {
                moments.insert(rounded, at: place)
            }
        }
    }

    /// Forgets what has passed.
    /// - Returns: when the next is due; nil if none is.
    func next(after now: BootInstant) -> BootInstant? {
        moments.withLockedValue { moments in
            moments.removeAll { $0 <= now }
            return moments.first
        }
    }
}
