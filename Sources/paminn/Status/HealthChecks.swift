import ConsoleStore
import Reminders
import Status

/// The checks that workers and consoles share.
enum HealthChecks {
    /// A loop that turns once a second and has not turned for so long stands still.
    static let longestTurn = Duration.seconds(15)

    /// - Parameter turned: when the loop last turned.
    static func loop(_ turned: BootInstant, at now: BootInstant) -> HealthCheck {
        let age = now - turned
        guard age > longestTurn else {
            return HealthCheck("main loop", .ok, "it goes on")
        }
        return HealthCheck(
            "main loop", .bad, "it has stood still for \(Durations.written(age.seconds))",
            "Restart this process.")
    }

    /// Whether the database answers, and whether the schema fits.
    static func database(_ reading: LatestValue<DatabaseFooting>.Reading) -> [HealthCheck] {
        switch reading {
        case .value(let footing):
            return [HealthCheck("database", .ok, "it answers"), schema(footing)]
        case .failed(let error):
            let trouble = error as? any LedgerTrouble
            return [
                HealthCheck(
                    "database", .bad, trouble?.trouble ?? "it cannot be asked",
                    trouble?.remedy ?? "Run `paminn doctor`.")
            ]
        case .late:
            return [
                HealthCheck(
                    "database", .bad,
                    "it gives no answer within \(Durations.written(StatusDatabase.patience.seconds))",
                    "Check that PostgreSQL runs, and look for locks and load.")
            ]
        }
    }

    private static func schema(_ footing: DatabaseFooting) -> HealthCheck {
        if footing.isSchemaNewer {
            return HealthCheck(
                "schema", .bad, "it is newer than this program can work with",
                "Start the program that migrated.")
        }
        if footing.isSchemaOlder {
            return HealthCheck(
                "schema", .bad, "it is older than this program needs", "Run `paminn migrate`.")
        }
        return HealthCheck("schema", .ok, "it fits")
    }
}
