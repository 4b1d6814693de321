import Foundation
import TestSupport
import Testing

/// A running `Tests/collector`, which judges each request by the specification.
struct Collector {
    /// The ways to treat requests; `Tests/collector` explains each.
    enum Mode: String, CaseIterable {
        case taking, silent, failing, huge, redirecting
    }

    let port: UInt16
    private let process: ChildProcess
    private let file: String

    init(_ installation: Installation) async throws {
        port = try FreePort.find()
        file = installation.folder + "/spans.ndjson"
        let process = try ChildProcess(
            "/usr/bin/env", ["python3", Place.repository + "/Tests/collector", "\(port)", file])
        self.process = process
        try await eventually("the collector listens") {
            await process.output.contains("listening")
        }
    }

    func end() async throws {
        await process.send(signal: SIGTERM)
        _ = try await process.wait()
    }

    /// Runs `body` beside a collector, and ends it.
    static func with(
        _ installation: Installation, _ body: (Collector) async throws -> Void
    ) async throws {
        let collector = try await Collector(installation)
        try await body(collector)
        try await collector.end()
    }

    /// Settings that send it the spans of all parts.
    var settings: [String: String] {
        [
            "PAMINN_TRACE_ENDPOINT": "http://127.0.0.1:\(port)/v1/traces",
            "PAMINN_TRACE_SHARE": "100%",
        ]
    }

    func set(_ mode: Mode) throws {
        let path = file + ".mode"
        if mode == .taking {
            try FileManager.default.removeItem(atPath: path)
        } else {
            try mode.rawValue.write(toFile: path, atomically: true, encoding: .utf8)
        }
    }

    /// The lines that it has written about requests, in their order.
    func lines() throws -> [[String: Any]] {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return [] }
        return try Installation.lines(text)
    }

    /// Every byte that was sent to it.
    func bytes() throws -> Data { try Data(contentsOf: URL(fileURLWithPath: file + ".raw")) }
}
