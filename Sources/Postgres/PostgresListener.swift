import CPostgres
import Glibc

/// Hears what the database is told by NOTIFY, on a connection and thread of its own.
///
/// Give it a way straight to the server: through PgBouncer in transaction mode nothing is heard. It
/// only wakes sooner those who look by themselves anyway.
package struct PostgresListener: Sendable {
    /// Payloads in order. An empty one comes each time listening begins, also after a lost
    /// connection: something may have been missed, so look. At most the newest 1,024 wait to be
    /// read. The connection ends with the stream: when its reader's task is cancelled, or nobody
    /// holds it any more.
    package let payloads: AsyncStream<String>
    private let ear: Ear

    /// A pooler answers in the server's place, and would keep the LISTEN for its next client: we
    /// listen to nothing, and `payloads` has ended.
    package var isPooled: Bool { ear.isPooled.with { $0 } }

    /// Returns at once; connects, and connects again, by itself. One reader.
    /// - Throws: 22023 if `conninfo` cannot be read, 53000 if the system lacks a descriptor or
    ///   thread.
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
        // `ear` closes the descriptor in its deinit, so that it cannot be another's when raised.
        continuation.onTermination = { _ in ear.end() }
    }
}

/// The listener's thread.
private final class Ear: Sendable {
    let options: ConnectionOptions
    let channel: String
    /// An eventfd, readable once listening shall end.
    let stop: CInt
    let heard: AsyncStream<String>.Continuation
    let isPooled = Monitor(false)
    /// A connection on which nothing comes may be silent for good: it is asked something then.
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

    /// A pooler makes up the process number that it tells its clients.
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

    /// - Returns: false when told to stop, true when the connection is lost.
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
