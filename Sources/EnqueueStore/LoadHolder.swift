/// The load for which another load of the same creditor has waited in vain.
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
