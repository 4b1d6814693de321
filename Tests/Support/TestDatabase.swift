import Foundation

/// Databases for tests, on the throwaway server of `Tests/cluster`.
package enum TestDatabase {
    /// The server could not do what the test needs.
    package struct Unusable: Error, CustomStringConvertible {
        package let description: String
    }

    /// The server's connection string, keywords and values, as `PAMINN_TEST_DATABASE` gives it. No
    /// database is a failure, never a test left out.
    package static func server() throws -> String {
        guard let given = ProcessInfo.processInfo.environment["PAMINN_TEST_DATABASE"] else {
            throw Unusable(
                description: "PAMINN_TEST_DATABASE is not set. Run: Tests/cluster swift test")
        }
        return given
    }

    /// Makes an empty database, hands its connection string over, and drops it afterwards, sessions
    /// and all.
    /// - Parameters:
    ///   - server: another server's connection string; nil for that of `Tests/cluster`.
    ///   - options: what `create database` is told besides the name.
    package static func withEmptyDatabase<Value: Sendable>(
        on server: String? = nil, options: String = "",
        _ body: (_ connection: String) async throws -> Value
    ) async throws -> Value {
        let name = freshName()
        // Of two values for one keyword, libpq takes the later.
        return try await between(
            "create database \(name) \(options)", "drop database \(name) with (force)",
            on: server, { "\($0) dbname=\(name)" }, body)
    }

    /// The same with an empty schema, first in the search path: much cheaper than a database.
    package static func withEmptySchema<Value: Sendable>(
        _ body: (_ connection: String) async throws -> Value
    ) async throws -> Value {
        let name = freshName()
        return try await between(
            "create schema \(name)",
            "set client_min_messages = warning; drop schema \(name) cascade",
            { "\($0) options=-csearch_path=\(name)" }, body)
    }

    private static func freshName() -> String {
        "test_\(UUID().uuidString.replacingOccurrences(of: "-", with: "").lowercased())"
    }

    private static func between<Value: Sendable>(
        _ create: String, _ drop: String, on other: String? = nil,
        _ connection: (_ server: String) -> String,
        _ body: (_ connection: String) async throws -> Value
    ) async throws -> Value {
        let server = try other ?? server()
        try await query(create, on: server)
        do {
            let value = try await body(connection(server))
            try await query(drop, on: server)
            return value
        } catch {
            // The first error tells more; the whole cluster goes soon.
            _ = try? await query(drop, on: server)
            throw error
        }
    }

    /// Runs SQL by `psql`, which shares no code with us.
    /// - Returns: the rows, unaligned, `|` between columns, each ended by a newline.
    @discardableResult
    package static func query(_ sql: String, on connection: String) async throws -> String {
        let finished = try await ChildProcess.run(
            "/usr/bin/psql", ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", connection],
            input: sql)
        guard finished.ending == .exited(0) else {
            throw Unusable(description: "psql: \(finished.errors)")
        }
        return finished.output
    }
}
