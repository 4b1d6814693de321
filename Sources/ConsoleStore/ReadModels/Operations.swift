import Database
import Postgres
package import Reminders

/// The operators' page: the whole fleet, and what belongs to the creditors granted to the operator.
package struct Operations: Sendable {
    package let amili: AmiliGate
    package let queue: QueueFigures
    package let workers: [WorkerRow]
    /// Whether due work is being done.
    package let progress: WorkProgress
    /// The waits of workers that have done nothing for long.
    package let waits: [(worker: String, wait: WorkerWait)]
    package let doubts: [DoubtFigures]
    /// Since when the first reminder is in doubt; nil: none is.
    package let oldestDoubt: Since?
    package let throughput: Throughput
    package let runs: [OpenRun]
    package let gates: [CreditorGate]
    package let stuck: [StuckPart]
    package let incidents: [OpenIncident]
    /// Answers of Amili that cannot be used.
    package let answers: [AnswerTrouble]
    /// Creditors that want to be active and are not.
    package let activations: [ActivationTrouble]
    package let elsewhere: UnseenTotals
}

extension ConsoleStore {
    /// Reads the operators' page.
    /// - Parameter creditors: The creditors granted to the operator.
    package func operations(_ creditors: [CreditorID]) async throws -> Operations {
        let mine = PostgresValue.idArray(creditors)
        return try await pool.perform { session in
            Operations(
                amili: try Self.amili(session), queue: try Self.queue(session),
                workers: try Self.workers(session),
                progress: try WorkProgress.read(in: session),
                waits: try Self.workerWaits(session), doubts: try Self.doubts(session),
                oldestDoubt: try Self.oldestDoubt(session),
                throughput: try Self.throughput(session),
                runs: try Self.openRuns(mine, session), gates: try Self.gates(mine, session),
                stuck: try Self.stuck(mine, session),
                incidents: try Self.incidents(mine, nil, session),
                answers: try Self.answerTroubles(of: creditors, session),
                activations: try Self.activationTroubles(mine, session),
                elsewhere: try Self.elsewhere(mine, session))
        }
    }

    /// Reads an open incident.
    /// - Parameter creditors: The creditors granted to the operator.
    /// - Returns: nil if none of theirs has this id and is open.
    package func openIncident(
        _ id: Int64, of creditors: [CreditorID]
    ) async throws -> OpenIncident? {
        try await pool.perform { session in
            try Self.incidents(.idArray(creditors), id, session).first
        }
    }

    /// Returns the creditor of a run; nil if there is no such run.
    package func creditor(of run: RunID) async throws -> CreditorID? {
        try await pool.perform { session in
            let row = try session.run(OperationsStatement.creditorOfRun, ["run": .id(run)])
            return row.count == 1 ? row.id(0, "creditor") : nil
        }
    }

    // MARK: The fleet

    private static func amili(_ session: borrowing PostgresSession) throws -> AmiliGate {
        let row = try session.run(OperationsStatement.amili)
        return AmiliGate(
            now: row.timestamp(0, "now"), rate: row.double(0, "rate"), state: try gateState(row, 0),
            standsFor: row.double(0, "stands_for"))
    }

    private static func gateState(
        _ rows: borrowing PostgresRows, _ row: Int
    ) throws(SchemaProblem) -> GateState {
        try GateState(
            isPaused: rows.bool(row, "paused"), pausedAt: rows.optionalTimestamp(row, "paused_at"),
            pausedBy: rows.optionalString(row, "paused_by"),
            closedFor: rows.double(row, "closed_for"),
            closedUntil: rows.optionalTimestamp(row, "closed_until"),
            closedCause: rows.optionalWord(row, "closed_cause", as: GateCause.self))
    }

    private static func queue(_ session: borrowing PostgresSession) throws -> QueueFigures {
        let row = try session.run(OperationsStatement.queue)
        func count(_ column: StaticString) -> Int { Int(row.int(0, column)) }
        return QueueFigures(
            queued: count("queued"), uncertain: count("uncertain"), ready: count("ready"),
            waiting: count("waiting"), parked: count("parked"), inHand: count("claimed"),
            stuck: count("stuck"),
            oldestDue: row.since(0, at: "due_since", seconds: "due_seconds"))
    }

    private static func workers(_ session: borrowing PostgresSession) throws -> [WorkerRow] {
        let rows = try session.run(OperationsStatement.workers)
        return (0..<rows.count).map { row in
            WorkerRow(
                name: rows.string(row, "name"), startedAt: rows.timestamp(row, "started_at"),
                seenAt: rows.timestamp(row, "seen_at"), silence: rows.double(row, "silence"),
                endedAt: rows.optionalTimestamp(row, "dead_at"),
                parts: Int(rows.int(row, "parts")), reminders: Int(rows.int(row, "reminders")))
        }
    }

    private static func doubts(_ session: borrowing PostgresSession) throws -> [DoubtFigures] {
        let rows = try session.run(OperationsStatement.doubts)
        return (0..<rows.count).map { row in
            guard let obstacle = DoubtObstacle(rawValue: rows.string(row, "obstacle")) else {
                preconditionFailure("the statement knows no other obstacle")
            }
            return DoubtFigures(
                obstacle: obstacle, parts: Int(rows.int(row, "parts")),
                reminders: Int(rows.int(row, "reminders")))
        }
    }

    /// Reads since when the first reminder is in doubt, from the beginning of its doubt.
    static func oldestDoubt(
        _ session: borrowing PostgresSession
    ) throws(PostgresError) -> Since? {
        let row = try session.run(HealthStatement.oldestDoubt)
        return row.since(0, at: "since", seconds: "seconds")
    }

    // MARK: The operator's creditors

    private static func openRuns(
        _ creditors: PostgresValue, _ session: borrowing PostgresSession
    ) throws -> [OpenRun] {
        let rows = try session.run(OperationsStatement.openRuns, ["creditors": creditors])
        return try (0..<rows.count).map { row in
            try OpenRun(
                creditor: rows.id(row, "creditor"), id: rows.id(row, "id"),
                isHeld: rows.bool(row, "is_held"),
                pausedAt: rows.optionalTimestamp(row, "paused_at"), pause: pause(rows, row),
                holdUntil: rows.optionalTimestamp(row, "hold_until"),
                releasedAt: rows.optionalTimestamp(row, "released_at"),
                total: Int(rows.int(row, "total")), queued: Int(rows.int(row, "queued")),
                uncertain: Int(rows.int(row, "uncertain")),
                accepted: Int(rows.int(row, "accepted")), other: Int(rows.int(row, "other")),
                stuckParts: Int(rows.int(row, "stuck_parts")),
                isStopped: rows.bool(row, "is_stopped"))
        }
    }

    private static func gates(
        _ creditors: PostgresValue, _ session: borrowing PostgresSession
    ) throws -> [CreditorGate] {
        let rows = try session.run(OperationsStatement.gates, ["creditors": creditors])
        return try (0..<rows.count).map { row in
            try CreditorGate(
                creditor: rows.id(row, "id"),
                activation: rows.word(row, "activation", as: ActivationState.self),
                state: gateState(rows, row), rate: rows.double(row, "rate"),
                queued: Int(rows.int(row, "queued")), uncertain: Int(rows.int(row, "uncertain")))
        }
    }

    private static func stuck(
        _ creditors: PostgresValue, _ session: borrowing PostgresSession
    ) throws -> [StuckPart] {
        let rows = try session.run(OperationsStatement.stuck, ["creditors": creditors])
        return (0..<rows.count).map { row in
            StuckPart(
                creditor: rows.id(row, "creditor"), run: rows.id(row, "run"),
                first: Int(rows.int(row, "first")), last: Int(rows.int(row, "last")),
                queued: Int(rows.int(row, "n_q")), uncertain: Int(rows.int(row, "n_u")),
                claimedAt: rows.optionalTimestamp(row, "claimed_at"))
        }
    }

    private static func incidents(
        _ creditors: PostgresValue, _ id: Int64?, _ session: borrowing PostgresSession
    ) throws -> [OpenIncident] {
        let rows = try session.run(
            OperationsStatement.incidents,
            ["creditors": creditors, "incident": id.map { .int($0) } ?? .null])
        return try (0..<rows.count).map { row in
            try OpenIncident(
                id: rows.int(row, "id"), creditor: rows.id(row, "creditor"),
                invoiceNumber: rows.optionalString(row, "invoice_number"),
                run: rows.id(row, "run"), at: rows.timestamp(row, "at"),
                kind: rows.word(row, "kind", as: IncidentKind.self),
                cases: rows.string(row, "cases").split(separator: " ").map(String.init))
        }
    }

    private static func activationTroubles(
        _ creditors: PostgresValue, _ session: borrowing PostgresSession
    ) throws -> [ActivationTrouble] {
        let issues = Self.issues(
            try session.run(ActivationStatement.issues, ["creditors": creditors]))
        let rows = try session.run(OperationsStatement.activations, ["creditors": creditors])
        return (0..<rows.count).compactMap { row in
            let creditor: CreditorID = rows.id(row, "id")
            return ActivationCause(rawValue: rows.string(row, "cause")).map { cause in
                ActivationTrouble(
                    creditor: creditor, cause: cause, issues: issues[creditor] ?? [])
            }
        }
    }

    private static func elsewhere(
        _ creditors: PostgresValue, _ session: borrowing PostgresSession
    ) throws -> UnseenTotals {
        let row = try session.run(OperationsStatement.elsewhere, ["creditors": creditors])
        func count(_ column: StaticString) -> Int { Int(row.int(0, column)) }
        return UnseenTotals(
            openRuns: count("open_runs"), heldRuns: count("held_runs"),
            pausedRuns: count("paused_runs"), stuckParts: count("stuck_parts"),
            incidents: count("incidents"), shutGates: count("shut_gates"))
    }
}
