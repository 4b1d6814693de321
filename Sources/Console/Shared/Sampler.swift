import ConsoleStore
import ServiceLifecycle

/// Records the fleet's throughput. Every other second it looks whether the current ten seconds have
/// a sample; the first console to find none writes it.
struct Sampler: Service {
    let console: ConsoleStore

    /// Runs until the console stops.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                // Pages report a database that does not answer; the chart has a gap.
                _ = try? await console.sample()
                try? await Task.sleep(for: .seconds(2))
            }
        }
    }
}
