import CPostgres
import Glibc
import Threads

/// Listens to NOTIFY on its own connection and thread.
///
/// The connection must be direct: PgBouncer in transaction mode passes no notifications on. A
/// listener only shortens the waits of code that also looks by itself.
package struct PostgresListener: Sendable {
    /// The payloads in their order. An empty one comes each time that listening begins, also after
    /// a lost connection, because notifications may have been missed; so look then. At most the
    /// newest 1,024 wait to be read. The connection ends with the stream, which is when its
    /// reader's task is cancelled or nobody holds it any more.
    package let payloads: AsyncStream<String>
    private let ear: Ear

    /// Whether a pooler answers in the server's place. It would keep the LISTEN for its next
    /// client, so we do not listen, and `payloads` has ended.
    package var isPooled: Bool { ear.isPooled.with { $0 } }

    /// Returns at once; connects and reconnects in the background. For one reader.
    /// - Throws: 22023 if `conninfo` cannot be read, 53000 if the system has no descriptor or
    ///   thread left.
    package init(
        _ conninfo: String, applicationName: String, channel: String
    ) throws(PostgresError) {
        let options = try ConnectionOptions(conninfo, applicationName: applicationName)
        let stop = paminn_open_eventfd()
        let (stream, continuation) = AsyncStream.makeStream(
            of: String.self, bufferingPolicy: .bufferingNewest(1024))
        payloads = stream
        ear = Ear(options: options, channel: channel, stop: stop, heard: continuation)
        let ear = ear
        guard stop >= 0, OperatingSystemThread.run("postgres-listen", { ear.listen() }) else {
            throw PostgresError(
                kind: .connectionLost, sqlstate: "53000",
                message: "the system gives no more descriptors or threads")
        }
        // `ear` closes the descriptor only in its deinit, so that `end` cannot hit another's.
        continuation.onTermination = { _ in ear.end() }
    }
}

/// The thread of a listener.
private final class Ear: Sendable {
    let options: ConnectionOptions
    let channel: String
    /// An eventfd that is readable when listening must end.
    let stop: CInt
    let heard: AsyncStream<String>.Continuation
    let isPooled = Monitor(false)
    /// Milliseconds of silence after which the connection is tested, because it may be dead.
    private static let longestSilence: Int64 = 60_000

    init(
        options: ConnectionOptions, channel: String, stop: CInt,
        heard: AsyncStream<String>.Continuation
    ) {
        self.options = options
        self.channel = channel
        self.stop = stop
        self.heard = heard
    }

    deinit { if stop >= 0 { close(stop) } }

    func end() { paminn_raise_eventfd(stop) }

    func listen() {
        var pause: Int64 = 100
        while true {
            if let connection = try? LiveConnection.open(options, stop: stop) {
                if Self.leadsToPooler(connection) {
                    isPooled.with { $0 = true }
                    heard.finish()
                    return
                }
                if begin(connection) {
                    pause = 100
                    heard.yield("")
                    if !hear(connection) { return }
                }
            }
            if isStopped(within: pause) { return }
            pause = min(pause * 2, 5000)
        }
    }

    /// Whether a pooler answers: it tells its clients a made-up process number.
    private static func leadsToPooler(_ connection: LiveConnection) -> Bool {
        guard let rows = try? connection.script("select pg_backend_pid()"), rows.count == 1 else {
            return false
        }
        return rows.int(0, 0) != Int64(PQbackendPID(connection.raw))
    }

    private func begin(_ connection: LiveConnection) -> Bool {
        guard let name = PQescapeIdentifier(connection.raw, channel, channel.utf8.count) else {
            return false
        }
        defer { PQfreemem(name) }
        return (try? connection.script("LISTEN " + String(cString: name))) != nil
    }

    /// - Returns: false if listening must end, true if the connection is lost.
    private func hear(_ connection: LiveConnection) -> Bool {
        while !connection.isLost {
            while let notification = PQnotifies(connection.raw) {
                heard.yield(String(cString: notification.pointee.extra))
                PQfreemem(notification)
            }
            let deadline = monotonicMilliseconds() + Self.longestSilence
            switch connection.poll(Int16(POLLIN), stop: stop, deadline: deadline) {
            case .stopped: return false
            case .timedOut: if (try? connection.script("select 1")) == nil { return true }
            case .ready: break
            }
            if PQconsumeInput(connection.raw) == 0 { return true }
        }
        return true
    }

    private func isStopped(within milliseconds: Int64) -> Bool {
        var descriptor = pollfd(fd: stop, events: Int16(POLLIN), revents: 0)
        return poll(&descriptor, 1, CInt(milliseconds)) > 0
    }
}
