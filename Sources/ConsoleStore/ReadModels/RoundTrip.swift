import Database
import Postgres

extension ConsoleStore {
    /// Measures how long the database takes for the smallest question. It takes the shortest of
    /// five, so that a moment's load does not pass for a slow connection.
    package func roundTrip() async throws -> Duration {
        try await pool.perform { session in
            // The first question is not measured.
            try session.run(HealthStatement.nothing)
            var shortest = Duration.seconds(3_600)
            for _ in 1...5 {
                let before = ContinuousClock.now
                try session.run(HealthStatement.nothing)
                shortest = min(shortest, ContinuousClock.now - before)
            }
            return shortest
        }
    }
}
