import Foundation
import TestSupport
import Testing

/// The way to the database takes everything and answers nothing.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct SilentDatabaseTests {
    /// A door to the installation's database that can fall silent, and the settings to go by it.
    private func door(
        to installation: Installation
    ) throws -> (proxy: SilentProxy, settings: [String: String]) {
        let folder = try #require(
            try TestDatabase.server().split(separator: " ").first { $0.hasPrefix("host=") })
        let proxy = try SilentProxy(to: folder.dropFirst("host=".count) + "/.s.PGSQL.5432")
        return (
            proxy,
            [
                "PAMINN_DATABASE_URL": "host=127.0.0.1 port=\(proxy.port) user=postgres"
                    + " dbname=\(try installation.name)",
                "PAMINN_DATABASE_DEADLINE_BRIEF": "1s", "PAMINN_DATABASE_DEADLINE": "2s",
                "PAMINN_DATABASE_DEADLINE_LOAD": "2s",
            ]
        )
    }

    @Test func aWorkerWithSilentConnectionsSaysSoAndGoesOnWithOthers() async throws {
        try await Installation.with(sandboxOptions: ["--latency", "30ms"]) { installation in
            let (proxy, settings) = try door(to: installation)
            defer { proxy.close() }
            let log = try await installation.endure(worker: settings) { worker in
                proxy.silence()
                try await worker.says("the database gives no answer")
            }
            expectToldOnce("the database gives no answer", remedy: "pooler", in: log)
        }
    }

    @Test(arguments: [1, 2])
    func aWorkerWhoseDatabaseIsSilentEndsWhenItIsTold(signals: Int) async throws {
        try await Installation.with(sandboxOptions: ["--latency", "30ms"]) { installation in
            var (proxy, settings) = try door(to: installation)
            defer { proxy.close() }
            settings["PAMINN_DRAIN"] = "3s"
            let file = try installation.file("batch.csv", count: 300)
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            let worker = try installation.startWorker(settings)
            try await eventually("letters are out") { try installation.letters().count >= 20 }
            proxy.silenceAll()
            try await worker.says("the database ")
            for _ in 0..<signals { await worker.send(signal: SIGTERM) }
            let ended = try await worker.wait(within: .seconds(90))
            #expect(ended.ending == .exited(75), "\(ended.errors)")
            // Another one finishes it, and no letter goes twice.
            try await installation.expect(0, ["work", "--once"])
            try await installation.expectOneLetterEach(accepted: 300)
        }
    }

    @Test func stoppedServerProcessesDelayAWorkerAndEndNothing() async throws {
        try await Installation.with(sandboxOptions: ["--latency", "30ms"]) { installation in
            let (proxy, settings) = try door(to: installation)
            defer { proxy.close() }
            let log = try await installation.endure(worker: settings) { worker in
                let pids = try await installation.query(
                    "select pid from pg_stat_activity where datname = current_database()"
                        + " and application_name = 'paminn'"
                ).split(separator: "\n").compactMap { Int32($0) }
                #expect(!pids.isEmpty)
                defer { for pid in pids { kill(pid, SIGCONT) } }
                for pid in pids { kill(pid, SIGSTOP) }
                try await worker.says("the database gives no answer")
            }
            expectToldOnce("the database gives no answer", remedy: "server process", in: log)
            proxy.close()
        }
    }

    // MARK: A database that is far away

    /// What doctor says of the way is what becomes of the letters.
    @Test func aWayThatIsTooSlowForALetterIsNamed() async throws {
        try await Installation.with { installation in
            let (proxy, settings) = try door(to: installation)
            defer { proxy.close() }
            let file = try installation.file("batch.csv", count: 3)
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            let near = try await installation.paminn(["doctor"])
            #expect(near.output.contains("ok   speed of the database: a question takes"))
            proxy.slow(byMilliseconds: 260)
            var far = installation
            far.environment.merge(settings) { _, new in new }
            far.environment.merge(
                [
                    "PAMINN_LEASE": "10s", "PAMINN_HEARTBEAT": "3s", "PAMINN_SETTLE_DELAY": "14s",
                    "PAMINN_DATABASE_DEADLINE_BRIEF": "5s", "PAMINN_DATABASE_DEADLINE": "30s",
                ]
            ) { _, new in new }
            let doctor = try await far.expect(1, ["doctor"])
            let line = doctor.output.split(separator: "\n").first {
                $0.contains("speed of the database")
            }
            #expect(line?.hasPrefix("BAD ") == true, "\(doctor.output)")
            #expect(line?.contains("no letter can go") == true)
            #expect(line?.contains("set PAMINN_SEND_WITHIN to up to 3s (1s by default)") == true)
            let worker = try far.startWorker()
            try await worker.says("the database answers too slowly")
            await worker.send(signal: SIGTERM)
            #expect(try await worker.wait(within: .seconds(90)).ending == .exited(0))
            #expect(try installation.letters().isEmpty)

            far.environment["PAMINN_SEND_WITHIN"] = "3s"
            let patient = try await far.paminn(["doctor"])
            #expect(patient.output.contains("speed of the database"))
            #expect(!patient.output.contains("BAD  speed"), "\(patient.output)")
            let other = try far.startWorker()
            try await installation.finished()
            await other.send(signal: SIGTERM)
            #expect(try await other.wait(within: .seconds(90)).ending == .exited(0))
            try await installation.expectOneLetterEach(accepted: 3)
        }
    }

    // MARK: A database that is away at the start

    @Test func aWorkerWaitsForADatabaseThatIsAwayAndThenGivesUp() async throws {
        let settings = [
            "PAMINN_DATABASE_URL": "host=127.0.0.1 port=1 user=x dbname=x",
            "PAMINN_AMILI_URL": "http://127.0.0.1:1", "PAMINN_AMILI_API_CODE": "test",
            "PAMINN_DATABASE_WAIT": "1s",
        ]
        try await Installation.with { installation in
            let ended = try await ChildProcess.run(
                Place.paminn, ["work"],
                environment: installation.environment.merging(settings) { _, new in new })
            #expect(ended.ending == .exited(69))
            let told = ended.errors.split(separator: "\n").filter {
                $0.contains("waiting for the database")
            }
            #expect(told.count == 1, "\(ended.errors)")
            #expect(ended.errors.contains("nobody listens there"))
        }
    }

    @Test func aWorkerThatWaitsForItsDatabaseEndsWhenItIsTold() async throws {
        try await Installation.with { installation in
            let worker = try installation.startWorker([
                "PAMINN_DATABASE_URL": "host=127.0.0.1 port=1 user=x dbname=x"
            ])
            try await worker.says("waiting for the database")
            await worker.send(signal: SIGTERM)
            #expect(try await worker.wait().ending == .exited(0))
        }
    }

    @Test func aWorkerBeginsWhenItsDatabaseIsThere() async throws {
        try await Installation.with { installation in
            let file = try installation.file("batch.csv", count: 5)
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            let name = try installation.name
            let port = try FreePort.find()
            let folder = try #require(
                try TestDatabase.server().split(separator: " ").first { $0.hasPrefix("host=") })
            let worker = try installation.startWorker([
                "PAMINN_DATABASE_URL": "host=127.0.0.1 port=\(port) user=postgres dbname=\(name)"
            ])
            try await worker.says("waiting for the database")
            let proxy = try SilentProxy(
                to: folder.dropFirst("host=".count) + "/.s.PGSQL.5432", port: port)
            try await installation.finished()
            await worker.send(signal: SIGTERM)
            #expect(try await worker.wait().ending == .exited(0))
            proxy.close()
        }
    }
}
