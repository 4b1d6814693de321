/// A setting that cannot be used, in one line, with the exit code that says whose fault it is.
package struct SettingsError: Error, Equatable, CustomStringConvertible {
    package let description: String
    /// 64 usage · 69 port taken · 74 I/O · 75 try again · 78 not allowed here.
    package let exitCode: Int32
    package init(_ description: String, exitCode: Int32) {
        self.description = description
        self.exitCode = exitCode
    }
}

/// Where to listen: a loopback address and a port, 0 for any free one.
package struct ListenAddress: Equatable, Sendable {
    package let host: String
    package let port: Int

    /// - Parameter text: `HOST:PORT`; HOST is 127.x.x.x, `localhost` or `[::1]`.
    /// - Throws: exit code 78 for every other host: the sandbox has no lock on its back door.
    package init(_ text: String) throws(SettingsError) {
        guard let colon = text.lastIndex(of: ":"),
            let port = UInt16(text[text.index(after: colon)...])
        else {
            throw SettingsError("--listen takes HOST:PORT, not '\(text)'", exitCode: 64)
        }
        let host = String(text[..<colon])
        let bytes = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        if host == "localhost" {
            self.host = "127.0.0.1"
        } else if host == "[::1]" {
            self.host = "::1"
        } else if bytes.count == 4, bytes[0] == 127, !bytes.contains(nil) {
            self.host = host
        } else {
            throw SettingsError(
                "refusing to listen on '\(host)': only loopback (127.0.0.1, [::1]), because"
                    + " /sandbox asks nobody who they are", exitCode: 78)
        }
        self.port = Int(port)
    }
}

/// A span of time as people write it: `5ms`, `2s`, `10m`, `3h`, `12d`.
package struct Span: Equatable, Sendable {
    package let milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Nil unless it is a whole number of at most 9 digits and one of the units above.
    package init?(_ text: String) {
        let units: [(String, Int64)] = [
            ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", Moment.day),
        ]
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard (1...9).contains(digits.count), let count = Int64(digits),
            let unit = units.first(where: { $0.0 == text.dropFirst(digits.count) })
        else { return nil }
        milliseconds = count * unit.1
    }
}

/// At most `calls` calls in any `seconds` seconds, per creditor and endpoint.
package struct RateLimit: Equatable, Sendable {
    package let calls: Int
    package let seconds: Int

    /// - Parameter text: `CALLS/SECONDS`, as in `600/60`; both 1…1,000,000.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let calls = parts[0], let seconds = parts[1],
            (1...1_000_000).contains(calls), (1...1_000_000).contains(seconds)
        else { return nil }
        self.calls = calls
        self.seconds = seconds
    }
}

/// What one sandbox is told at its start.
package struct SandboxSettings: Sendable {
    package var listen: ListenAddress
    /// The folder of the ledger and the journal; made if it is not there.
    package var folder: String
    /// A fault script in JSON; nil for none.
    package var faults: [UInt8]?
    /// The seed of a fault script that names none.
    package var seed: Int64 = 1
    /// Added to every answer of the API, not to those of /sandbox.
    package var latency = Span(milliseconds: 0)
    package var rate: RateLimit?
    /// PEM (SubjectPublicKeyInfo) of the P-256 key that logins must be signed with; nil: any.
    package var publicKey: String?

    package init(listen: ListenAddress, folder: String) {
        self.listen = listen
        self.folder = folder
    }
}
