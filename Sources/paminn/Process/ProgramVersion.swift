import CProcess
import Database
import HTTPClient
import Postgres

/// What `paminn --version` says: what a report of trouble must name.
struct ProgramVersion {
    private static let number = "1.0"

    /// nil if the build was not told.
    private let commit = paminn_commit().map { String(cString: $0) }

    /// - Parameter arguments: without the program's name.
    static func isAsked(_ arguments: [String]) -> Bool {
        arguments.contains("--version")
            && arguments.allSatisfy { ["--version", "--json"].contains($0) }
    }

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
