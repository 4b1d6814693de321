import NIOConcurrencyHelpers

/// The host names that the console answers to. They change once, when the system has chosen a port.
final class Bound: Sendable {
    private let hosts: NIOLockedValueBox<Set<String>>
    init(_ names: Set<String>) { hosts = NIOLockedValueBox(names) }
    func set(_ names: Set<String>) { hosts.withLockedValue { $0 = names } }
    var names: Set<String> { hosts.withLockedValue { $0 } }
}
