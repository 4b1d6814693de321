import Dispatch

/// Closed until it is set, and open ever after; threads wait at it, and no tasks.
final class DispatchedFlag: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    func set() { semaphore.signal() }
    func pass() {
        semaphore.wait()
        semaphore.signal()
    }
}
