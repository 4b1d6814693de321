import CProcess
import Glibc

/// Detached threads of the operating system, for calls that block.
package enum OperatingSystemThread {
    /// The number of threads that have begun and not ended.
    private static let running = Monitor(0)

    private final class Start: Sendable {
        let name: String
        let body: @Sendable () -> Void
        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    /// Runs `body` on a new thread.
    /// - Parameter name: at most 15 bytes, as `top -H` shows it.
    /// - Returns: false if the system gives no more threads; then `body` is never called.
    package static func run(_ name: String, _ body: @escaping @Sendable () -> Void) -> Bool {
        let start = Unmanaged.passRetained(Start(name: name, body: body))
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        pthread_attr_setstacksize(&attributes, 1 << 20)
        var thread = pthread_t()
        count(1)
        let code = pthread_create(
            &thread, &attributes,
            { argument in
                guard let argument else { return nil }
                let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                paminn_name_this_thread(start.name)
                start.body()
                OperatingSystemThread.count(-1)
                return nil
            }, start.toOpaque())
        if code != 0 {
            count(-1)
            start.release()
        }
        return code == 0
    }

    private static func count(_ change: Int) { running.with { $0 += change } }

    /// Waits until all threads have ended. A closed connection takes leave of its server on its own
    /// thread.
    /// - Returns: false if some have not ended within this time.
    @discardableResult package static func waitForAll(milliseconds: Int64) -> Bool {
        running.wait(deadline: monotonicMilliseconds() + milliseconds) { $0 == 0 }
        return running.with { $0 == 0 }
    }
}
