import Glibc

/// Standard error as a daemon's log. Its reader may go away or stop reading, and the work must go
/// on: a line that cannot be written at once is dropped and counted, and the next line that gets
/// through is preceded by one that tells how many were lost.
// Sendable: what changes is touched only between lock and unlock. Not `Synchronization.Mutex`,
// which ThreadSanitizer does not know.
final class LogStream: @unchecked Sendable {
    static let standardError = LogStream(2)

    private let descriptor: Int32
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    /// Lines dropped since the last one that got through.
    private var lost = 0
    /// Whether the last line is only partly written.
    private var isInLine = false
    private var speaksJSON = false

    /// - Parameter descriptor: stays open as long as the process lives.
    init(_ descriptor: Int32) {
        self.descriptor = descriptor
        let code = pthread_mutex_init(mutex, nil)
        precondition(code == 0)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    /// Whether the reader expects JSON.
    var isJSON: Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return speaksJSON
    }

    /// Makes everything on this stream JSON from now on; there is no way back.
    func speakJSON() {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        speaksJSON = true
    }

    /// Ignores SIGPIPE for the whole process: a reader that goes away must not end it, whichever
    /// thread writes.
    static func outliveReaders() { signal(SIGPIPE, SIG_IGN) }

    /// Writes a line if that is possible without waiting; else drops it.
    /// - Parameters:
    ///   - line: without its newline.
    ///   - tell: makes the line that says how many were lost.
    func write(_ line: String, telling tell: (_ lost: Int) -> String) {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        if lost > 0, put(tell(lost)) { lost = 0 }
        if lost > 0 || !put(line) { lost += 1 }
    }

    /// - Returns: false if the line could not be written in full without waiting. Its beginning may
    ///   stand there then; the next line begins with a newline.
    private func put(_ line: String) -> Bool {
        let text = Array(((isInLine ? "\n" : "") + line + "\n").utf8)
        var rest = text[...]
        while !rest.isEmpty {
            // PIPE_BUF bytes at a time: if poll reports room, a pipe takes so many without waiting.
            let count =
                isReady
                ? rest.prefix(Int(PIPE_BUF)).withUnsafeBytes {
                    Glibc.write(descriptor, $0.baseAddress, $0.count)
                } : 0
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if count == 0 || errno != EINTR {
                isInLine = isInLine || rest.count < text.count
                return false
            }
        }
        isInLine = false
        return true
    }

    /// Whether the stream takes PIPE_BUF bytes without waiting.
    private var isReady: Bool {
        var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        return poll(&wanted, 1, 0) == 1 && wanted.revents & Int16(POLLOUT) != 0
    }
}
