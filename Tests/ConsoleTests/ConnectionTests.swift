import Logging
import TestSupport
import Testing

@testable import Console

/// Connections that do not come to an end, at a real socket.
@Suite struct ConnectionTests {
    private static func serving(
        _ change: (inout ConsoleSettings) -> Void, _ body: (Int) async throws -> Void
    ) async throws {
        var settings = ConsoleSettings()
        settings.port = 0
        change(&settings)
        let given = settings
        try await ConsoleHarness.prepare(given) { harness in
            let console = WebConsole(
                ConsoleStores(harness.stores), given,
                log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            let (ports, told) = AsyncStream.makeStream(of: Int.self)
            let serving = Task {
                try await console.serve(descriptors: 4_096) { told.yield($0) }
            }
            defer { serving.cancel() }
            var port: Int?
            for await first in ports {
                port = first
                break
            }
            try await body(try #require(port))
        }
    }

    private static func head(_ method: String, _ path: String, _ port: Int, _ more: String = "")
        -> String
    {
        "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\(more)\r\n"
    }

    /// Everything that came until `isWhole`.
    private static func answer(
        _ connection: RawConnection, _ isWhole: (String) -> Bool = { $0.contains("\r\n\r\n") }
    ) async throws -> String {
        var text = ""
        try await eventually(within: .seconds(60), "an answer") {
            text += connection.received() ?? ""
            return isWhole(text)
        }
        return text
    }

    @Test func halfRequestsAreReleasedByTime() async throws {
        try await Self.serving {
            $0.connections.header = .milliseconds(200)
        } _: { port in
            let all = try (0..<100).map { number in
                let connection = try RawConnection(port: port)
                if number % 2 == 0 { connection.send("GET /logga-in HTTP/1.1\r\nHo") }
                return connection
            }
            try await eventually(within: .seconds(60), "all are let go") {
                all.allSatisfy(\.isEnded)
            }
        }
    }

    @Test func whoeverComesGetsInBeforeHalfRequests() async throws {
        try await Self.serving {
            $0.connections.total = 40
            $0.connections.perAddress = 20
        } _: { port in
            let half = try (0..<200).map { _ in
                let connection = try RawConnection(port: port)
                connection.send("GET /logga-in HTTP/1.1\r\nHo")
                return connection
            }
            let whole = try RawConnection(port: port)
            whole.send(Self.head("GET", "/logga-in", port))
            #expect(try await Self.answer(whole).hasPrefix("HTTP/1.1 200"))
            try await eventually(within: .seconds(60), "the oldest are let go") {
                half.filter { !$0.isEnded }.count <= 20
            }
        }
    }

    @Test func aBodyThatDoesNotComeIsNotWaitedFor() async throws {
        try await Self.serving {
            $0.connections.body = .milliseconds(200)
        } _: { port in
            let slow = try RawConnection(port: port)
            slow.send(
                Self.head(
                    "POST", "/logga-in", port,
                    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 99\r\n"))
            try await eventually(within: .seconds(60), "it is let go") { slow.isEnded }
        }
    }

    /// The answer comes without the body, and who goes on sending one is cut off.
    @Test func noBodyIsReadBeforeHostAndSession() async throws {
        try await Self.serving {
            $0.connections.linger = .milliseconds(200)
        } _: { port in
            let stranger = try RawConnection(port: port)
            stranger.send(
                Self.head("POST", "/kundfakturor/urval", port, "Content-Length: 900000\r\n"))
            #expect(try await Self.answer(stranger).hasPrefix("HTTP/1.1 401"))
            try await eventually(within: .seconds(60), "it is let go") { stranger.isEnded }
            let other = try RawConnection(port: port)
            other.send("POST / HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 900000\r\n\r\n")
            #expect(try await Self.answer(other).hasPrefix("HTTP/1.1 421"))
        }
    }

    @Test func aConnectionIsUsedAgainUntilItIsIdle() async throws {
        try await Self.serving {
            $0.connections.header = .seconds(300)
            $0.connections.idle = .seconds(2)
        } _: { port in
            let browser = try RawConnection(port: port)
            for _ in 1...3 {
                browser.send(Self.head("GET", "/favicon.ico", port))
                #expect(try await Self.answer(browser).hasPrefix("HTTP/1.1 303"))
            }
            try await eventually(within: .seconds(60), "it is let go") { browser.isEnded }
        }
    }

    @Test func proxiesAreBelievedAndNobodyElse() {
        var settings = ConsoleSettings()
        settings.publicURL = "https://paminn.example"
        let untold = TrustedProxies(settings)
        #expect(untold.client(peer: "10.0.0.1", forwarded: "192.0.2.7") == nil)
        settings.proxies = ["10.0.0.1", "10.0.0.2"]
        let told = TrustedProxies(settings)
        #expect(told.client(peer: "10.0.0.1", forwarded: "192.0.2.7") == "192.0.2.7")
        #expect(told.client(peer: "10.0.0.1", forwarded: "6.6.6.6, 192.0.2.7") == "192.0.2.7")
        #expect(
            told.client(peer: "10.0.0.1", forwarded: "192.0.2.7:4711, 10.0.0.2") == "192.0.2.7")
        #expect(told.client(peer: "10.0.0.1", forwarded: "[2001:db8::7]") == "2001:db8::7")
        #expect(told.client(peer: "10.0.0.1", forwarded: "<script>") == nil)
        #expect(told.client(peer: "10.0.0.1", forwarded: nil) == nil)
        #expect(told.client(peer: "192.0.2.9", forwarded: "192.0.2.7") == "192.0.2.9")
        #expect(TrustedProxies(ConsoleSettings()).client(peer: "::1", forwarded: "x") == "::1")
    }

    @Test func theLimitKeepsBelowTheDescriptors() {
        #expect(ConnectionLimits().within(descriptors: 1_024).total == 928)
        #expect(ConnectionLimits().within(descriptors: 1_000_000).total == 4_000)
        #expect(ConnectionLimits().within(descriptors: 64).total == 16)
    }
}
