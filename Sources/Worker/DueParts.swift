import Reminders

/// When the parts that this worker has given back are due again: the ledger wakes what is due only
/// when somebody asks it to.
final class DueParts: Sendable {
    /// Moments closer together are one.
    private static let grain = Duration.milliseconds(100)
    private let moments = Locked<[BootInstant]>([])

    func note(_ moment: BootInstant) {
        moments.with { moments in
            let place = moments.firstIndex { moment <= $0 + Self.grain } ?? moments.count
            if place < moments.count, moment + Self.grain >= moments[place] {
                moments[place] = max(moments[place], moment)
            } else {
                moments.insert(moment, at: place)
            }
        }
    }

    /// Forgets what has passed.
    /// - Returns: when the next is due; nil if none is.
    func next(after now: BootInstant) -> BootInstant? {
        moments.with { moments in
            moments.removeAll { $0 <= now }
            return moments.first
        }
    }
}
