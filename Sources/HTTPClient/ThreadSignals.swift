import Glibc

/// The signals of a thread of ours.
enum ThreadSignals {
    /// The process's signals are for other threads, and a write to a closed connection must be an
    /// error, not SIGPIPE (CURLOPT_NOSIGNAL keeps libcurl from caring). Faults of ours still show.
    static func block() {
        var signals = sigset_t()
        sigfillset(&signals)
        for fault in [SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV] {
            sigdelset(&signals, fault)
        }
        let code = pthread_sigmask(SIG_BLOCK, &signals, nil)
        precondition(code == 0, "pthread_sigmask failed: \(code)")
    }
}
