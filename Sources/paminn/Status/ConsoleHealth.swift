import ConsoleStore
import NIOConcurrencyHelpers
import Reminders
import Status

/// How a console is: whether its tasks run, whether it listens, and the database.
final class ConsoleHealth: HealthSource {
    private struct State {
        var turnedAt: BootInstant
        var isListening = false
    }

    private let footing: LatestValue<DatabaseFooting>
    private let state: NIOLockedValueBox<State>

    init(_ footing: LatestValue<DatabaseFooting>) {
        self.footing = footing
        state = NIOLockedValueBox(State(turnedAt: SystemTime().now()))
    }

    /// Turns once a second until cancelled. Pages are made by the same threads.
    func keepTurning() async {
        while !Task.isCancelled {
            state.withLockedValue { $0.turnedAt = SystemTime().now() }
            try? await Task.sleep(for: .seconds(1))
        }
    }

    func listens() { state.withLockedValue { $0.isListening = true } }

    func live() -> HealthReport {
        HealthReport([
            HealthChecks.loop(state.withLockedValue { $0.turnedAt }, at: SystemTime().now())
        ])
    }

    func ready() async -> HealthReport {
        let isListening = state.withLockedValue { $0.isListening }
        let page =
            isListening
            ? HealthCheck("page", .ok, "it is served")
            : HealthCheck("page", .bad, "it is not served yet", "Wait for the database.")
        return HealthReport(
            live().checks + HealthChecks.database(await footing.value()) + [page])
    }

    var summary: String {
        state.withLockedValue { $0.isListening } ? "serves the page" : "waits for the database"
    }
}
