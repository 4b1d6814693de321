import Foundation
import NIOConcurrencyHelpers
import TestSupport
import Testing

@testable import Status

/// What the status server answers, and how much it bears.
@Suite struct StatusServerTests {
    /// A process that is as the test says.
    private struct Patient: HealthSource {
        var checks = [HealthCheck("database", .ok, "it answers")]
        func live() -> HealthReport { HealthReport([HealthCheck("main loop", .ok, "it goes on")]) }
        func ready() async -> HealthReport { HealthReport(checks) }
        var summary: String { "idle" }
    }

    private func serving(
        _ patient: Patient = Patient(), _ limits: StatusLimits = StatusLimits(),
        _ body: (_ port: Int) async throws -> Void
    ) async throws {
        let registry = MetricRegistry()
        registry.add { [MetricSample("paminn_ready", [], 1)] }
        let server = try await StatusServer.listen(
            host: "127.0.0.1", port: 0, limits: limits, StatusEndpoints(registry, patient))
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(server.port))
        } catch {
            result = .failure(error)
        }
        await server.close()
        try result.get()
    }

    /// All that the server says until it ends the connection.
    private func answer(_ request: String, _ port: Int) async throws -> String {
        let connection = try RawConnection(port: port)
        connection.send(request)
        var said = ""
        try await eventually("the server ends the connection") {
            while let more = connection.received() {
                if more.isEmpty { return false }
                said += more
            }
            return true
        }
        return said
    }

    private func get(_ path: String, _ port: Int, _ headers: String = "") async throws -> String {
        try await answer("GET \(path) HTTP/1.1\r\nHost: a\r\n\(headers)\r\n", port)
    }

    @Test func metricsAreServed() async throws {
        try await serving { port in
            let said = try await get("/metrics", port)
            #expect(said.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(said.contains("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"))
            #expect(said.contains("\r\n\r\n# HELP paminn_"))
            #expect(said.contains("\npaminn_ready 1\n"))
        }
    }

    @Test func healthIsTextOrJSON() async throws {
        let odd = HealthCheck("database", .warning, "it is \"slow\"", "Look at it.")
        try await serving(Patient(checks: [odd])) { port in
            let text = try await get("/health/ready", port)
            #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(text.hasSuffix("\r\n\r\nWARN database: it is \"slow\". Look at it.\n"))
            let json = try await get("/health/ready?format=json", port)
            #expect(try await get("/health/ready", port, "Accept: application/json\r\n") == json)
            let body = try #require(json.split(separator: "\r\n\r\n").last)
            let read = try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any]
            #expect(read?["state"] as? String == "warn")
            #expect(
                read?["checks"] as? [[String: String]] == [
                    [
                        "check": "database", "state": "warn", "says": "it is \"slow\"",
                        "remedy": "Look at it.",
                    ]
                ])
            #expect(try await get("/health/live", port).hasSuffix("ok   main loop: it goes on.\n"))
        }
    }

    @Test func oneBadCheckIs503() async throws {
        let bad = HealthCheck("schema", .bad, "it is older", "Run `paminn migrate`.")
        try await serving(Patient(checks: [bad])) { port in
            let said = try await get("/health/ready", port)
            #expect(said.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
            #expect(said.contains("BAD  schema: it is older. Run `paminn migrate`."))
            #expect(try await get("/health/live", port).hasPrefix("HTTP/1.1 200 OK\r\n"))
        }
    }

    @Test func headHasNoBody() async throws {
        try await serving { port in
            for path in ["/metrics", "/health/live", "/health/ready"] {
                let whole = try await get(path, port)
                let head = try await answer("HEAD \(path) HTTP/1.1\r\nHost: a\r\n\r\n", port)
                let end = try #require(whole.firstRange(of: "\r\n\r\n"))
                #expect(head == whole[..<end.upperBound])
            }
        }
    }

    @Test func othersAreRefused() async throws {
        try await serving { port in
            for path in ["/", "/metrics/", "/health", "/metricsx", "/..%2fetc/passwd"] {
                #expect(try await get(path, port).hasPrefix("HTTP/1.1 404 "), "\(path)")
            }
            for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
                let said = try await answer(
                    "\(method) /metrics HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", port)
                #expect(said.hasPrefix("HTTP/1.1 405 "), "\(method)")
                #expect(said.contains("\r\nAllow: GET, HEAD\r\n"))
            }
            #expect(try await answer("hello\r\n\r\n", port).hasPrefix("HTTP/1.1 400 "))
        }
    }

    @Test func aLongRequestIsNotRead() async throws {
        try await serving { port in
            let long = String(repeating: "x", count: 10_000)
            for request in [
                "GET /metrics?\(long) HTTP/1.1\r\n\r\n",
                "GET /metrics HTTP/1.1\r\nA: \(long)\r\n\r\n",
                "POST /metrics HTTP/1.1\r\nContent-Length: 10000\r\n\r\n\(long)",
            ] {
                let said = try await answer(request, port)
                #expect(!said.contains("200 OK") && !said.contains("405"), "\(said.prefix(80))")
            }
        }
    }

    @Test func whoSaysNothingIsLetGo() async throws {
        var limits = StatusLimits()
        limits.request = .milliseconds(100)
        limits.life = .seconds(60)
        try await serving(Patient(), limits) { port in
            for beginning in ["", "GET /metrics HTTP/1.1\r\nHos"] {
                let said = try await answer(beginning, port)
                #expect(said == "")
            }
        }
    }

    /// A reader that takes nothing holds a connection no longer than the deadline.
    @Test func whoTakesNoAnswerIsLetGo() async throws {
        var limits = StatusLimits()
        limits.life = .milliseconds(300)
        limits.connections = 1
        let says = String(repeating: "x", count: 20_000_000)
        try await serving(Patient(checks: [HealthCheck("a", .ok, says)]), limits) { port in
            let connection = try RawConnection(port: port)
            connection.send("GET /health/ready HTTP/1.1\r\nHost: a\r\n\r\n")
            try await eventually("there is room again") {
                try await get("/health/live", port).hasPrefix("HTTP/1.1 200 OK")
            }
            var length = 0
            while let more = connection.received(), !more.isEmpty { length += more.utf8.count }
            #expect(length < says.utf8.count)
        }
    }

    @Test func connectionsBeyondTheBoundAreClosed() async throws {
        var limits = StatusLimits()
        limits.connections = 4
        limits.request = .seconds(60)
        limits.life = .seconds(60)
        try await serving(Patient(), limits) { port in
            let held = try (1...4).map { _ in try RawConnection(port: port) }
            // They are accepted in the order in which they came.
            #expect(try await answer("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n", port) == "")
            for connection in held {
                connection.send("GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n")
            }
            for connection in held {
                var said = ""
                try await eventually("the answer comes") {
                    said += connection.received() ?? ""
                    return said.hasSuffix("it goes on.\n")
                }
            }
            try await eventually("there is room again") {
                try await get("/health/live", port).hasPrefix("HTTP/1.1 200 OK")
            }
        }
    }

    @Test func aTakenPortIsToldWithItsCause() async throws {
        try await serving { port in
            let error = await #expect(throws: StatusServer.CannotListen.self) {
                try await StatusServer.listen(
                    host: "127.0.0.1", port: port, StatusEndpoints(MetricRegistry(), Patient()))
            }
            #expect(error?.why == "Address already in use")
        }
    }
}
