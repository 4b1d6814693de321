import Foundation
import Testing

@testable import Postgres

@Suite(.timeLimit(.minutes(10)))
struct ConnectTests {
    @Test(arguments: [
        ("dbname=there_is_none", "3D000"), ("user=nobody_of_that_name", "28000"),
    ])
    func aRefusalHasTheServersCode(option: String, sqlstate: String) async throws {
        let error = try await failure {
            try await TestDatabase.connect(TestDatabase.conninfo + " " + option)
        }
        #expect(error.kind == .server)
        #expect(error.sqlstate == sqlstate)
        #expect(!error.isRetryable)
        #expect(!"\(error)".contains("of_that_name"))
    }

    @Test func aServerThatIsNotThereHasACodeToo() async throws {
        // Port 1 of the loopback: nobody listens there.
        let error = try await failure {
            try await TestDatabase.connect(
                "postgres://klara:hemligt@127.0.0.1:1/ledger?sslmode=disable")
        }
        #expect(error.kind == .connectionLost)
        #expect(error.sqlstate == "08001")
        #expect(error.isRetryable)
        #expect(error.message == "cannot connect: Connection refused")
    }

    @Test(arguments: [
        "host=x passwort=hemligt", "postgres://klara:hemligt@[broken/", "hemligt",
        "host='hemligt",
    ])
    func anUnreadableStringIsNotEchoed(conninfo: String) async throws {
        let error = try await failure { try await TestDatabase.connect(conninfo) }
        #expect(error.sqlstate == "22023")
        #expect(!"\(error)".contains("hemligt"))
        #expect(!error.isRetryable)
    }

    @Test func aWrongOptionIsNotEchoed() async throws {
        let error = try await failure {
            try await TestDatabase.connect(TestDatabase.conninfo + " sslmode=hemligt")
        }
        #expect(error.sqlstate == "08001")
        #expect(!"\(error)".contains("hemligt"))
    }

    @Test func theOperatorsValuesWinOverOurs() throws {
        let options = try ConnectionOptions(
            "host=a keepalives_idle=77 application_name=theirs client_encoding=LATIN1",
            applicationName: "ours")
        #expect(options["keepalives_idle"] == "77")
        #expect(options["application_name"] == "theirs")
        #expect(options["tcp_user_timeout"] == "10000")
        #expect(options["keepalives_interval"] == "3")
        #expect(options["keepalives_count"] == "3")
        #expect(options["client_encoding"] == "UTF8")
        #expect(options.connectTimeout == 5000)
        let others = try ConnectionOptions("connect_timeout=2", applicationName: "ours")
        #expect(others["application_name"] == "ours")
        #expect(others.connectTimeout == 2000)
    }

    @Test func theServerSeesWhoWeAreAndUTF8() async throws {
        let row = try await TestDatabase.connect().perform { session in
            let rows = try session.run(
                "select current_setting('application_name'), current_setting('client_encoding')")
            return [rows.string(0, 0), rows.string(0, 1)]
        }
        #expect(row == ["paminn-tests", "UTF8"])
    }

    @Test func oneSilentHostOfSeveralIsLeftOut() throws {
        let options = try ConnectionOptions(
            "host=a,b,b port=1,2,3 dbname=x", applicationName: "tests")
        let rest = try #require(options.without(host: "b", port: "2"))
        #expect(rest["host"] == "a,b")
        #expect(rest["port"] == "1,3")
        #expect(options.without(host: "c", port: "1") == nil)
        let samePort = try ConnectionOptions("host=a,b port=9", applicationName: "tests")
        #expect(samePort.without(host: "a", port: "9")?["host"] == "b")
        #expect(samePort.without(host: "a", port: "9")?["port"] == "9")
        let single = try ConnectionOptions("host=a port=9", applicationName: "tests")
        #expect(single.without(host: "a", port: "9") == nil)
    }

    @Test func aSilentHostCostsItsTimeAndTheNextOneAnswers() async throws {
        let silent = try SilentServer()
        let conninfo = try TestDatabase.conninfo
            .replacing("host=", with: "host=127.0.0.1,")
            .replacing("port=", with: "port=\(silent.port),")
        let one = try await TestDatabase.connect(conninfo + " connect_timeout=1")
        #expect(try await one.perform { try $0.run("select 1").int(0, 0) } == 1)
    }

    @Test func aServerThatNeverAnswersIsGivenUp() async throws {
        let silent = try SilentServer()
        let error = try await failure {
            try await TestDatabase.connect(
                "host=127.0.0.1 port=\(silent.port) user=x dbname=x connect_timeout=1")
        }
        #expect(
            error
                == PostgresError(
                    kind: .connectionLost, sqlstate: "08001", message: "no answer in time"))
    }

    @Test func aClosedConnectionRefusesAndSaysSo() async throws {
        let connection = try await TestDatabase.connect()
        #expect(connection.isUsable)
        connection.close()
        #expect(!connection.isUsable)
        let error = try await failure { try await connection.perform { _ in } }
        #expect(error.sqlstate == "08003")
        #expect(!error.isRetryable)
    }

    @Test func aConnectionNobodyHoldsIsEnded() async throws {
        let watcher = try await TestDatabase.connect()
        var connection: PostgresConnection? = try await TestDatabase.connect()
        let process = try await connection?.perform {
            try $0.run("select pg_backend_pid()").int(0, 0)
        }
        connection = nil
        try await TestDatabase.wait(
            watcher, until: "select not exists (select from pg_stat_activity where pid = $1)",
            [.int(try #require(process))])
    }
}

/// Listens on a free port of the loopback and never answers.
private final class SilentServer {
    let port: UInt16
    private let descriptor: CInt

    init() throws {
        let listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let codes = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                [bind(listener, $0, size), listen(listener, 8), getsockname(listener, $0, &size)]
            }
        }
        descriptor = listener
        port = UInt16(bigEndian: address.sin_port)
        try #require(codes == [0, 0, 0])
    }

    deinit { close(descriptor) }
}
