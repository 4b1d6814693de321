import NIOConcurrencyHelpers
import Reminders

/// The moments at which parts that this worker gave back become due. The ledger wakes due parts
/// only when a worker asks it to (`Ledger.tend`).
final class DueParts: Sendable {
    /// Moments are rounded up to multiples of this, so that many parts are woken together.
    private static let grain = Duration.milliseconds(250)
    /// Sorted, without duplicates.
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

    /// Drops the moments that have passed.
    /// - Returns: the next one; nil if there is none.
    func next(after now: BootInstant) -> BootInstant? {
        moments.withLockedValue { moments in
            moments.removeAll { $0 <= now }
            return moments.first
        }
    }
}
