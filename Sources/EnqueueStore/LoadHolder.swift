/// The load that keeps others of the same creditor waiting.
package struct LoadHolder: Sendable, Equatable {
    /// `pid NUMBER on HOST`; the host's name may be cut short.
    package let process: String
    /// Seconds since 1970, by the database's clock.
    package let since: Double

    package init(process: String, since: Double) {
        self.process = process
        self.since = since
    }
}
