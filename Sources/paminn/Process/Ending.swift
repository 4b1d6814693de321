import Glibc
import Postgres

/// How the process ends, whatever its threads are at.
enum Ending {
    /// Connections that were closed have so long to say goodbye to their servers.
    private static let farewell: Int64 = 1_000

    /// `exit` would run OpenSSL's clean-up while threads of ours may still be inside it: a SIGSEGV
    /// after the work is done. The system takes everything back by itself, and nothing is
    /// buffered: what is written is written at once.
    static func end(_ code: Int32) -> Never {
        OperatingSystemThread.waitForAll(milliseconds: farewell)
        fflush(nil)
        _exit(code)
    }
}
