/// A stretch of time that a database which was set back has forgotten, by Amili's clock. Letters of
/// ours may have gone in it that left no trace.
package struct LostTime: Sendable, Equatable {
    /// Seconds since 1970.
    package let since: Int64
    /// nil: not over yet.
    package let until: Int64?
    /// Until then what went in it may still take effect: no letter goes before. nil: not known.
    package let closesAfter: Int64?
    package init(since: Int64, until: Int64?, closesAfter: Int64? = nil) {
        self.since = since
        self.until = until
        self.closesAfter = closesAfter
    }

    /// - Parameter createdAt: when Amili says that a case was made.
    package func covers(_ createdAt: Int64) -> Bool {
        createdAt >= since - Finding.tolerance && createdAt < until ?? .max
    }
}
