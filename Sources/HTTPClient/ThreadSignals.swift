import Glibc

/// The signal mask of our own threads.
enum ThreadSignals {
    /// Blocks all signals but those of faults. Other threads handle the process's signals, and a
    /// write to a closed connection must be an error and not SIGPIPE, which CURLOPT_NOSIGNAL leaves
    /// to us.
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
