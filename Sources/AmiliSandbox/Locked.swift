import Glibc

/// A value behind a lock. The body must neither wait nor call out.
// Every access to `value` is between lock and unlock of `mutex`, which has a fixed address.
final class Locked<Value: Sendable>: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private var value: Value

    init(_ value: Value) {
        self.value = value
        mutex = .allocate(capacity: 1)
        precondition(pthread_mutex_init(mutex, nil) == 0)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    func withLock<Result>(_ body: (inout Value) -> Result) -> Result {
        precondition(pthread_mutex_lock(mutex) == 0)
        defer { pthread_mutex_unlock(mutex) }
        return body(&value)
    }
}
