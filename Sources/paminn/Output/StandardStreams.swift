import Glibc

/// Standard input, output and error, of which the parent process may have closed any.
enum StandardStreams {
    /// Opens /dev/null in place of closed streams. Otherwise the next file or connection would get
    /// the number of one, and results would be written into it. Reading from such a stream finds it
    /// empty; writing to it fails.
    static func keep() {
        for stream in Int32(0)...2 where fcntl(stream, F_GETFD) < 0 {
            _ = open("/dev/null", O_RDONLY)
        }
    }

    /// Ends the process because results could not be written, which is no success. Work that is
    /// done stays done.
    /// - Parameter cause: the `errno` of the write.
    static func outputFailed(_ cause: Int32) -> Never {
        if cause == EPIPE {
            // The reader has gone, as `head` does: end by SIGPIPE, as other programs do.
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
