import Foundation
import Testing

import class TestSupport.SilentProxy

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
        #expect(error.connectionFailure == .refused)
        #expect(error.message == "cannot connect: Connection refused: nobody listens there")
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

    @Test func everyEntryIsAPlaceOfItsOwn() throws {
        let options = try ConnectionOptions(
            "host=a,/b,c hostaddr=10.0.0.1,, port=1,2,3 dbname=x", applicationName: "tests")
        #expect(
            ConnectionPlace.written(options) == [
                ConnectionPlace(host: "a", address: "10.0.0.1", port: "1"),
                ConnectionPlace(host: "/b", address: nil, port: "2"),
                ConnectionPlace(host: "c", address: nil, port: "3"),
            ])
        let samePort = try ConnectionOptions("host=a,b port=9", applicationName: "tests")
        #expect(ConnectionPlace.written(samePort).map(\.port) == ["9", "9"])
    }

    @Test func aSilentHostCostsItsTimeAndTheNextOneAnswers() async throws {
        let silent = try SilentServer()
        let conninfo = try TestDatabase.conninfo
            .replacing("host=", with: "host=127.0.0.1,")
            .replacing("port=", with: "port=\(silent.port),")
        let one = try await TestDatabase.connect(conninfo + " connect_timeout=1")
        #expect(try await one.perform { try $0.run("select 1").int(0, 0) } == 1)
    }

    @Test func aNameWithASilentAddressAndAnotherIsConnected() async throws {
        let proxy = try SilenceTests.proxy()
        defer { proxy.close() }
        let silent = try SilentServer(last: 2, port: proxy.port)
        let options = try ConnectionOptions(
            "host=both.test port=\(silent.port) user=postgres dbname=postgres connect_timeout=1"
                + " sslmode=disable",
            applicationName: "tests")
        let connector = Connector(options: options, stop: -1) { place in
            ["127.0.0.2", "127.0.0.1"].map { address in
                ConnectionPlace(host: place.host, address: address, port: place.port)
            }
        }
        let rows = try connector.open().script("select 7")
        #expect(rows.int(0, 0) == 7)
    }

    @Test(arguments: ["read-write", "primary", "prefer-standby", "any"])
    func theWantedKindOfServerIsLookedForInEveryEntry(wanted: String) async throws {
        let silent = try SilentServer()
        let conninfo = try TestDatabase.conninfo
            .replacing("host=", with: "host=127.0.0.1,")
            .replacing("port=", with: "port=\(silent.port),")
        let one = try await TestDatabase.connect(
            conninfo + " connect_timeout=1 target_session_attrs=\(wanted)")
        #expect(try await one.perform { try $0.run("select 1").int(0, 0) } == 1)
    }

    @Test func noServerOfTheWantedKindIsTold() async throws {
        let error = try await failure {
            try await TestDatabase.connect(
                TestDatabase.conninfo + " target_session_attrs=standby")
        }
        #expect(error.connectionFailure == .otherRole)
    }

    @Test func aServiceThatIsInNoFileIsTold() async throws {
        let error = try await failure {
            try await TestDatabase.connect("service=there-is-none")
        }
        #expect(error.connectionFailure == .service)
    }

    // MARK: What is in force

    @Test func withoutAModeAnAddressOfTheNetworkIsVerified() throws {
        let options = try ConnectionOptions("host=db.test port=1", applicationName: "tests")
        func mode(_ address: String?, _ options: ConnectionOptions) -> String? {
            ConnectionPlace(host: "db.test", address: address, port: "1").options(options)[
                "sslmode"]
        }
        #expect(mode("10.0.0.1", options) == "verify-full")
        #expect(mode("2001:db8::1", options) == "verify-full")
        for address in ["127.0.0.1", "::1", nil] { #expect(mode(address, options) == "prefer") }
        for written in ["disable", "require", "verify-ca"] {
            let options = try ConnectionOptions(
                "host=db.test sslmode=\(written)", applicationName: "tests")
            #expect(mode("10.0.0.1", options) == written)
        }
    }

    @Test func gssIsOffUnlessAskedFor() throws {
        #expect(try ConnectionOptions("host=a", applicationName: "t")["gssencmode"] == "disable")
        #expect(
            try ConnectionOptions("host=a gssencmode=prefer", applicationName: "t")["gssencmode"]
                == "prefer")
        #expect(
            try ConnectionOptions("host=a", applicationName: "t")["channel_binding"] == "prefer")
        #expect(
            try ConnectionOptions(
                "host=a channel_binding=require", applicationName: "t")["channel_binding"]
                == "require")
    }

    @Test func aConnectionTellsHowItIsProtected() async throws {
        let security = try await TestDatabase.connect().security
        #expect(security.isLocal && !security.isEncrypted && !security.isModeWritten)
    }

    @Test func aServerThatNeverAnswersIsGivenUp() async throws {
        let silent = try SilentServer()
        let error = try await failure {
            try await TestDatabase.connect(
                "host=127.0.0.1 port=\(silent.port) user=x dbname=x connect_timeout=1")
        }
        #expect(error.kind == .connectionLost)
        #expect(error.sqlstate == "08001")
        #expect(error.connectionFailure == .noAnswer)
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

    /// - Parameter last: of the address 127.0.0.x; the port 0 is any.
    init(last: UInt32 = 1, port wanted: UInt16 = 0) throws {
        let listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = (UInt32(0x7f00_0000) + last).bigEndian
        address.sin_port = wanted.bigEndian
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
