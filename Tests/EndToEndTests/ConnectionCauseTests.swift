import Foundation
import TestSupport
import Testing

/// Each way in which a connection fails is told by its cause, with the exit code that says whether
/// trying again may help.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct ConnectionCauseTests {
    private struct Way: Sendable {
        let conninfo: String
        let code: Int32
        let words: String
    }

    /// Certificates and keys of a server, its clients, and a stranger.
    private static let makeKeys = """
        set -e; cd "$0"
        new() { openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes "$@"; }
        new -x509 -days 2 -subj /CN=authority -keyout ca.key -out ca.pem
        new -x509 -days 2 -subj /CN=stranger -keyout other.key -out other.pem
        new -subj /CN=server -keyout server.key -out server.csr
        echo subjectAltName=DNS:localhost >server.ext
        openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -set_serial 7 -days 2 \
            -extfile server.ext -out server.pem
        new -subj /CN=member -keyout member.key -out member.csr
        openssl x509 -req -in member.csr -CA ca.pem -CAkey ca.key -set_serial 8 -days 2 \
            -out member.pem
        cp member.key open.key; chmod 644 open.key; chmod 600 member.key other.key
        chmod 600 server.key; chmod 755 .
        if [ "$(id -u)" = 0 ]; then chown postgres server.key; fi
        """

    private static func ways(_ keys: String, _ port: UInt16, plain: UInt16) -> [Way] {
        ofTheServer(keys, port) + ofTheClient(keys, port) + [
            Way(
                conninfo: "host=127.0.0.1 port=\(plain) user=postgres sslmode=require", code: 78,
                words: "the server does not speak TLS"),
            Way(
                conninfo: "host=127.0.0.1 port=1 user=x", code: 69,
                words: "nobody listens there"),
            Way(conninfo: "host=127.0.0.1 sslmode=hemligt", code: 78, words: "no valid value"),
            Way(conninfo: "service=nowhere", code: 78, words: "is in no service file"),
        ]
    }

    private static func ofTheServer(_ keys: String, _ port: UInt16) -> [Way] {
        let server = "host=localhost port=\(port) dbname=postgres user=postgres password=rätt"
        let verified = server + " sslmode=verify-full sslrootcert=\(keys)/ca.pem"
        return [
            Way(conninfo: verified, code: 78, words: "schema is older"),
            Way(
                conninfo: verified + " dbname=nowhere", code: 78,
                words: "there is no such database"),
            Way(conninfo: verified + " password=fel", code: 77, words: "the password is wrong"),
            Way(
                conninfo: verified.replacing(" password=rätt", with: ""), code: 78,
                words: "the server asks for a password, and none is given"),
            Way(conninfo: verified + " user=stranger", code: 77, words: "is wrong"),
            Way(
                conninfo: verified + " sslrootcert=\(keys)/other.pem", code: 78,
                words: "is not from a trusted authority"),
            Way(
                conninfo: verified + " sslrootcert=\(keys)/none.pem", code: 78,
                words: "there is no root certificate"),
            Way(
                conninfo: verified.replacing("host=localhost", with: "host=127.0.0.1"), code: 78,
                words: "the server's certificate is for another host name"),
        ]
    }

    private static func ofTheClient(_ keys: String, _ port: UInt16) -> [Way] {
        let member =
            "host=localhost port=\(port) dbname=postgres user=member sslmode=verify-full"
            + " sslrootcert=\(keys)/ca.pem"
        return [
            Way(
                conninfo: member, code: 78,
                words: "the client certificate is missing, unreadable or refused"),
            Way(
                conninfo: member + " sslcert=\(keys)/member.pem sslkey=\(keys)/open.key", code: 78,
                words: "the client key file is readable by others"),
            Way(
                conninfo: member + " sslcert=\(keys)/member.pem sslkey=\(keys)/other.key",
                code: 78, words: "the client certificate's key is missing"),
            Way(
                conninfo: member + " sslcert=\(keys)/member.pem sslkey=\(keys)/member.key",
                code: 78, words: "schema is older"),
        ]
    }

    @Test func everyCauseIsToldWithItsRemedyAndWithoutNames() async throws {
        let keys = NSTemporaryDirectory() + "paminn-keys-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: keys, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: keys) }
        let made = try await ChildProcess.run("/bin/sh", ["-c", Self.makeKeys, keys])
        try #require(made.ending == .exited(0), "\(made.errors)")
        try await PrivateCluster.with { cluster in
            let port = try FreePort.find()
            try await cluster.admit([
                "local all all trust",
                "hostssl all member 127.0.0.1/32 cert",
                "hostssl all all 127.0.0.1/32 scram-sha-256",
            ])
            try await cluster.restart(
                "fast",
                [
                    "listen_addresses=127.0.0.1", "port=\(port)", "ssl=on",
                    "ssl_cert_file=\(keys)/server.pem", "ssl_key_file=\(keys)/server.key",
                    "ssl_ca_file=\(keys)/ca.pem",
                ])
            let local = cluster.server.replacing("port=5432", with: "port=\(port)")
            try await TestDatabase.query(
                "alter role postgres password 'rätt'; create role member login", on: local)
            let folder = try #require(
                local.split(separator: " ").first { $0.hasPrefix("host=") }?.dropFirst(5))
            let plain = try SilentProxy(to: "\(folder)/.s.PGSQL.\(port)")
            defer { plain.close() }
            for way in Self.ways(keys, port, plain: plain.port) {
                let ended = try await ChildProcess.run(
                    Place.paminn, ["status"], environment: ["PAMINN_DATABASE_URL": way.conninfo])
                #expect(ended.ending == .exited(way.code), "\(way.words): \(ended.errors)")
                #expect(ended.errors.contains(way.words), "\(way.words): \(ended.errors)")
                for secret in ["rätt", "fel ", "hemligt", "nowhere", "stranger", keys] {
                    #expect(!ended.errors.contains(secret), "\(ended.errors)")
                }
            }
            plain.close()
        }
    }
}
