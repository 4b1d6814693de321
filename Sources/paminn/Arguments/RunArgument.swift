import ArgumentParser
import Reminders

/// Lets a run's number stand as an argument or option.
extension RunID: ExpressibleByArgument {
    init?(argument: String) { self.init(argument) }
}
