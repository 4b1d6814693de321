import ArgumentParser
import Reminders

/// A run's number as an argument.
extension RunID: ExpressibleByArgument {
    init?(argument: String) { self.init(argument) }
}
