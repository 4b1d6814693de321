import AccessStore
import ConsoleStore
import Database
import Postgres
import QueueStore
import Reminders
import Stores
import Texts
import Worker

/// The findings of `doctor` in the database: on the server, on the schema, and on the fleet as its
/// rows tell of it.
struct DatabaseFindings {
    private let settings: Settings
    private let stores: Stores

    init(_ settings: Settings, _ stores: Stores) {
        self.settings = settings
        self.stores = stores
    }

    /// - Throws: `PostgresError` if the database does not answer. A server that lacks something and
    ///   a setting that does not hold are findings or defaults, and end nothing.
    func all() async throws -> [DoctorFinding] {
        let health = try await stores.console.health()
        let diagnosis = try await stores.console.diagnosis()
        var found = server(health, diagnosis)
        found += try await way()
        found += try await progress()
        found += fleet(health)
        for gate in try await GateFinding.all(in: stores) {
            found.append(DoctorFinding(gate.name, gate.level, gate.says, gate.remedy))
        }
        found += try await activations()
        found += try await answers()
        found.append(
            try await seen("sign-ins") {
                SignInFinding(try await stores.access.failedSignIns()).finding
            })
        found.append(
            try await seen(InboxFinding.name) {
                InboxFinding(try await stores.console.inbox()).finding
            })
        found += diagnosed(diagnosis)
        return found
    }

    /// Version, schema, and the two clocks. Against the database's clock this machine's may be 5 s
    /// off.
    private func server(_ health: Health, _ diagnosis: Diagnosis) -> [DoctorFinding] {
        let isCurrent = !diagnosis.problems.contains { $0.check == "schema" }
        let skew = SystemTime.wall - health.databaseSeconds
        return [
            DoctorFinding(
                "database", .ok,
                "reached, PostgreSQL \(health.serverVersion / 10_000)"
                    + (isCurrent ? ", schema current" : "")),
            DoctorFinding(
                "clock, database", isWell: abs(skew) < 5,
                "this machine is \(Int(skew.rounded())) s from the database",
                abs(skew) < 5 ? "" : "Let both keep time by NTP."),
            DoctorFinding("clock, set back", isWell: health.clockAhead < 1, Self.words(health)),
        ]
    }

    /// The text about a database clock that was set back: now, within a day, or not at all.
    private static func words(_ health: Health) -> String {
        if health.clockAhead >= 1 {
            return "the database's clock was set back by about "
                + "\(Durations.written(health.clockAhead)). What waits for it moves back too, "
                + "within seconds of a worker's start."
        }
        return health.clockStep.map { step in
            "by \(Durations.written(step.seconds)) at \(step.at); what waited for it moved back "
                + "too. Let the database's machine keep time by NTP."
        } ?? "not within a day"
    }

    /// How the connection is protected and how fast it is, and what the server lacks. If the limits
    /// do not hold, which is a finding of its own, the default of PAMINN_SEND_WITHIN is compared.
    private func way() async throws -> [DoctorFinding] {
        let sendWithin = (try? settings.limits().sendWithin) ?? WorkerLimits().sendWithin
        var found = [
            ConnectionFinding(try await stores.database.security()).finding,
            RoleFinding(try await stores.console.role()).finding,
            SpeedFinding(try await stores.console.roundTrip(), sendWithin: sendWithin).finding,
        ]
        do {
            try await stores.database.checkServer()
        } catch let lack as ServerLack {
            found.append(
                DoctorFinding("database server", .bad, lack.what, lack.remedy))
        }
        return found
    }

    /// Whether workers live, and whether due work goes on.
    private func progress() async throws -> [DoctorFinding] {
        let patience = (try? settings.standStill()) ?? WorkProgress.patience
        let progress = try await stores.queue.progress()
        let stillness = ProgressFinding.stillness(
            progress, try await stores.console.workerWaits(), patience)
        return [
            ProgressFinding.workers(progress, patience),
            stillness,
        ]
    }

    /// Stuck parts, open incidents, and invoices under two spellings.
    private func fleet(_ health: Health) -> [DoctorFinding] {
        func none(
            _ name: String, _ count: Int, _ words: String, _ remedy: String
        ) -> DoctorFinding {
            count == 0
                ? DoctorFinding(name, .ok, "none") : DoctorFinding(name, .bad, words, remedy)
        }
        return [
            none(
                "stuck parts", health.stuckParts,
                "\(health.stuckParts); each is tried again, alone, an hour after",
                "See `paminn stuck`."),
            none(
                "incidents", health.openIncidents,
                "\(health.openIncidents) open", "See `paminn incidents`."),
            DoctorFinding(
                "spellings", isWell: health.twins == 0,
                health.twins == 0
                    ? "no invoice is on file under two"
                    : "\(health.twins) invoices are on file under a second one, for which nothing"
                        + " is sent",
                health.twins == 0 ? "" : "See `paminn spellings`."),
        ]
    }

    /// One bad finding for each creditor that is to be active at Amili and needs somebody's hand.
    private func activations() async throws -> [DoctorFinding] {
        try await stores.console.creditors().compactMap { creditor in
            creditor.activationCause.map { cause in
                DoctorFinding(
                    "activation of \(creditor.handle)", .bad,
                    cause.english.hasSuffix(".")
                        ? String(cause.english.dropLast()) : cause.english,
                    cause.operatorRemedy(creditor.handle))
            }
        }
    }

    /// The answers of Amili that the workers could not use, by creditor and purpose.
    private func answers() async throws -> [DoctorFinding] {
        let troubles = try await stores.console.answerTroubles(of: nil)
        guard !troubles.isEmpty else {
            return [DoctorFinding("answers", .ok, "all that came could be used")]
        }
        return troubles.map(Self.finding)
    }

    /// Only another answer shows that a trouble is over. So it is no more than a warning once all
    /// letters of the creditor are settled: nothing is held up by it, and no answer may come for
    /// long. Follow-ups go on, and clear theirs. An answer that broke off is a matter of the
    /// network, and its letter is asked about: it is bad if none came whole for two minutes.
    private static func finding(_ trouble: AnswerTrouble) -> DoctorFinding {
        let flaw = trouble.flaw
        let isIdle = trouble.purpose != .following && !trouble.isWaitedFor
        let lasted = trouble.since.seconds - trouble.seenSecondsAgo
        let mayPass = flaw.cause == .incomplete && lasted < 120
        return DoctorFinding(
            "answers for \(trouble.handle)", isIdle || mayPass ? .warning : .bad,
            "\(trouble.purpose.english) of creditor \(trouble.handle):"
                + " \(flaw.call.english): \(flaw.english), first seen"
                + " \(Durations.written(trouble.since.seconds)) ago, last"
                + " \(Durations.written(trouble.seenSecondsAgo)) ago"
                + (isIdle ? "; all letters of \(trouble.handle) are settled" : ""), flaw.remedy)
    }

    /// A finding on what not every role may see, such as sign-ins, or a table of a migration after
    /// which `sql/roles.sql` was not run.
    private func seen(
        _ name: String, _ finding: () async throws -> DoctorFinding
    ) async throws -> DoctorFinding {
        do {
            return try await finding()
        } catch let error as PostgresError where error.sqlstate == "42501" {
            return DoctorFinding(name, .skipped, "this role may not see them")
        }
    }

    /// One line for each problem, for each check without one, and for each check that was not made.
    /// The free disk space is added here: the store cannot see it, and this machine sees it only if
    /// the database's data lie on it.
    private func diagnosed(_ diagnosis: Diagnosis) -> [DoctorFinding] {
        var problems = diagnosis.problems
        var skipped = diagnosis.skipped
        var checked = diagnosis.checked
        let disk = MachineFindings.freeBytes(at: diagnosis.dataDirectory)
        if let disk, disk < MachineFindings.littleDisk {
            problems.append(.littleDisk(bytes: disk))
        } else if disk != nil {
            checked.append("disk")
        } else {
            skipped.append(
                Diagnosis.Skipped(
                    check: "disk of the database",
                    why: diagnosis.dataDirectory == nil
                        ? "this role may not know where the data are"
                        : "the data are on another machine; look there"))
        }
        return problems.map { DoctorFinding($0) }
            + checked.map { DoctorFinding($0, .ok, "nothing is wrong") }
            + skipped.map { DoctorFinding($0.check, .skipped, $0.why) }
    }
}
