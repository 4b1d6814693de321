/// A moment, with the seconds that have passed since by the database's clock.
package struct Since: Sendable, Equatable {
    package let at: Timestamp
    package let seconds: Double

    package init(at: Timestamp, seconds: Double) {
        self.at = at
        self.seconds = seconds
    }
}
