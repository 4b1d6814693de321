import Foundation
import Testing

import class TestSupport.SilentProxy

@testable import Postgres

/// The other side is there, takes what it is sent, and answers nothing.
@Suite(.timeLimit(.minutes(10)))
struct SilenceTests {
    static func proxy() throws -> SilentProxy {
        let folder = try #require(
            try TestDatabase.conninfo.split(separator: " ").first { $0.hasPrefix("host=") })
        return try SilentProxy(to: folder.dropFirst("host=".count) + "/.s.PGSQL.5432")
    }

    private static func conninfo(_ proxy: SilentProxy, _ more: String = "") -> String {
        "host=127.0.0.1 port=\(proxy.port) user=postgres dbname=postgres \(more)"
    }

    private static let short: StatementDeadlines = {
        var deadlines = StatementDeadlines()
        deadlines.brief = .milliseconds(200)
        deadlines.ordinary = .milliseconds(200)
        deadlines.bulk = .milliseconds(200)
        return deadlines
    }()

    private static func pool(_ proxy: SilentProxy, _ size: Int = 1) -> PostgresPool {
        PostgresPool(
            conninfo(proxy), applicationName: "silence", size: size, deadlines: short)
    }

    @Test(arguments: StatementDeadlines.Kind.allCases)
    func aStatementWithoutAnAnswerIsALostConnectionAndTheNextOneWorks(
        kind: StatementDeadlines.Kind
    ) async throws {
        let proxy = try Self.proxy()
        defer { proxy.close() }
        let pool = Self.pool(proxy)
        #expect(try await pool.perform { try $0.run("select 1").int(0, 0) } == 1)
        proxy.silence()
        let error = try await failure {
            try await pool.performToEnd(kind) { try $0.run("select 1").int(0, 0) }
        }
        #expect(error.kind == .connectionLost)
        #expect(error.cause == .silence)
        #expect(try await pool.perform { try $0.run("select 2").int(0, 0) } == 2)
    }

    @Test func aCommitWithoutAnAnswerIsInDoubt() async throws {
        let proxy = try Self.proxy()
        defer { proxy.close() }
        let pool = Self.pool(proxy)
        let error = try await failure {
            try await pool.performToEnd { session in
                try session.transaction { session in
                    try session.run("select 1")
                    proxy.silence()
                }
            }
        }
        #expect(error.kind == .commitInDoubt)
        #expect(error.cause == .silence)
    }

    @Test func aCopyThatGetsNowhereIsGivenUp() async throws {
        let proxy = try Self.proxy()
        defer { proxy.close() }
        let connection = try await PostgresConnection.connect(
            Self.conninfo(proxy), applicationName: "silence", deadlines: Self.short)
        let error = try await failure {
            try await connection.perform(.bulk) { session in
                try session.transaction { session in
                    try session.script("create temporary table of_a_copy (id int) on commit drop")
                    var pieces = 0
                    return try session.copyIn("copy of_a_copy from stdin") { buffer in
                        buffer = Array("1\n".utf8)
                        pieces += 1
                        if pieces == 3 { proxy.silence() }
                        return pieces < 5
                    }
                }
            }
        }
        #expect(error.kind == .connectionLost)
        #expect(error.cause == .silence)
        #expect(!connection.isUsable)
    }

    @Test func aSilentDoorIsGivenUpAfterItsTime() async throws {
        let proxy = try Self.proxy()
        defer { proxy.close() }
        proxy.silenceAll()
        let error = try await failure {
            try await TestDatabase.connect(Self.conninfo(proxy, "connect_timeout=1"))
        }
        #expect(error.connectionFailure == .noAnswer)
    }

    @Test func aHandshakeOfTLSThatIsNotAnsweredIsGivenUp() async throws {
        let proxy = try Self.proxy()
        defer { proxy.close() }
        proxy.silenceAll()
        let error = try await failure {
            try await TestDatabase.connect(
                Self.conninfo(proxy, "connect_timeout=1 sslmode=require"))
        }
        #expect(error.connectionFailure == .noAnswer)
    }

    @Test func aCancellationThatIsNotAnsweredEndsAllTheSame() async throws {
        let proxy = try Self.proxy()
        defer { proxy.close() }
        let connection = try await PostgresConnection.connect(
            Self.conninfo(proxy), applicationName: "silence")
        let begun = Signal()
        let task = Task {
            try await connection.perform { session in
                proxy.silenceAll()
                begun.send()
                return try session.run("select pg_sleep(600)").count
            }
        }
        await begun.wait()
        task.cancel()
        let error = try await failure { try await task.value }
        #expect([.connectionLost, .cancelled].contains(error.kind))
        #expect(!connection.isUsable || error.kind == .cancelled)
    }

    @Test func whatIsSlowAndAnswersIsCancelledAndKeptApartFromSilence() async throws {
        let proxy = try Self.proxy()
        defer { proxy.close() }
        let pool = Self.pool(proxy)
        let error = try await failure {
            try await pool.performToEnd { try $0.run("select pg_sleep(600)").count }
        }
        #expect(error.kind == .server)
        #expect(error.cause == .deadline)
        #expect(error.isRetryable)
    }

    @Test func aProgramThatEndsWaitsNoLonger() async throws {
        let proxy = try Self.proxy()
        defer { proxy.close() }
        let pool = PostgresPool(Self.conninfo(proxy), applicationName: "silence", size: 1)
        let begun = Signal()
        let task = Task {
            try await pool.performToEnd(.bulk) { session in
                proxy.silenceAll()
                begun.send()
                return try session.run("select 1").count
            }
        }
        await begun.wait()
        pool.hurry(.milliseconds(100))
        #expect(try await failure { try await task.value }.cause == .silence)
    }

    /// A server process that is stopped holds what it has locked: the next one waits for it, is
    /// cancelled at its deadline, and leaves nobody waiting at the server.
    @Test func aStoppedServerProcessIsALostConnection() async throws {
        let pool = PostgresPool(
            try TestDatabase.conninfo, applicationName: "stopped", size: 1, deadlines: Self.short)
        let process = try await pool.perform { try $0.run("select pg_backend_pid()").int(0, 0) }
        kill(pid_t(process), SIGSTOP)
        defer { kill(pid_t(process), SIGCONT) }
        let error = try await failure {
            try await pool.performToEnd { try $0.run("select 1").count }
        }
        #expect(error.cause == .silence)
        let next = try await pool.perform { try $0.run("select pg_backend_pid()").int(0, 0) }
        #expect(next != process)
    }

    @Test func oneSilenceEndsTheIdleConnectionsBesideIt() async throws {
        let proxy = try Self.proxy()
        defer { proxy.close() }
        let pool = Self.pool(proxy, 3)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<3 {
                group.addTask {
                    _ = try await pool.perform { try $0.run("select pg_sleep(0.1)").count }
                }
            }
            try await group.waitForAll()
        }
        proxy.silence()
        _ = try await failure { try await pool.perform { try $0.run("select 1").count } }
        // Without it the next two would be silent as well.
        for _ in 0..<3 {
            #expect(try await pool.perform { try $0.run("select 1").int(0, 0) } == 1)
        }
    }
}
