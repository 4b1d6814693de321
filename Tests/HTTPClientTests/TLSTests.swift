import Foundation
import Testing

@testable import HTTPClient

/// Whom the client believes.
@Suite(.timeLimit(.minutes(1)))
struct TLSTests {
    @Test func aCertificateThatNobodyVouchesForIsRefusedAndSentNothing() async throws {
        let server = try TLSServer(name: "IP:127.0.0.1")
        let fault = try #require(await answer(of: server, caFile: nil).notSent)
        #expect(fault.curlCode == 60)
        server.stop()
    }

    @Test func aCertificateOfOurOwnAuthorityIsAccepted() async throws {
        let server = try TLSServer(name: "IP:127.0.0.1")
        let outcome = await answer(of: server, caFile: server.certificate)
        #expect(outcome.response?.status == 200, "\(outcome)")
        server.stop()
    }

    @Test func aCertificateOfAnotherNameIsRefusedAndSentNothing() async throws {
        let server = try TLSServer(name: "DNS:somewhere.else.test")
        let fault = try #require(await answer(of: server, caFile: server.certificate).notSent)
        #expect(fault.curlCode == 60)
        server.stop()
    }

    @Test func anAuthorityFileThatIsNotThereSendsNothing() async throws {
        let server = try TLSServer(name: "IP:127.0.0.1")
        let fault = try #require(await answer(of: server, caFile: "/nowhere.pem").notSent)
        #expect(fault.curlCode == 77)
        server.stop()
    }

    @Test func aHandshakeThatIsNotOneSendsNothing() async throws {
        try await withServer { connection in
            connection.write("HTTP/1.1 400 Bad Request\r\n\r\n")
            connection.waitForPeer()
        } body: { server, client in
            var request = server.post()
            request.url = "https://127.0.0.1:\(server.port)/"
            #expect(await client.perform(request).outcome.notSent?.curlCode == 35)
        }
    }

    @Test func aHandshakeThatStallsSendsNothing() async throws {
        try await withServer {
            $0.waitForPeer()
        } body: { server, client in
            var request = server.post()
            request.url = "https://127.0.0.1:\(server.port)/"
            request.connectTimeout = .milliseconds(200)
            let exchange = await client.perform(request)
            #expect(exchange.outcome.notSent?.curlCode == 28)
            #expect(exchange.duration < .seconds(10))
        }
    }

    private func answer(of server: TLSServer, caFile: String?) async -> HTTPOutcome {
        let client = HTTPClient(HTTPClientSettings(caFile: caFile))
        let exchange = await client.perform(
            HTTPRequest(
                method: .get, url: "https://127.0.0.1:\(server.port)/", deadline: .seconds(20)))
        client.close()
        return exchange.outcome
    }
}

/// `openssl s_server` with a fresh self-signed certificate; it answers a GET with 200.
private final class TLSServer {
    /// The path of its PEM file.
    let certificate: String
    let port: Int
    private let folder: URL
    private let process: Process

    /// - Parameter name: the certificate's subjectAltName.
    init(name: String) throws {
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        certificate = folder.appendingPathComponent("certificate.pem").path
        let key = folder.appendingPathComponent("key.pem").path
        let making = try Self.openssl([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=test",
            "-addext", "subjectAltName=\(name)",
        ]).process
        making.waitUntilExit()
        try #require(making.terminationStatus == 0)
        let (process, output) = try Self.openssl([
            "s_server", "-accept", "127.0.0.1:0", "-www", "-cert", certificate, "-key", key,
        ])
        self.process = process
        // When it listens it says `ACCEPT 127.0.0.1:PORT`.
        var words = ""
        while !(words.contains("ACCEPT") && words.hasSuffix("\n")),
            let more = try output.read(upToCount: 1), !more.isEmpty
        { words += String(decoding: more, as: UTF8.self) }
        let number = words.split(separator: ":").last?.trimmingCharacters(in: .newlines)
        port = try #require(number.flatMap(Int.init), "\(words)")
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    private static func openssl(
        _ arguments: [String]
    ) throws -> (process: Process, output: FileHandle) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        return (process, pipe.fileHandleForReading)
    }
}
