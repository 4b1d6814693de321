import Foundation
import Glibc
import TestSupport
import Testing

/// The real programs, as a scraper and a service manager see them.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct StatusTests {
    @Test func aWorkersCountersAreWhatTheDatabaseHas() async throws {
        try await Installation.with { installation in
            try await installation.setFaults(
                """
                {"on":"POST /case--registrations","invoice":"7","do":"status","status":400},
                {"on":"POST /case--registrations","invoice":"11","times":1,"do":"reset","effect":"before"}
                """)
            try await installation.curl(
                [
                    "-d",
                    #"{"creditor":"65f0c0ffee0000000000c001","invoice_number":"5"}"#,
                ], "/sandbox/cases")
            let file = try installation.file("batch.csv", count: 150)
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            let port = Int(try FreePort.find())
            let worker = try installation.startWorker([
                "PAMINN_STATUS_LISTEN": "127.0.0.1:\(port)"
            ])
            try await installation.finished()
            let counts = try await installation.counts()
            let scrape = try await Scrape.of("/metrics", port: port)
            func reminders(_ outcome: String, _ reason: String = "") -> Double? {
                scrape.value(
                    "paminn_reminders_total{outcome=\"\(outcome)\",reason=\"\(reason)\"}")
            }
            #expect(counts["accepted"] == 148 && counts["rejected"] == 1 && counts["skipped"] == 1)
            #expect(reminders("accepted") == 148)
            #expect(reminders("rejected", "AMILI_VALIDATION") == 1)
            #expect(reminders("skipped", "ALREADY_AT_AMILI") == 1)
            #expect(reminders("uncertain") == 1)
            #expect(scrape.value("paminn_duplicates_prevented_total") == 2)
            // 148 letters of the 149 were answered, one of them with a refusal.
            let register = #"paminn_call_seconds_count{call="register",outcome="#
            #expect(scrape.value(register + #""answered"}"#) == 147)
            #expect(scrape.value(register + #""refused"}"#) == 1)
            #expect(scrape.value(register + #""no_answer"}"#) == 1)
            #expect(
                scrape.value(#"paminn_call_seconds_count{call="token",outcome="answered"}"#) == 1)
            #expect(try #require(scrape.value("paminn_slots_granted_total")) >= 149)
            #expect(scrape.value("paminn_database_seconds_count{work=\"settle\"}") ?? 0 >= 2)
            #expect(scrape.value("paminn_queue_reminders") == 0)
            #expect(scrape.value("paminn_workers{state=\"alive\"}") == 1)
            #expect(scrape.value("paminn_fleet_up") == 1 && scrape.value("paminn_ready") == 1)
            let beat = try #require(scrape.value("paminn_last_beat_timestamp_seconds"))
            #expect(abs(beat - Date().timeIntervalSince1970) < 5)
            var ready = try await Scrape.of("/health/ready", port: port)
            #expect(ready.status == 200, "\(ready.body)")
            try await eventually("it is idle") {
                ready = try await Scrape.of("/health/ready", port: port)
                return ready.body.contains("ok   work: it is idle")
            }
            #expect(!scrape.body.contains("demo") && !ready.body.contains("demo"))
            await worker.send(signal: SIGTERM)
            #expect(try await worker.wait().ending == .exited(0))
        }
    }

    /// Every metric of the catalogue that a worker has, and no other.
    @Test func aWorkerTellsAllThatTheDocumentPromises() async throws {
        let whole = try String(
            contentsOfFile: Place.repository + "/deploy/LOGS.md", encoding: .utf8)
        // The roles of the database have names of the same form.
        let begin = try #require(whole.firstRange(of: "\n## Status server\n")).upperBound
        let document = whole[begin...].prefix(
            upTo: whole[begin...].firstRange(of: "\n## ")!.lowerBound)
        let named = Set(
            document.matches(of: #/`((?:paminn|process)_[a-z_]+)(?:\{[a-z_,]*\})?`/#)
                .map { String($0.output.1) })
        try await Installation.with { installation in
            let file = try installation.file("batch.csv", count: 3)
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            let ports = [Int(try FreePort.find()), Int(try FreePort.find())]
            let worker = try installation.startWorker([
                "PAMINN_STATUS_LISTEN": "127.0.0.1:\(ports[0])"
            ])
            let console = try installation.startConsole(status: ports[1])
            try await installation.finished()
            var told: Set<String> = []
            // The used rate needs two samples.
            try await eventually("all is told") {
                told = try await Scrape.of("/metrics", port: ports[0]).names
                    .union(Scrape.of("/metrics", port: ports[1]).names)
                return told == named
            }
            #expect(told == named)
            _ = (worker, console)
        }
    }

    @Test func readySaysWhenTheDatabaseIsAway() async throws {
        try await PrivateCluster.with { cluster in
            try await Installation.with(server: cluster.server) { installation in
                let port = Int(try FreePort.find())
                let worker = try installation.startWorker([
                    "PAMINN_STATUS_LISTEN": "127.0.0.1:\(port)"
                ])
                try await eventually("it is ready") {
                    try await Scrape.of("/health/ready", port: port).status == 200
                }
                try await installation.allow(connections: false)
                try await eventually("it is not ready") {
                    try await Scrape.of("/health/ready", port: port).status == 503
                }
                let ready = try await Scrape.of("/health/ready?format=json", port: port)
                let report = try #require(
                    try JSONSerialization.jsonObject(with: Data(ready.body.utf8))
                        as? [String: Any])
                #expect(report["state"] as? String == "bad")
                let checks = try #require(report["checks"] as? [[String: String]])
                let database = try #require(checks.first { $0["check"] == "database" })
                #expect(database["state"] == "bad")
                #expect(database["says"]?.isEmpty == false && database["remedy"]?.isEmpty == false)
                let scrape = try await Scrape.of("/metrics", port: port)
                #expect(scrape.value("paminn_ready") == 0)
                try await eventually("the figures are left out") {
                    let scrape = try await Scrape.of("/metrics", port: port)
                    return scrape.value("paminn_fleet_up") == 0
                        && scrape.value("paminn_queue_reminders") == nil
                }
                #expect(
                    try await Scrape.of("/metrics", port: port).sum("paminn_database_errors_total")
                        > 0)
                #expect(try await Scrape.of("/health/live", port: port).status == 200)
                try await installation.allow(connections: true)
                try await eventually("it is ready again") {
                    try await Scrape.of("/health/ready", port: port).status == 200
                }
                await worker.send(signal: SIGTERM)
                #expect(try await worker.wait().ending == .exited(0))
            }
        }
    }

    @Test func aConsoleTellsOfItsPages() async throws {
        try await Installation.with { installation in
            let status = Int(try FreePort.find())
            let page = Int(try FreePort.find())
            let console = try installation.startConsole(status: status, page: page)
            try await eventually("it is ready") {
                try await Scrape.of("/health/ready", port: status).status == 200
            }
            for _ in 1...3 { _ = try await Scrape.of("/logga-in", port: page) }
            _ = try await Scrape.of("/logga-in", port: page)
            _ = try await ChildProcess.run(
                "/usr/bin/curl", ["-s", "-d", "a=b", "http://127.0.0.1:\(page)/logga-in"])
            let scrape = try await Scrape.of("/metrics", port: status)
            #expect(scrape.value("paminn_http_requests_total{status_class=\"2xx\"}") == 4)
            #expect(scrape.value("paminn_http_requests_total{status_class=\"4xx\"}") == 1)
            #expect(scrape.value("paminn_http_request_seconds_count") == 5)
            #expect(scrape.value("paminn_event_streams") == 0)
            #expect(scrape.body.contains("process=\"console\"} 1\n"))
            await console.send(signal: SIGTERM)
            #expect(try await console.wait().ending == .exited(0))
        }
    }

    @Test(arguments: ["work", "console"])
    func aTakenPortEndsTheProgram(command: String) async throws {
        try await Installation.with { installation in
            let port = installation.sandboxURL.split(separator: ":").last ?? ""
            var other = installation
            other.environment["PAMINN_STATUS_LISTEN"] = "127.0.0.1:\(port)"
            other.environment["PAMINN_CONSOLE_LISTEN"] = "127.0.0.1:\(try FreePort.find())"
            let ended = try await other.paminn([command])
            #expect(ended.ending == .exited(74))
            #expect(
                ended.errors.contains(
                    "paminn: Cannot listen on 127.0.0.1:\(port): Address already in use."
                        + " Free the port, or set PAMINN_STATUS_LISTEN."), "\(ended.errors)")
            other.environment["PAMINN_STATUS_LISTEN"] = "9464"
            #expect(try await other.paminn([command]).ending == .exited(78))
        }
    }

    @Test(arguments: ["work", "console"])
    func theServiceManagerHearsOfALife(command: String) async throws {
        try await Installation.with { installation in
            let path = installation.folder + "/notify"
            let manager = try NoticeSocket(path)
            let program = try ChildProcess(
                Place.paminn, [command],
                environment: installation.environment.merging([
                    "NOTIFY_SOCKET": path, "WATCHDOG_USEC": "400000",
                    "PAMINN_CONSOLE_LISTEN": "127.0.0.1:\(try FreePort.find())",
                ]) { $1 })
            try await eventually("it is ready and lives") {
                manager.listen()
                return manager.heard.contains("READY=1")
                    && manager.heard.count { $0 == "WATCHDOG=1" } >= 5
            }
            #expect(manager.heard.contains { $0.hasPrefix("STATUS=") })
            #expect(!manager.heard.contains("STOPPING=1"))
            await program.send(signal: SIGTERM)
            #expect(try await program.wait().ending == .exited(0))
            manager.listen()
            #expect(manager.heard.contains("STOPPING=1"))
        }
    }
}

/// Whoever starts services, and hears what they say.
private final class NoticeSocket {
    private let descriptor: Int32
    private(set) var heard: [String] = []

    init(_ path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(bound == 0)
    }

    deinit { close(descriptor) }

    /// Takes what has come since.
    func listen() {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            guard count > 0 else { return }
            heard.append(String(decoding: buffer[..<count], as: UTF8.self))
        }
    }
}

extension Installation {
    fileprivate func startConsole(status: Int, page: Int? = nil) throws -> ChildProcess {
        let page = try page ?? Int(FreePort.find())
        return try ChildProcess(
            Place.paminn, ["console"],
            environment: environment.merging([
                "PAMINN_STATUS_LISTEN": "127.0.0.1:\(status)",
                "PAMINN_CONSOLE_LISTEN": "127.0.0.1:\(page)",
            ]) { $1 })
    }

    /// Lets sessions into the database of this installation, or ends those that there are and lets
    /// none in.
    fileprivate func allow(connections: Bool) async throws {
        let server = database.replacing(#/ dbname=test_\w+$/#, with: "")
        let name = try name
        try await TestDatabase.query(
            "alter database \(name) allow_connections \(connections);"
                + (connections
                    ? ""
                    : " select count(pg_terminate_backend(pid)) from pg_stat_activity"
                        + " where datname = '\(name)'"),
            on: server)
    }
}
