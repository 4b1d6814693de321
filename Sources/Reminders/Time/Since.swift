/// A moment, and how long ago it was by the database's clock.
package struct Since: Sendable, Equatable {
    /// RFC 3339 UTC.
    package let at: String
    package let seconds: Double

    package init(at: String, seconds: Double) {
        self.at = at
        self.seconds = seconds
    }
}
