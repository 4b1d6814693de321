import Glibc

/// A value behind a `pthread_mutex_t`: like `Synchronization.Mutex`, but ThreadSanitizer sees it.
///
/// `@unchecked Sendable`: `value` is reached in `withLock` only, which holds the mutex.
final class Lock<Value>: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private var value: Value

    init(_ value: sending Value) {
        self.value = value
        mutex = .allocate(capacity: 1)
        let code = pthread_mutex_init(mutex, nil)
        precondition(code == 0, "pthread_mutex_init failed: \(code)")
    }

    deinit {
        let code = pthread_mutex_destroy(mutex)
        precondition(code == 0, "a lock was destroyed while it was held")
        mutex.deallocate()
    }

    /// - Parameter body: short; awaits nothing and takes no other lock.
    func withLock<Result>(_ body: (inout Value) -> Result) -> Result {
        let locked = pthread_mutex_lock(mutex)
        precondition(locked == 0, "pthread_mutex_lock failed: \(locked)")
        defer {
            let unlocked = pthread_mutex_unlock(mutex)
            precondition(unlocked == 0, "pthread_mutex_unlock failed: \(unlocked)")
        }
        return body(&value)
    }
}
