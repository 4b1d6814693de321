import Glibc
import NIOConcurrencyHelpers

/// Standard error as a daemon's log. Its reader may go away or stop reading, and the work must go
/// on: a line that cannot be written at once is dropped and counted, and the next line that gets
/// through is preceded by one that tells how many were lost.
final class LogStream: Sendable {
    private struct State {
        /// Lines dropped since the last one that got through.
        var lost = 0
        /// Lines dropped since the process began.
        var lostEver = 0
        /// Whether the last line is only partly written.
        var isInLine = false
        var speaksJSON = false
    }

    static let standardError = LogStream(2)

    private let descriptor: Int32
    /// Held while a line is written, so that lines do not mix; a write does not wait.
    private let state = NIOLockedValueBox(State())

    /// - Parameter descriptor: stays open as long as the process lives.
    init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// Whether the reader expects JSON.
    var isJSON: Bool { state.withLockedValue { $0.speaksJSON } }

    /// Makes everything on this stream JSON from now on; there is no way back.
    func speakJSON() { state.withLockedValue { $0.speaksJSON = true } }

    /// The lines dropped since the process began.
    var linesLost: Int { state.withLockedValue { $0.lostEver } }

    /// Ignores SIGPIPE for the whole process: a reader that goes away must not end it, whichever
    /// thread writes.
    static func outliveReaders() { signal(SIGPIPE, SIG_IGN) }

    /// Writes a line if that is possible without waiting; else drops it.
    /// - Parameters:
    ///   - line: without its newline.
    ///   - tell: makes the line that says how many were lost.
    func write(_ line: String, telling tell: (_ lost: Int) -> String) {
        state.withLockedValue { state in
            if state.lost > 0, put(tell(state.lost), &state) { state.lost = 0 }
            if state.lost > 0 || !put(line, &state) {
                state.lost += 1
                state.lostEver += 1
            }
        }
    }

    /// - Returns: false if the line could not be written in full without waiting. Its beginning may
    ///   stand there then; the next line begins with a newline.
    private func put(_ line: String, _ state: inout State) -> Bool {
        let text = Array(((state.isInLine ? "\n" : "") + line + "\n").utf8)
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
                state.isInLine = state.isInLine || rest.count < text.count
                return false
            }
        }
        state.isInLine = false
        return true
    }

    /// Whether the stream takes PIPE_BUF bytes without waiting.
    private var isReady: Bool {
        var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        return poll(&wanted, 1, 0) == 1 && wanted.revents & Int16(POLLOUT) != 0
    }
}
