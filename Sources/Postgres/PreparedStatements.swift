/// The statements that a session has prepared by name: parsed once, and planned seldom.
///
/// PostgreSQL plans a prepared statement anew for its first five executions, and keeps a plan for
/// all parameters from then on if that is no dearer. A plan that was made while a table was empty
/// must not outlive its growth: after `life` all are prepared again.
struct PreparedStatements {
    /// Milliseconds.
    static let life: Int64 = 10_000
    /// The session's own state was not as believed: the name is unknown or taken, or a migration
    /// has changed what the statement returns. Nothing was executed.
    static let stale: Set<String> = ["26000", "42P05", "0A000"]

    private var names: Set<String> = []
    private var generation = 0
    private var endsAt = Int64.max

    /// - Parameter name: of the statement, the same for the same text.
    /// - Returns: what it is called in the session, and whether it must be prepared first.
    mutating func name(of name: String) -> (name: String, isNew: Bool) {
        let isNew = names.insert(name).inserted
        if isNew, names.count == 1 { endsAt = monotonicMilliseconds() + Self.life }
        return ("\(name).\(generation)", isNew)
    }

    var isOld: Bool { monotonicMilliseconds() >= endsAt }

    /// The same names mean other statements of the session from now on.
    mutating func forget() {
        names = []
        generation += 1
        endsAt = .max
    }
}
