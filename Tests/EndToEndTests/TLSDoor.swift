import Foundation
import TestSupport
import Testing

/// TLS before the sandbox or another server, with any certificate.
struct TLSDoor: Sendable {
    private let installation: Installation
    private let target: String
    let port: UInt16
    /// The authority that the client trusts.
    let authority: String

    /// - Parameter target: the port of the server behind it; nil: the sandbox's.
    init(_ installation: Installation, before target: UInt16? = nil) async throws {
        self.installation = installation
        self.target =
            target.map { "\($0)" } ?? String(installation.sandboxURL.split(separator: ":")[2])
        port = try FreePort.find()
        authority = installation.folder + "/authority.pem"
        try await make(
            "authority", of: "/CN=Our authority", selfSigned: true, extensions: [])
    }

    enum Certificate: String, CaseIterable {
        case good, expired, otherName, unknownAuthority
    }

    /// Opens the door for callers of `name`, with a certificate made for the purpose.
    func open(_ certificate: Certificate, name: String) async throws -> ChildProcess {
        let file = "\(certificate)"
        let alternative = "subjectAltName=\(certificate == .otherName ? "DNS:else.test" : name)"
        switch certificate {
        case .unknownAuthority:
            try await make(file, of: "/CN=test", selfSigned: true, extensions: [alternative])
        case .good, .otherName, .expired:
            try await make(
                file, of: "/CN=test", selfSigned: false, extensions: [alternative],
                isExpired: certificate == .expired)
        }
        let folder = installation.folder
        let door = try ChildProcess(
            Place.repository + "/Tests/tls-door",
            [
                "\(folder)/\(file).pem", "\(folder)/\(file).key", "\(port)",
                target,
            ])
        try await eventually("the door is open") { await door.output.contains("listening") }
        return door
    }

    private func make(
        _ file: String, of subject: String, selfSigned: Bool, extensions: [String],
        isExpired: Bool = false
    ) async throws {
        let path = installation.folder + "/" + file
        let key = [
            "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout",
            path + ".key", "-subj", subject,
        ]
        if selfSigned {
            let extra = extensions.flatMap { ["-addext", $0] }
            return try await openssl(
                ["req", "-x509", "-days", "2", "-out", path + ".pem"] + key + extra)
        }
        try extensions.joined().write(
            toFile: path + ".ext", atomically: true, encoding: .utf8)
        try await openssl(["req", "-new", "-out", path + ".csr"] + key)
        // With a negative number of days its end lies before its beginning, and in the past.
        try await openssl([
            "x509", "-req", "-in", path + ".csr", "-CA", authority, "-CAkey",
            installation.folder + "/authority.key", "-set_serial", "\(file.utf8.count)",
            "-days", isExpired ? "-1" : "2", "-extfile", path + ".ext", "-out", path + ".pem",
        ])
    }

    private func openssl(_ arguments: [String]) async throws {
        let made = try await ChildProcess.run("/usr/bin/openssl", arguments)
        try #require(made.ending == .exited(0), "\(made.errors)")
    }
}
