import Foundation
import TestSupport
import Testing

/// Programs that have done their work end with their own exit code, and not in OpenSSL's clean-up
/// beside a thread that still says goodbye to the server.
@Suite struct EndingTests {
    /// Connections by TLS: without it no thread is ever inside OpenSSL.
    @Test(arguments: [["status"], ["work", "--once"]])
    func everyEndingIsWithoutASignal(command: [String]) async throws {
        let folder = NSTemporaryDirectory() + "paminn-tls-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let port = try FreePort.find()
        try await Self.makeCertificate(in: folder)
        let settings = [
            "ssl=on", "ssl_cert_file=\(folder)/server.pem", "ssl_key_file=\(folder)/server.key",
            "listen_addresses=127.0.0.1", "port=\(port)",
        ]
        try await PrivateCluster.with(settings) { cluster in
            let server =
                "host=127.0.0.1 port=\(port) user=postgres dbname=postgres sslmode=verify-full"
                + " sslrootcert=\(folder)/server.pem"
            try await Installation.with(server: server) { installation in
                let bad = try await Self.endings(250, of: command, installation)
                #expect(bad == [:])
            }
        }
    }

    /// Those that were not exit code 0, and how often.
    private static func endings(
        _ count: Int, of command: [String], _ installation: Installation
    ) async throws -> [String: Int] {
        try await withThrowingTaskGroup(of: String?.self) { group in
            var bad: [String: Int] = [:]
            for number in 1...count {
                if number > 4, let ended = try await group.next(), let ended {
                    bad[ended, default: 0] += 1
                }
                group.addTask {
                    let finished = try await installation.paminn(command)
                    return finished.ending == .exited(0)
                        ? nil : "\(finished.ending) \(finished.errors.prefix(300))"
                }
            }
            for try await ended in group { if let ended { bad[ended, default: 0] += 1 } }
            return bad
        }
    }

    /// PostgreSQL wants the key to be its owner's alone.
    private static func makeCertificate(in folder: String) async throws {
        let made = try await ChildProcess.run(
            "/bin/sh",
            [
                "-c",
                """
                cd '\(folder)' && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 \
                -nodes -keyout server.key -out server.pem -days 2 -subj /CN=127.0.0.1 \
                -addext subjectAltName=IP:127.0.0.1 2>/dev/null && chmod 600 server.key && \
                { [ "$(id -u)" != 0 ] || chown postgres . server.key server.pem; }
                """,
            ])
        try #require(made.ending == .exited(0), "\(made.errors)")
    }
}
