import Amili
import ArgumentParser
import Database
import Reminders
import Stores
import Worker

/// `paminn doctor`: examines settings, this machine, the database and Amili. A part that fails
/// becomes a finding, and the rest is examined all the same.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Examines settings, database, clock, key and Amili; sends no letter.",
        discussion: """
            Each line is ok, WARN (it goes on, and something may come of it), BAD or skip (it was \
            not looked at, and why), with what to do. Exit 1 if anything is BAD, else 0.

            Examples:
              paminn doctor
              paminn doctor --json | grep BAD
            """)
    @OptionGroup var common: CommonOptions

    /// Prints all findings at the end, one per line.
    /// - Throws: `ExitCode` 1 if any is BAD.
    func run() async throws {
        let settings = Settings()
        var findings: [DoctorFinding] = []
        let limits = Self.limits(settings, &findings)
        findings += MachineFindings.all(settings)
        let stores = await database(settings, &findings)
        defer { stores?.close() }
        await amili(settings, limits, stores, &findings)
        findings += await DoctorFinding.spans(settings)
        for finding in findings { Terminal.say(common.json ? finding.json : finding.line) }
        if findings.contains(where: { $0.level == .bad }) {
            throw ExitCode(Failure.Code.verdict.rawValue)
        }
    }

    /// Adds the finding on the worker's bounds.
    /// - Returns: nil if they do not hold: Amili cannot be asked then.
    private static func limits(
        _ settings: Settings, _ findings: inout [DoctorFinding]
    ) -> WorkerLimits? {
        do {
            // What is missing is told where it is needed.
            try settings.check(for: .worker, areAllNeeded: false)
            let limits = try settings.limits()
            findings.append(
                DoctorFinding(
                    "settings", .ok,
                    "bounds hold, settle delay \(Durations.written(limits.settleDelay.seconds))"))
            return limits
        } catch {
            findings.append(DoctorFinding("settings", .bad, Failure(error)))
            return nil
        }
    }

    /// Adds the findings of the database.
    /// - Returns: the open stores, for the canaries, which the caller closes; nil if the database
    ///   cannot be asked.
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
            findings.append(DoctorFinding("database", .bad, Failure(error)))
            findings.append(
                DoctorFinding(
                    "workers, work, gates and all else that the database tells", .skipped,
                    "it could not be asked"))
            return nil
        }
    }

    /// Adds the findings at Amili.
    /// - Parameters:
    ///   - limits: nil if the settings do not hold.
    ///   - stores: nil if the database cannot be asked.
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
            findings.append(DoctorFinding("Amili", .bad, Failure(error)))
            findings.append(
                DoctorFinding("canaries", .skipped, "Amili cannot be asked with these settings"))
        }
    }
}
