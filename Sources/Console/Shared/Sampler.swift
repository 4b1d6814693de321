import ConsoleStore
import ServiceLifecycle

/// Looks every other second whether it is time to note what went through: ten seconds' worth is
/// written once, by whichever console comes first.
struct Sampler: Service {
    let console: ConsoleStore

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                // A database that is away is told of where it is missed; the chart has a gap.
                _ = try? await console.sample()
                try? await Task.sleep(for: .seconds(2))
            }
        }
    }
}
