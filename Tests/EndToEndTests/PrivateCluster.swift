import Foundation
import TestSupport
import Testing

/// A PostgreSQL for one test alone, to be restarted and starved.
struct PrivateCluster: Sendable {
    /// Its connection string, as superuser.
    let server: String
    private let home: String

    /// - Parameter settings: `name=value`, in force from the beginning.
    static func with(
        _ settings: [String] = [], _ body: @Sendable (PrivateCluster) async throws -> Void
    ) async throws {
        let signal = NSTemporaryDirectory() + "paminn-over-\(UUID().uuidString.prefix(8))"
        defer { try? FileManager.default.removeItem(atPath: signal) }
        let keeper = try ChildProcess(
            Place.repository + "/Tests/cluster",
            [
                "/bin/sh", "-c",
                "echo \"home $PGHOST\"; while [ ! -e '\(signal)' ]; do sleep 0.1; done",
            ])
        try await eventually(within: .seconds(120), "the private server runs or fails") {
            if await keeper.output.contains("home ") { return true }
            return await !keeper.isRunning
        }
        let isThere = await keeper.isRunning
        let errors = await keeper.errors
        try #require(isThere, "the private server ended: \(errors)")
        let home = try #require(
            await keeper.output.split(separator: "\n").last?.split(separator: " ").last)
        let cluster = PrivateCluster(
            server: "host=\(home) port=5432 user=postgres dbname=postgres", home: String(home))
        let result: Result<Void, any Error>
        do {
            if !settings.isEmpty { try await cluster.restart("fast", settings) }
            result = .success(try await body(cluster))
        } catch {
            result = .failure(error)
        }
        try "".write(toFile: signal, atomically: true, encoding: .utf8)
        _ = try await keeper.wait()
        try result.get()
    }

    /// `pg_ctl restart`; what was committed stays, for the machine does not go down.
    /// - Parameter mode: `immediate` is a crash of the server.
    func restart(_ mode: String, _ settings: [String] = []) async throws {
        let all =
            [
                "unix_socket_directories=\(home)", "listen_addresses=", "port=5432", "fsync=off",
                "log_min_messages=warning",
            ] + settings
        let options = all.map { "-c \($0)" }.joined(separator: " ")
        let command =
            "cd / && exec \(try owner) \(try programs)/pg_ctl restart -D \(home)/data -m \(mode)"
            + " -w -t 60 -l \(home)/server.log -o '\(options)'"
        let restarted = try await ChildProcess.run("/bin/sh", ["-c", command])
        try #require(
            restarted.ending == .exited(0), "\(restarted.output) \(restarted.errors)")
    }

    /// All that the server has logged since the first restart and before.
    var log: String {
        get throws {
            String(
                decoding: try Data(contentsOf: URL(fileURLWithPath: "\(home)/server.log")),
                as: UTF8.self)
        }
    }

    /// Who may come in how, from the next restart on.
    func admit(_ lines: [String]) async throws {
        try (lines.joined(separator: "\n") + "\n").write(
            toFile: "\(home)/data/pg_hba.conf", atomically: false, encoding: .utf8)
    }

    /// PostgreSQL refuses root.
    private var owner: String {
        get throws { getuid() == 0 ? "runuser -u postgres --" : "" }
    }

    private var programs: String {
        get throws {
            let versions = try FileManager.default.contentsOfDirectory(
                atPath: "/usr/lib/postgresql")
            let latest = try #require(versions.filter { Int($0) != nil }.sorted().last)
            return "/usr/lib/postgresql/\(latest)/bin"
        }
    }
}
