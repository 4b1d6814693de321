import Amili
import ArgumentParser
import Database
import Reminders
import Stores
import Worker

struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Examines settings, database, clock, key and Amili; sends no letter.",
        discussion: """
            Each line is ok, WARN (it goes on, and something may come of it), BAD or skip (it was \
            not looked at, and why), with what to do. Exit 1 if anything is BAD, else 0.
            """)
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let settings = Settings()
        var findings: [DoctorFinding] = []
        let limits = Self.limits(settings, &findings)
        findings += MachineFindings.all(settings)
        let stores = await database(settings, &findings)
        defer { stores?.close() }
        await amili(settings, limits, stores, &findings)
        for finding in findings { Terminal.say(finding.line(json: common.json)) }
        if findings.contains(where: { $0.level == .bad }) {
            throw ExitCode(Failure.Code.verdict.rawValue)
        }
    }

    private static func limits(
        _ settings: Settings, _ findings: inout [DoctorFinding]
    ) -> WorkerLimits? {
        do {
            let limits = try settings.limits()
            findings.append(
                DoctorFinding(
                    "settings", .ok,
                    "bounds hold, settle delay \(Durations.written(limits.settleDelay.seconds))"))
            return limits
        } catch {
            findings.append(DoctorFinding("settings", .bad, Failure(error).line))
            return nil
        }
    }

    private func database(
        _ settings: Settings, _ findings: inout [DoctorFinding]
    ) async -> Stores? {
        do {
            let stores = Stores(
                Database(try settings.database(), applicationName: "paminn-doctor"))
            do {
                try await stores.database.checkSchema()
                findings += try await DatabaseFindings(settings, stores).all()
                return stores
            } catch {
                stores.close()
                throw error
            }
        } catch {
            findings.append(DoctorFinding("database", .bad, Failure(error).line))
            findings.append(
                DoctorFinding(
                    "workers, work, gates and all else that the database tells", .skipped,
                    "it could not be asked"))
            return nil
        }
    }

    private func amili(
        _ settings: Settings, _ limits: WorkerLimits?, _ stores: Stores?,
        _ findings: inout [DoctorFinding]
    ) async {
        guard let limits else {
            findings.append(DoctorFinding("Amili", .skipped, "the settings do not hold"))
            return
        }
        do {
            let client = try AmiliClient(try settings.amili(limits))
            defer { client.close() }
            findings.append(DoctorFinding("destination", .ok, client.destination))
            findings += await AmiliFindings(settings, client, stores).all()
        } catch {
            findings.append(DoctorFinding("Amili", .bad, Failure(error).line))
            findings.append(
                DoctorFinding("canaries", .skipped, "Amili cannot be asked with these settings"))
        }
    }
}
