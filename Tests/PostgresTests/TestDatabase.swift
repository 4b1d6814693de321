import Foundation
import Postgres
import Testing

/// The throwaway database that `Tests/cluster` gives.
enum TestDatabase {
    static var conninfo: String {
        get throws {
            try #require(
                ProcessInfo.processInfo.environment["PAMINN_TEST_DATABASE"],
                "PAMINN_TEST_DATABASE is missing: run Tests/cluster swift test")
        }
    }

    static func connect(_ conninfo: String? = nil) async throws -> PostgresConnection {
        try await PostgresConnection.connect(
            conninfo ?? Self.conninfo, applicationName: "paminn-tests")
    }

    /// Gives `body` a connection string whose `search_path` is a schema of its own.
    static func withSchema<Value>(
        _ body: (_ conninfo: String) async throws -> Value
    ) async throws -> Value {
        let schema = "test_" + UUID().uuidString.lowercased().filter { $0 != "-" }
        let owner = try await connect()
        try await owner.perform { session in _ = try session.run("create schema \(schema)") }
        let result: Result<Value, any Error>
        do {
            result = .success(try await body(conninfo + " options=-csearch_path=\(schema)"))
        } catch {
            result = .failure(error)
        }
        try await owner.performToEnd { session in
            try session.script("set client_min_messages = warning; drop schema \(schema) cascade")
        }
        return try result.get()
    }

    /// Asks until the answer is true. The suite's time limit ends a vain wait.
    static func wait(
        _ connection: PostgresConnection, until question: String,
        _ values: [PostgresValue] = []
    ) async throws {
        while try await !connection.perform(.ordinary, { try $0.run(question, values).bool(0, 0) })
        {
            await Task.yield()
        }
    }
}

/// The error `body` throws, which the test requires.
func failure<Value>(
    of body: () async throws -> Value, sourceLocation: SourceLocation = #_sourceLocation
) async throws -> PostgresError {
    try #require(
        await #expect(throws: PostgresError.self, sourceLocation: sourceLocation) {
            _ = try await body()
        }, sourceLocation: sourceLocation)
}

/// Opened once; a thread may block on it, so only a connection's own thread does.
final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    func open() { semaphore.signal() }
    func pass() { semaphore.wait() }
}

/// Something that happened once, to be awaited.
struct Signal: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    init() { (stream, continuation) = AsyncStream.makeStream() }
    func send() { continuation.finish() }
    func wait() async { for await _ in stream {} }
}

/// A generator with a fixed beginning (SplitMix64).
struct Chance: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
