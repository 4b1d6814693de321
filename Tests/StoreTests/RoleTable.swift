import Testing

/// Which statements each program runs: whole catalogues, or some of their statements. Who adds a
/// catalogue, or a use of another's, says so here and grants it in `sql/roles.sql`.
enum RoleTable {
    /// A statement, and a role whose program runs it.
    struct Pair: Sendable, CustomTestStringConvertible {
        let role: String
        let statement: CataloguedStatement
        var testDescription: String { "\(role) \(statement.testDescription)" }
    }

    /// All roles but the owner.
    static let programs = [
        "paminn_producer", "paminn_worker", "paminn_console", "paminn_host", "paminn_monitor",
    ]

    static let statements: [String: [String]] = [
        "paminn_producer": [
            "LoadStatement", "LockStatement", "ReleaseStatement", "PartStatement.notifyWorkers",
            "CreditorFactsStatement",
            // The audit of a load; `--fee`.
            "AccountStatement.audit", "ManualStatement.sender",
            // `paminn status` and `paminn invoices`.
            "ListStatement.creditors", "ListStatement.runs", "ListStatement.reasons",
            "ListStatement.gate", "ListStatement.invoices", "ListStatement.reminders",
            "ListStatement.invoiceOfNumber", "ActivationStatement.issues", "PageStatement",
            "ProgressStatement", "ResubmitStatement.oldRun", "RunStatement.standstill",
        ],
        "paminn_worker": [
            "AnswerStatement", "ActivationTurnStatement", "CaseSyncStatement", "ClockStatement",
            "GateStatement", "HistoryStatement", "LookStatement", "PulseStatement",
            "SettleStatement", "SuspectStatement", "WorkStatement",
            "CancelStatement", "LockStatement", "PartStatement", "ReleaseStatement",
            "WindowStatement.over", "WindowStatement.moveOn", "WindowStatement.putOff",
            "ActivationChangeStatement.note", "ActivationChangeStatement.setActivation",
            "SchemaStatement.makePartitions",
            // The status server.
            "FleetStatement",
        ] + doctor,
        "paminn_console": [
            "ActivationStatement", "BrowseStatement", "ListStatement", "OperationsStatement",
            "PaidSinceStatement", "RunStatement", "StoryStatement", "PageStatement",
            "CreditorFactsStatement", "DraftStatement", "HumanStatement", "ManualStatement",
            "ResubmitStatement",
            "SelectionStatement", "ActivationRequestStatement", "ActivationChangeStatement",
            "CancelStatement", "LockStatement", "ReleaseStatement",
            // All of `PartStatement` but the settle.
            "PartStatement.recount", "PartStatement.freePermits", "PartStatement.finishRun",
            "PartStatement.parkCreditor", "PartStatement.notifyWorkers",
            // Pausing; the rest is for commands.
            "CreditorStatement.setPaused", "CreditorStatement.notePause",
            "CreditorStatement.resumeRun",
            "AccountStatement.failedSignIns",
            // `paminn export`: the page reads all of it elsewhere.
            "CustomerExportStatement",
            // `paminn inbox`.
            "HostStatement",
            // The status server.
            "FleetStatement",
        ] + all(of: "LoadStatement", but: "analyzeLoaded") + signingIn + doctor,
    ]

    /// All of `AccountStatement` but what makes users and changes them.
    private static let signingIn = [
        "users", "grants", "session", "openSession", "seeSession", "setLanguage", "endSession",
        "sweepSessions", "meetTries", "lockTries", "countTry", "forgiveTries", "returnTries",
        "sweepFailures", "addBrowser", "knownBrowser", "forgetBrowsers", "resealPassword", "audit",
        "record", "addLooks", "sweepLooks", "addSearch", "search", "forgetSearches",
        "forgetSelectedNames", "forgetDraftedNames",
    ].map { "AccountStatement.\($0)" }

    /// What `paminn doctor` and the page *Drift* ask; the size of the WAL only of a role that is in
    /// pg_monitor.
    private static let doctor =
        all(of: "HealthStatement", but: "walSize") + [
            "ListStatement.health", "ListStatement.creditors", "ListStatement.gate",
            "ListStatement.canaries", "ActivationStatement.issues", "AnswerListStatement",
            "WorkerWaitStatement", "ProgressStatement", "InboxStatement",
        ]

    private static func all(of catalogue: String, but one: String) -> [String] {
        CataloguedStatement.all.filter { $0.catalogue == catalogue && $0.name != one }
            .map(\.testDescription)
    }

    /// Run by commands alone that the owner runs: `migrate`, `creditor`, `user`, `rate`,
    /// `spellings`, `erase` and `prune`.
    static let ownersAlone: Set<String> = [
        "SchemaStatement.writeReasons", "SchemaStatement.writeWords", "SchemaStatement.sizes",
        "CreditorStatement.addCreditor", "CreditorStatement.addThrottle",
        "CreditorStatement.addLoader", "CreditorStatement.addPoll", "CreditorStatement.setRate",
        "CreditorStatement.setCreditorRate",
        "WindowStatement.lockGate", "WindowStatement.set", "WindowStatement.wake",
        "CreditorStatement.creditorCalled",
        "AccountStatement.addUser", "AccountStatement.grant", "AccountStatement.revoke",
        "AccountStatement.setDisabled", "AccountStatement.setPassword",
        "AccountStatement.endSessions", "AccountStatement.endBrowsers",
        "SpellingStatement.unsettled", "SpellingStatement.settle", "SpellingStatement.allow",
        "SpellingStatement.joinReminders", "SpellingStatement.dropInvoice",
        "SpellingStatement.dropTwin", "SpellingStatement.untick",
        "HealthStatement.walSize",
        "ErasingStatement.obstacles", "ErasingStatement.invoices",
        "ErasingStatement.forgetSearches", "ErasingStatement.forgetDebtors",
        "ErasingStatement.forgetEvidence", "ErasingStatement.forgetIncidents",
        "ErasingStatement.forgetCustomer", "ErasingStatement.audit", "ErasingStatement.analyze",
        "PruneStatement.moments", "PruneStatement.oldRuns", "PruneStatement.removeReminders",
        "PruneStatement.removeEvidence", "PruneStatement.countReminders",
        "PruneStatement.dropPartitions", "PruneStatement.removeRejects",
        "PruneStatement.countRejects", "PruneStatement.removeAudit", "PruneStatement.countAudit",
        "PruneStatement.audit",
    ]

    static func roles(of statement: CataloguedStatement) -> [String] {
        statements.filter { _, names in
            names.contains(statement.catalogue) || names.contains(statement.testDescription)
        }.keys.sorted()
    }

    static let pairs = CataloguedStatement.all.flatMap { statement in
        (roles(of: statement) + ["paminn_owner"]).map { Pair(role: $0, statement: statement) }
            // The owner is no member of pg_monitor either.
            .filter { $0.statement.testDescription != "HealthStatement.walSize" }
    }
}
