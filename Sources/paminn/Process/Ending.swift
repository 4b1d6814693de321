import Glibc
import Postgres
import Threads

/// Ends the process, whatever its threads are doing.
enum Ending {
    /// The time, in milliseconds, for closed connections to take leave of their servers.
    private static let farewell: Int64 = 1_000

    /// Ends the process without running exit handlers. `exit` would run OpenSSL's clean-up while
    /// threads of ours may still be inside it, and crash (SIGSEGV) after the work is done. Nothing
    /// is lost: the system takes back all memory and descriptors, and our output is unbuffered.
    /// - Parameter code: the exit code, see `Failure.Code`.
    static func end(_ code: Int32) -> Never {
        OperatingSystemThread.waitForAll(milliseconds: farewell)
        fflush(nil)
        _exit(code)
    }
}
