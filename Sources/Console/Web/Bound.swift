import HTTPTypes
import Hummingbird
import NIOConcurrencyHelpers
import NIOCore
import ServiceLifecycle

/// The host names that we answer to, known once the port is.
final class Bound: Sendable {
    private let hosts = NIOLockedValueBox<Set<String>>([])
    func set(_ names: Set<String>) { hosts.withLockedValue { $0 = names } }
    var names: Set<String> { hosts.withLockedValue { $0 } }
}
