import AccessStore
import ArgumentParser

/// Lets a role stand as an option.
extension ConsoleRole: ExpressibleByArgument {}
