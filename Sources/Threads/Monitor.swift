import Glibc

/// A value behind a lock, with a condition variable for its changes.
///
/// It uses `pthread_mutex_t` because ThreadSanitizer does not know `Synchronization.Mutex`.
// Sendable: `state` is used only while `mutex` is held, and the two pointers never change.
package final class Monitor<State>: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var state: State

    package init(_ state: State) {
        self.state = state
        mutex = .allocate(capacity: 1)
        condition = .allocate(capacity: 1)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        let failures = pthread_mutex_init(mutex, nil) + pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
        precondition(failures == 0, "no lock can be made")
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Reads or changes the state, and wakes all threads that wait for a change. `body` must not
    /// block.
    @discardableResult
    package func with<Value>(_ body: (inout State) -> Value) -> Value {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        let value = body(&state)
        pthread_cond_broadcast(condition)
        return value
    }

    /// Blocks this thread until `body` returns a value. Must not be called on a thread of the
    /// concurrency pool.
    package func wait<Value>(until body: (inout State) -> Value?) -> Value {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            if let value = body(&state) { return value }
            pthread_cond_wait(condition, mutex)
        }
    }

    /// Blocks this thread until `isReached` returns true or the deadline has passed.
    /// - Parameter deadline: monotonic milliseconds.
    package func wait(deadline: Int64, until isReached: (State) -> Bool) {
        var time = timespec(
            tv_sec: Int(deadline / 1000), tv_nsec: Int(deadline % 1000) * 1_000_000)
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while !isReached(state) {
            if pthread_cond_timedwait(condition, mutex, &time) == ETIMEDOUT { return }
        }
    }
}

/// Milliseconds of CLOCK_MONOTONIC.
package func monotonicMilliseconds() -> Int64 {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000
}
