import Database
import Postgres
package import Reminders

/// The fleet in figures, for a status server. No figure belongs to a creditor.
package struct FleetFigures: Sendable {
    package let queued: Int
    package let uncertain: Int
    /// Seconds for which the first part whose turn it is has waited; 0: none waits.
    package let oldestDue: Double
    /// Seconds for which the first reminder has been in doubt; 0: none is.
    package let oldestDoubt: Double
    /// Held runs whose time has come.
    package let heldPastDue: Int
    /// Closed gates by their cause, as `GateCause` is stored; `paused`: by a human; `unknown`: the
    /// cause was not noted.
    package let closedGates: [String: Int]
    package let alive: Int
    /// Workers that are silent, or have died with parts in hand that nobody has rescued.
    package let dead: Int
    /// Calls a second of the whole fleet; infinite if nobody has set a limit.
    package let rate: Double
    /// Reminders that ended, a second; nil: no console has taken samples.
    package let usedRate: Double?
    /// Seconds without news about open cases; 0: there are none.
    package let pollLag: Double
    package let openIncidents: Int
    /// Whether due work is being done.
    package let progress: WorkProgress
}

extension ConsoleStore {
    /// Reads the figures of the fleet: two statements, whose time does not grow with runs that are
    /// over.
    package func fleet() async throws -> FleetFigures {
        try await pool.perform(.brief) { session in
            let progress = try WorkProgress.read(in: session)
            let rows = try session.run(FleetStatement.figures)
            func count(_ column: StaticString) -> Int { Int(rows.int(0, column)) }
            func known(_ column: StaticString) -> Double? {
                rows.isNull(0, column) ? nil : max(0, rows.double(0, column))
            }
            var gates: [String: Int] = [:]
            for row in 0..<rows.count {
                guard let cause = rows.optionalString(row, "cause") else { continue }
                gates[cause] = Int(rows.int(row, "gates"))
            }
            return FleetFigures(
                queued: count("queued"), uncertain: count("uncertain"),
                oldestDue: known("due_seconds") ?? 0, oldestDoubt: known("doubt_seconds") ?? 0,
                heldPastDue: count("held"), closedGates: gates, alive: count("alive"),
                dead: count("dead"), rate: rows.double(0, "rate"),
                usedRate: known("used_rate"),
                pollLag: known("poll_seconds") ?? 0, openIncidents: count("incidents"),
                progress: progress)
        }
    }
}
