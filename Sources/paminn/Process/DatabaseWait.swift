import Database
import Logging
import Postgres
import Reminders
import Stores

/// Waiting for a database that is away when a program starts which is to run on: told, and bounded.
struct DatabaseWait: Sendable {
    /// The program was told to stop meanwhile.
    struct Stopped: Error {}

    let limit: Duration
    let isStopping: @Sendable () -> Bool
    let tell: @Sendable (PostgresError, _ limit: Duration) -> Void

    /// - Throws: what the last attempt came to, when the time is over or no time would help.
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

    private func rest(_ span: Duration, _ time: SystemTime) async throws {
        let end = time.now() + span
        while time.now() < end, !isStopping() {
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    private static func mayPass(_ error: PostgresError) -> Bool {
        if let failure = error.connectionFailure { return failure.mayPass }
        return error.sqlstate != "08003" && error.isRetryable
    }

    static func logged(
        _ limit: Duration, _ log: Logger, isStopping: @escaping @Sendable () -> Bool
    ) -> DatabaseWait {
        DatabaseWait(limit: limit, isStopping: isStopping) { error, limit in
            log.warning(
                "waiting for the database",
                metadata: [
                    "error": "\(error)", "at_most": "\(Durations.written(limit.seconds))",
                    "remedy": "\(error.remedy)",
                ])
        }
    }
}
