import Database
import LogEvents
import Logging
import Postgres
import Reminders
import Stores

/// Waits, for a bounded time, until the database can be reached: for long-running programs that may
/// start before it.
struct DatabaseWait: Sendable {
    /// Thrown when the program is told to stop while it waits.
    struct Stopped: Error {}

    /// The longest time from the first attempt to the last.
    let limit: Duration
    /// Asked between attempts and every 50 ms while waiting.
    let isStopping: @Sendable () -> Bool
    /// Called once, at the first failed attempt, with the limit.
    let tell: @Sendable (PostgresError, _ limit: Duration) -> Void

    /// Checks the schema until that succeeds, with a random 0.5 to 1.5 s between attempts.
    /// - Throws: `Stopped`; `SchemaProblem`; the `PostgresError` of the last attempt when the limit
    ///   has passed, or of the first that waiting cannot mend.
    func reach(_ stores: Stores) async throws {
        let time = SystemTime()
        let began = time.now()
        var isTold = false
        while true {
            do {
                return try await stores.database.checkSchema()
            } catch let error as PostgresError where Self.mayPass(error) {
                if isStopping() { throw Stopped() }
                guard time.now() - began < limit else { throw error }
                if !isTold { tell(error, limit) }
                isTold = true
                try await rest(.milliseconds(.random(in: 500...1500)), time)
            }
        }
    }

    /// Sleeps for `span`, or until the program is told to stop.
    private func rest(_ span: Duration, _ time: SystemTime) async throws {
        let end = time.now() + span
        while time.now() < end, !isStopping() {
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Whether the same attempt may succeed later, with nothing changed here. 08003 is our own code
    /// for a pool that this process has closed.
    private static func mayPass(_ error: PostgresError) -> Bool {
        if let failure = error.connectionFailure { return failure.mayPass }
        return error.sqlstate != "08003" && error.isRetryable
    }

    /// A wait that logs one warning, with the cause and its remedy.
    static func logged(
        _ limit: Duration, _ log: Logger, isStopping: @escaping @Sendable () -> Bool
    ) -> DatabaseWait {
        DatabaseWait(limit: limit, isStopping: isStopping) { error, limit in
            log.tell(
                .databaseAwaited,
                [
                    "error": "\(error)", "at_most": "\(Durations.written(limit.seconds))",
                    "remedy": "\(error.remedy)",
                ])
        }
    }
}
