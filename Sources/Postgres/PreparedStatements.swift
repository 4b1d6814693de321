import Threads

/// The statements that a session has prepared by name, which are parsed once and seldom planned.
///
/// PostgreSQL plans a prepared statement anew for its first five executions. After these it keeps a
/// plan for all parameters, if that costs no more. A plan that was made while a table was empty
/// must not outlive its growth, so all statements are prepared again after `life`.
struct PreparedStatements {
    /// Milliseconds.
    static let life: Int64 = 10_000
    /// SQLSTATEs which show that the session's state is not as believed: a name is unknown or
    /// taken, or a migration has changed the columns of the result. Nothing was executed.
    static let stale: Set<String> = ["26000", "42P05", "0A000"]

    private var names: Set<String> = []
    private var generation = 0
    private var endsAt = Int64.max

    /// - Parameter name: the statement's own name, always the same for the same text.
    /// - Returns: its name in the session, and whether it must be prepared first.
    mutating func name(of name: String) -> (name: String, isNew: Bool) {
        let isNew = names.insert(name).inserted
        if isNew, names.count == 1 { endsAt = monotonicMilliseconds() + Self.life }
        return ("\(name).\(generation)", isNew)
    }

    /// Whether the oldest of them has reached `life`.
    var isOld: Bool { monotonicMilliseconds() >= endsAt }

    /// Forgets all statements. From now on the same names get other names in the session.
    mutating func forget() {
        names = []
        generation += 1
        endsAt = .max
    }
}
