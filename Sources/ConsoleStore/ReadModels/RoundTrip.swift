import Database
import Postgres

extension ConsoleStore {
    /// How long the database takes for the smallest question: the shortest of five, so that a
    /// moment's load is no slow way.
    package func roundTrip() async throws -> Duration {
        try await pool.perform { session in
            // The first one is also prepared.
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
