import Glibc

/// Standard input, output and error, as whoever started the process left them.
enum StandardStreams {
    /// Keeps the numbers of closed streams from being given to the next file or connection, into
    /// which results would be written then. Such a stream can be read (it is empty), not written.
    static func keep() {
        for stream in Int32(0)...2 where fcntl(stream, F_GETFD) < 0 {
            _ = open("/dev/null", O_RDONLY)
        }
    }

    /// Results that nobody gets are no success. Nothing is undone by that.
    static func outputFailed(_ cause: Int32) -> Never {
        if cause == EPIPE {
            // The reader has gone, as `head` does: end as every other program does then.
            signal(SIGPIPE, SIG_DFL)
            raise(SIGPIPE)
            _exit(128 + SIGPIPE)
        }
        Terminal.note(
            "paminn: Standard output cannot be written: \(String(cString: strerror(cause)))."
                + " What was done is done; mend the output and look with `paminn status`.")
        Ending.end(Failure.Code.inputOutput.rawValue)
    }
}
