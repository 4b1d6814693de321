import Glibc

/// The meaning of libpq's error message when it cannot connect. libpq has no codes for this, only
/// English sentences, and only this file reads them.
struct ConnectionComplaint {
    /// The server's SQLSTATE, five characters; nil if no server answered.
    let sqlstate: String?
    let failure: ConnectionFailure

    /// - Parameter message: libpq's message, with the verbosity PQERRORS_VERBOSE.
    init(_ message: String) {
        let lines = message.split(separator: "\n").map(String.init)
        for line in lines.reversed() {
            guard let (code, words) = Self.refusal(in: line) else { continue }
            sqlstate = code
            failure = Self.failure(code: code, words: words)
            return
        }
        sqlstate = nil
        failure = Self.sentences.first { message.contains($0.0) }?.1 ?? .unknown
    }

    /// Reads `FATAL:  28P01: password authentication failed …`. The first word may be in any
    /// language.
    private static func refusal(in line: String) -> (code: String, words: Substring)? {
        var rest = line[...]
        while let mark = rest.firstRange(of: ":  ") {
            rest = rest[mark.upperBound...]
            let code = rest.prefix(5)
            let isCode = code.utf8.count == 5 && code.utf8.allSatisfy(isCodeCharacter)
            let after = rest.dropFirst(5)
            if isCode, after.isEmpty || after.hasPrefix(":") { return (String(code), after) }
        }
        return nil
    }

    private static func isCodeCharacter(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte)
    }

    private static func failure(code: String, words: Substring) -> ConnectionFailure {
        switch code {
        case "3D000": return .noSuchDatabase
        case "28P01": return .wrongPassword
        case "28000":
            return words.contains("client certificate") ? .clientCertificate : .userRefused
        case "42501": return .notAdmitted
        case "53300": return .tooManyConnections
        case "57P01", "57P02", "57P03": return .startingUp
        // PgBouncer uses this code for every refusal.
        case "08P01": return pooler.first { words.contains($0.0) }?.1 ?? .unknown
        default: return .unknown
        }
    }

    /// Parts of PgBouncer's messages; the first that matches decides.
    private static let pooler: [(String, ConnectionFailure)] = [
        ("no such database", .noSuchDatabase), ("no such user", .userRefused),
        ("authentication failed", .wrongPassword), ("auth failed", .wrongPassword),
        ("no more connections", .tooManyConnections), ("not allowed", .userRefused),
        ("database \"", .noSuchDatabase), ("query_wait_timeout", .poolerWithoutServer),
        ("server login", .poolerWithoutServer), ("cannot connect to server", .poolerWithoutServer),
        ("database shutting down", .startingUp), ("pgbouncer is shutting down", .startingUp),
    ]

    /// Parts of libpq's messages; the first that matches decides.
    private static let sentences: [(String, ConnectionFailure)] = [
        ("has group or world access", .clientKeyMode),
        ("must be owned by", .clientKeyMode),
        ("does not match host name", .certificateName),
        ("host name must be specified for a verified", .certificateName),
        ("root certificate file", .rootCertificateMissing),
        ("could not get server's host name", .certificateName),
        ("certificate verify failed", .certificateUntrusted),
        ("server does not support SSL", .withoutTLS),
        ("but not private key file", .clientKey),
        ("private key file", .clientKey),
        ("could not open certificate file", .clientCertificate),
        ("could not read certificate file", .clientCertificate),
        ("alert unknown ca", .clientCertificate),
        ("alert bad certificate", .clientCertificate),
        ("alert certificate", .clientCertificate),
        ("no password supplied", .passwordMissing),
        ("channel binding", .channelBinding),
        ("authentication method", .authenticationMethod),
        ("none of the server's SASL", .authenticationMethod),
        ("definition of service", .service),
        ("service file", .service),
        ("session is read-only", .otherRole), ("session is not read-only", .otherRole),
        ("hot standby mode", .otherRole),
        ("invalid response to SSL", .notPostgres),
        ("expected authentication request", .notPostgres),
        ("wrong version number", .notPostgres),
        ("invalid port number", .option), ("invalid integer value", .option),
        ("could not match", .option), (" value: \"", .option), ("is not valid", .option),
        ("Connection refused", .refused), ("No such file or directory", .refused),
        ("No route to host", .unreachable), ("Network is unreachable", .unreachable),
        ("timed out", .noAnswer), ("Too many open files", .outOfResources),
        ("could not create socket", .outOfResources), ("out of memory", .outOfResources),
        ("server closed the connection", .ended), ("EOF detected", .ended),
        ("Connection reset", .ended), ("Broken pipe", .ended),
    ]
}
