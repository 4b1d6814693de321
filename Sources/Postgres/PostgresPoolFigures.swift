/// The connections of a pool, and its failures so far.
package struct PostgresPoolFigures: Sendable, Equatable {
    /// Connections that callers hold.
    package var busy = 0
    /// Connections that nobody holds.
    package var idle = 0
    /// Calls that failed, by the first two characters of SQLSTATE; `none` without one. Calls that
    /// we cancelled or whose pool we closed are no failures.
    package var errors: [String: Int] = [:]
    /// Those of them that ran out of their time.
    package var deadlines = 0

    package init() {}

    /// Counts the end of a call.
    mutating func note(_ error: PostgresError) {
        guard error.kind != .cancelled, error != .closed else { return }
        let known = error.sqlstate.count == 5
        errors[known ? String(error.sqlstate.prefix(2)) : "none", default: 0] += 1
        if error.cause == .deadline || error.cause == .silence { deadlines += 1 }
    }

    package static func + (left: Self, right: Self) -> Self {
        var both = left
        both.busy += right.busy
        both.idle += right.idle
        both.errors.merge(right.errors) { $0 + $1 }
        both.deadlines += right.deadlines
        return both
    }
}
