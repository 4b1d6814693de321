import CProcess
import Database
import HTTPClient
import Postgres

/// The versions that `paminn --version` tells, which a trouble report must name: of the program, of
/// the schema, and of the libraries.
struct ProgramVersion {
    static let number = "1.0"

    /// The commit of the build; nil if the build was not told.
    let commit = paminn_commit().map { String(cString: $0) }

    /// Whether the arguments are `--version`, alone or with `--json`. This is answered before
    /// ArgumentParser runs, which knows no JSON version.
    /// - Parameter arguments: without the program's name.
    static func isAsked(_ arguments: [String]) -> Bool {
        arguments.contains("--version")
            && arguments.allSatisfy { ["--version", "--json"].contains($0) }
    }

    /// One fact per line, or one JSON object. The TLS library is the one that libcurl names, such
    /// as `OpenSSL/3.0.13`.
    func said(json: Bool) -> String {
        let tls = HTTPLibrary.tls.split(separator: "/", maxSplits: 1).map(String.init)
        guard json else {
            return """
                paminn \(Self.number)\(commit.map { " (commit \($0))" } ?? "")
                schema \(Database.schemaVersion)
                libpq \(PostgresLibrary.version)
                libcurl \(HTTPLibrary.version)
                \(tls.joined(separator: " "))
                """
        }
        var line = JSONLine()
        line.add("version", Self.number)
        if let commit { line.add("commit", commit) }
        line.add("schema", Database.schemaVersion)
        line.add("libpq", PostgresLibrary.version)
        line.add("libcurl", HTTPLibrary.version)
        line.add(tls.first?.lowercased() ?? "tls", tls.last)
        return line.line
    }
}
