import Database
import Postgres
package import Reminders

/// What an operator sees of the fleet, and of the creditors given to them. Times are RFC 3339 UTC.
package struct Operations: Sendable {
    package let amili: AmiliGate
    package let queue: QueueFigures
    package let workers: [WorkerRow]
    /// Whether what is due goes on.
    package let progress: WorkProgress
    /// What workers that have done nothing for long wait for.
    package let waits: [(worker: String, wait: WorkerWait)]
    package let doubts: [DoubtFigures]
    /// Since when the first in doubt is, and for how many seconds; nil: nothing is.
    package let oldestDoubt: Since?
    package let throughput: Throughput
    package let runs: [OpenRun]
    package let gates: [CreditorGate]
    package let stuck: [StuckPart]
    package let incidents: [OpenIncident]
    /// What cannot be made of Amili's answers.
    package let answers: [AnswerTrouble]
    /// Creditors that want to be active and are not.
    package let activations: [ActivationTrouble]
    package let elsewhere: Elsewhere
}

/// A human's stop, and a gate that time opens.
package struct Shut: Sendable, Equatable {
    package let isPaused: Bool
    /// nil if it was paused before that was noted.
    package let pausedAt: String?
    package let pausedBy: String?
    /// 0: open.
    package let closedFor: Double
    /// nil: it was never closed.
    package let closedUntil: String?
    /// nil: it was closed before causes were noted.
    package let closedCause: GateCause?
    package var isOpen: Bool { !isPaused && closedFor == 0 }
}

package struct AmiliGate: Sendable {
    package let now: String
    /// Calls a second, of the whole fleet; infinite if nobody has set a limit.
    package let rate: Double
    package let shut: Shut
    /// Seconds until the stand-still after a database's step back ends; 0: none.
    package let standsFor: Double
}

package struct QueueFigures: Sendable {
    package let queued: Int
    package let uncertain: Int
    package let ready: Int
    package let waiting: Int
    package let parked: Int
    package let inHand: Int
    package let stuck: Int
    /// The part that has waited longest for its turn, though it may go; nil: none waits.
    package let oldestDue: Since?
}

package struct WorkerRow: Sendable {
    package let name: String
    package let startedAt: String
    package let seenAt: String
    /// Seconds since its last beat.
    package let silence: Double
    package let endedAt: String?
    package let parts: Int
    package let reminders: Int
}

/// Why nobody asks, or is told, about reminders in doubt.
package enum Hindrance: String, CaseIterable, Sendable {
    case stuck
    case allPaused = "all paused"
    case allClosed = "all closed"
    case paused
    case closed
    /// A worker has them in hand.
    case asking
    /// “Not there” says nothing yet.
    case young
    /// None: they are asked about as soon as it is their turn.
    case turn
}

package struct DoubtFigures: Sendable {
    package let hindrance: Hindrance
    package let parts: Int
    package let reminders: Int
}

package struct OpenRun: Sendable {
    package let creditor: CreditorID
    package let id: RunID
    package let isHeld: Bool
    package let pausedAt: String?
    package let pause: RunPause?
    package let holdUntil: String?
    package let releasedAt: String?
    package let total: Int
    package let queued: Int
    package let uncertain: Int
    package let accepted: Int
    /// Ended without a letter by Amili.
    package let other: Int
    package let stuckParts: Int
    package let isStopped: Bool
}

package struct CreditorGate: Sendable {
    package let creditor: CreditorID
    package let activation: ActivationState
    package let shut: Shut
    package let queued: Int
    package let uncertain: Int
}

package struct StuckPart: Sendable {
    package let creditor: CreditorID
    package let run: RunID
    package let first: Int
    package let last: Int
    package let queued: Int
    package let uncertain: Int
    package let claimedAt: String?
}

package struct OpenIncident: Sendable {
    package let id: Int64
    package let creditor: CreditorID
    /// nil if the reminder is pruned.
    package let invoiceNumber: String?
    package let run: RunID
    package let at: String
    package let kind: IncidentKind
    package let cases: [String]
}

/// The other creditors', as numbers.
package struct Elsewhere: Sendable, Equatable {
    package let openRuns: Int
    package let heldRuns: Int
    package let pausedRuns: Int
    package let stuckParts: Int
    package let incidents: Int
    package let shutGates: Int
}

extension ConsoleStore {
    /// - Parameter creditors: those given to whoever asks.
    package func operations(_ creditors: [CreditorID]) async throws -> Operations {
        let mine = PostgresValue.intArray(creditors.map { $0 })
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

    /// - Parameter creditors: those given to whoever asks.
    /// - Returns: nil if there is no such open incident of theirs.
    package func openIncident(
        _ id: Int64, of creditors: [CreditorID]
    ) async throws -> OpenIncident? {
        try await pool.perform { session in
            try Self.incidents(.intArray(creditors.map { $0 }), id, session).first
        }
    }

    package func creditor(of run: RunID) async throws -> CreditorID? {
        try await pool.perform { session in
            let row = try session.run(OperationsStatement.creditorOfRun, [.int(run)])
            return row.count == 1 ? row.int(0, 0) : nil
        }
    }

    // MARK: The fleet

    private static func amili(_ session: borrowing PostgresSession) throws -> AmiliGate {
        let row = try session.run(OperationsStatement.amili)
        return AmiliGate(
            now: row.string(0, 0), rate: row.double(0, 1), shut: shut(row, 0, from: 2),
            standsFor: row.double(0, 8))
    }

    private static func shut(_ rows: borrowing PostgresRows, _ row: Int, from column: Int) -> Shut {
        Shut(
            isPaused: rows.bool(row, column), pausedAt: rows.optionalString(row, column + 1),
            pausedBy: rows.optionalString(row, column + 2), closedFor: rows.double(row, column + 3),
            closedUntil: rows.optionalString(row, column + 4),
            closedCause: rows.optionalString(row, column + 5).flatMap { GateCause(rawValue: $0) })
    }

    private static func queue(_ session: borrowing PostgresSession) throws -> QueueFigures {
        let row = try session.run(OperationsStatement.queue)
        func count(_ column: Int) -> Int { Int(row.int(0, column)) }
        return QueueFigures(
            queued: count(0), uncertain: count(1), ready: count(2), waiting: count(3),
            parked: count(4), inHand: count(5), stuck: count(6), oldestDue: row.since(0, 7))
    }

    private static func workers(_ session: borrowing PostgresSession) throws -> [WorkerRow] {
        let rows = try session.run(OperationsStatement.workers)
        return (0..<rows.count).map { row in
            WorkerRow(
                name: rows.string(row, 0), startedAt: rows.string(row, 1),
                seenAt: rows.string(row, 2), silence: rows.double(row, 3),
                endedAt: rows.optionalString(row, 4), parts: Int(rows.int(row, 5)),
                reminders: Int(rows.int(row, 6)))
        }
    }

    private static func doubts(_ session: borrowing PostgresSession) throws -> [DoubtFigures] {
        let rows = try session.run(OperationsStatement.doubts)
        return (0..<rows.count).map { row in
            guard let hindrance = Hindrance(rawValue: rows.string(row, 0)) else {
                preconditionFailure("the statement knows no other hindrance")
            }
            return DoubtFigures(
                hindrance: hindrance, parts: Int(rows.int(row, 1)),
                reminders: Int(rows.int(row, 2)))
        }
    }

    /// Since when the first reminder is in doubt, by the beginning of its doubt.
    static func oldestDoubt(
        _ session: borrowing PostgresSession
    ) throws(PostgresError) -> Since? {
        let row = try session.run(HealthStatement.oldestDoubt)
        return row.since(0, 0)
    }

    // MARK: What belongs to somebody

    private static func openRuns(
        _ creditors: PostgresValue, _ session: borrowing PostgresSession
    ) throws -> [OpenRun] {
        let rows = try session.run(OperationsStatement.openRuns, [creditors])
        return try (0..<rows.count).map { row in
            try OpenRun(
                creditor: rows.int(row, 0), id: rows.int(row, 1), isHeld: rows.bool(row, 2),
                pausedAt: rows.optionalString(row, 3),
                pause: pause(rows, row, cause: 14, count: 15, words: 4),
                holdUntil: rows.optionalString(row, 5), releasedAt: rows.optionalString(row, 6),
                total: Int(rows.int(row, 7)), queued: Int(rows.int(row, 8)),
                uncertain: Int(rows.int(row, 9)), accepted: Int(rows.int(row, 10)),
                other: Int(rows.int(row, 11)), stuckParts: Int(rows.int(row, 12)),
                isStopped: rows.bool(row, 13))
        }
    }

    private static func gates(
        _ creditors: PostgresValue, _ session: borrowing PostgresSession
    ) throws -> [CreditorGate] {
        let rows = try session.run(OperationsStatement.gates, [creditors])
        return try (0..<rows.count).map { row in
            try CreditorGate(
                creditor: rows.int(row, 0),
                activation: rows.word(row, 1, as: ActivationState.self),
                shut: shut(rows, row, from: 2), queued: Int(rows.int(row, 8)),
                uncertain: Int(rows.int(row, 9)))
        }
    }

    private static func stuck(
        _ creditors: PostgresValue, _ session: borrowing PostgresSession
    ) throws -> [StuckPart] {
        let rows = try session.run(OperationsStatement.stuck, [creditors])
        return (0..<rows.count).map { row in
            StuckPart(
                creditor: rows.int(row, 0), run: rows.int(row, 1), first: Int(rows.int(row, 2)),
                last: Int(rows.int(row, 3)), queued: Int(rows.int(row, 4)),
                uncertain: Int(rows.int(row, 5)), claimedAt: rows.optionalString(row, 6))
        }
    }

    private static func incidents(
        _ creditors: PostgresValue, _ id: Int64?, _ session: borrowing PostgresSession
    ) throws -> [OpenIncident] {
        let rows = try session.run(
            OperationsStatement.incidents, [creditors, id.map { .int($0) } ?? .null])
        return try (0..<rows.count).map { row in
            try OpenIncident(
                id: rows.int(row, 0), creditor: rows.int(row, 1),
                invoiceNumber: rows.optionalString(row, 2), run: rows.int(row, 3),
                at: rows.string(row, 4), kind: rows.word(row, 5, as: IncidentKind.self),
                cases: rows.string(row, 6).split(separator: " ").map(String.init))
        }
    }

    private static func activationTroubles(
        _ creditors: PostgresValue, _ session: borrowing PostgresSession
    ) throws -> [ActivationTrouble] {
        let issues = Self.issues(try session.run(OperationsStatement.issues, [creditors]))
        let rows = try session.run(OperationsStatement.activations, [creditors])
        return (0..<rows.count).compactMap { row in
            ActivationCause(rawValue: rows.string(row, 1)).map { cause in
                ActivationTrouble(
                    creditor: rows.int(row, 0), cause: cause, issues: issues[rows.int(row, 0)] ?? []
                )
            }
        }
    }

    private static func elsewhere(
        _ creditors: PostgresValue, _ session: borrowing PostgresSession
    ) throws -> Elsewhere {
        let row = try session.run(OperationsStatement.elsewhere, [creditors])
        func count(_ column: Int) -> Int { Int(row.int(0, column)) }
        return Elsewhere(
            openRuns: count(0), heldRuns: count(1), pausedRuns: count(2), stuckParts: count(3),
            incidents: count(4), shutGates: count(5))
    }
}
