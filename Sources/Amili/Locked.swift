import Glibc

/// A value behind a lock. Not `Synchronization.Mutex`, which ThreadSanitizer does not know.
// Every access to `value` is between lock and unlock of `mutex`, and both live as long as self.
final class Locked<Value>: @unchecked Sendable {
    private var value: Value
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>

    init(_ value: Value) {
        self.value = value
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        let code = pthread_mutex_init(mutex, nil)
        precondition(code == 0, "pthread_mutex_init: \(code)")
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    /// - Parameter body: must not block, and must not lock again.
    func withLock<Result>(_ body: (inout Value) -> Result) -> Result {
        let code = pthread_mutex_lock(mutex)
        precondition(code == 0, "pthread_mutex_lock: \(code)")
        defer { pthread_mutex_unlock(mutex) }
        return body(&value)
    }
}
