import Amili
import ArgumentParser
import Reminders
import Store
import Worker

struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Examines settings, database, clock, key and Amili; sends no letter.",
        discussion: "Exit 0 if all is well, 1 if something is not.")
    @OptionGroup var common: CommonOptions

    private struct Finding {
        let name: String
        let isWell: Bool
        let text: String
    }

    func run() async throws {
        let settings = Settings()
        var findings: [Finding] = []
        let limits = limits(settings, &findings)
        let store = await database(settings, &findings)
        defer { store?.close() }
        if let client = client(settings, limits, &findings) {
            defer { client.close() }
            await amili(client, &findings)
            if let store { await canaries(store, client, &findings) }
        }
        for finding in findings { say(finding) }
        if findings.contains(where: { !$0.isWell }) {
            throw ExitCode(Failure.Code.verdict.rawValue)
        }
    }

    private func say(_ finding: Finding) {
        if common.json {
            var line = JSONLine()
            line.add("check", finding.name)
            line.add("ok", .bool(finding.isWell))
            line.add("text", finding.text)
            Terminal.say(line.line)
        } else {
            Terminal.say("\(finding.isWell ? "ok  " : "BAD ") \(finding.name): \(finding.text)")
        }
    }

    private func limits(_ settings: Settings, _ findings: inout [Finding]) -> WorkerLimitsOrNot {
        do {
            let limits = try settings.limits()
            findings.append(
                Finding(
                    name: "settings", isWell: true,
                    text:
                        "bounds hold, settle delay \(Durations.written(limits.settleDelay.seconds))"
                ))
            return .limits(limits)
        } catch {
            findings.append(Finding(name: "settings", isWell: false, text: Failure(error).line))
            return .none
        }
    }

    private func database(_ settings: Settings, _ findings: inout [Finding]) async -> Store? {
        do {
            let store = Store(try settings.databaseURL(), applicationName: "paminn-doctor")
            do {
                try await store.checkSchema()
                let health = try await store.health()
                judge(health, &findings)
                return store
            } catch {
                store.close()
                throw error
            }
        } catch {
            findings.append(Finding(name: "database", isWell: false, text: Failure(error).line))
            return nil
        }
    }

    private func judge(_ health: Health, _ findings: inout [Finding]) {
        func add(_ name: String, _ isWell: Bool, _ text: String) {
            findings.append(Finding(name: name, isWell: isWell, text: text))
        }
        add(
            "database", true, "reached, PostgreSQL \(health.serverVersion / 10_000), schema current"
        )
        let durable = health.fsync == "on" && health.fullPageWrites == "on"
        add(
            "durability", durable,
            durable
                ? "fsync and full_page_writes are on"
                : "fsync or full_page_writes is off: a crash of the server can forget letters")
        let skew = SystemTime.wall - health.databaseSeconds
        add(
            "clock, database", abs(skew) < 5,
            "this machine is \(Int(skew.rounded())) s from the database")
        add("workers", true, "\(health.workersAlive) alive")
        add(
            "stuck parts", health.stuckParts == 0,
            health.stuckParts == 0 ? "none" : "\(health.stuckParts). See `paminn stuck`.")
        add(
            "incidents", health.openIncidents == 0,
            health.openIncidents == 0
                ? "none" : "\(health.openIncidents) open. See `paminn incidents`.")
        add(
            "uncertain", health.oldestDoubt < 3_600,
            health.oldestDoubt == 0
                ? "none"
                : "the oldest since \(Durations.written(health.oldestDoubt)): `paminn uncertain`")
    }

    private func client(
        _ settings: Settings, _ limits: WorkerLimitsOrNot, _ findings: inout [Finding]
    ) -> AmiliClient? {
        guard case .limits(let limits) = limits else { return nil }
        do {
            let client = try AmiliClient(try settings.amili(limits))
            findings.append(
                Finding(name: "destination", isWell: true, text: client.destination))
            return client
        } catch {
            findings.append(Finding(name: "Amili", isWell: false, text: Failure(error).line))
            return nil
        }
    }

    private func amili(_ client: AmiliClient, _ findings: inout [Finding]) async {
        let ping = await client.ping()
        let detail = ping.trace.message.map { " (\($0))" } ?? ""
        let (isWell, text): (Bool, String) =
            switch ping.verdict {
            case .tokenGranted: (true, "answers, and grants a token")
            case .unauthorized:
                (false, "refuses our credential\(detail). Check the key file and the API code.")
            case .tooMany: (false, "says too many calls. Try again later.")
            case .unreachable: (false, "does not answer\(detail). \(ping.trace.remedy)")
            }
        findings.append(Finding(name: "Amili", isWell: isWell, text: text))
        if let skew = ping.clockSkew {
            findings.append(
                Finding(
                    name: "clock, Amili", isWell: abs(skew.seconds) < 60,
                    text: "this machine is \(Int(skew.seconds.rounded())) s from Amili"))
        }
    }

    private func canaries(
        _ store: Store, _ client: AmiliClient, _ findings: inout [Finding]
    ) async {
        guard let canaries = try? await store.canaries() else { return }
        for (handle, party, canary) in canaries {
            let report = await client.lookUp(
                Question(party: party, invoices: [], canary: canary),
                startBy: SystemTime().now() + .seconds(30))
            let isWell = if case .answered = report.outcome { true } else { false }
            findings.append(
                Finding(
                    name: "canary of \(handle)", isWell: isWell,
                    text: isWell
                        ? "a case known to be there is found"
                        : "a case known to be there is not found: look-ups cannot be trusted"))
        }
        if canaries.isEmpty {
            findings.append(
                Finding(name: "canary", isWell: true, text: "no creditor has a case yet"))
        }
    }
}

/// The bounds, if they could be read.
private enum WorkerLimitsOrNot {
    case limits(WorkerLimits)
    case none
}
