/// A time that the database has forgotten because it was set back, by Amili's clock. Letters of
/// ours may have gone in it without a trace.
package struct LostTime: Sendable, Equatable {
    /// The beginning, seconds since 1970.
    package let since: Int64
    /// The end; nil: the time has not ended yet.
    package let until: Int64?
    /// No letter goes before this moment, because calls of the lost time may still take effect.
    /// nil: not known.
    package let closesAfter: Int64?
    package init(since: Int64, until: Int64?, closesAfter: Int64? = nil) {
        self.since = since
        self.until = until
        self.closesAfter = closesAfter
    }

    /// Whether a case was made in this time, give or take `Finding.tolerance` at its beginning.
    /// - Parameter createdAt: the moment at which Amili says that it made the case.
    package func covers(_ createdAt: Int64) -> Bool {
        createdAt >= since - Finding.tolerance && createdAt < until ?? .max
    }
}
