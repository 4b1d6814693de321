/// A moment of this machine's CLOCK_BOOTTIME in nanoseconds. That clock also runs while the machine
/// sleeps. It must not be compared with another machine's or with a wall clock.
package struct BootInstant: Hashable, Comparable, Sendable {
    package let nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    package static func < (left: BootInstant, right: BootInstant) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
    package static func + (moment: BootInstant, span: Duration) -> BootInstant {
        BootInstant(nanoseconds: moment.nanoseconds + span.wholeNanoseconds)
    }
    package static func - (later: BootInstant, earlier: BootInstant) -> Duration {
        .nanoseconds(later.nanoseconds - earlier.nanoseconds)
    }
}
