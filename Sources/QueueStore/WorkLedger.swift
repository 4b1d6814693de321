import Database
import Postgres
package import Reminders
import SharedChanges

/// The ledger of the real thing.
extension QueueStore: Ledger {
    package func register(_ name: String) async throws -> WorkerID {
        // Exact in JSON, whoever reads it.
        let id = WorkerID.random(in: 1..<(1 << 53))
        return try await pool.performToEnd { session in
            try Self.requireKnownSchema(in: session)
            try session.run(WorkStatement.register, [.int(id), .text(name)])
            return id
        }
    }

    package func beat(_ worker: WorkerID) async throws -> Beat? {
        try await beatPool.performToEnd(.brief) { session in
            let rows = try session.run(
                WorkStatement.beat, [.int(worker), Database.knownMigrations])
            if rows.bool(0, 1) { throw SchemaProblem.newer }
            guard let count = rows.optionalInt(0, 0) else { return nil }
            let held = (0..<rows.count).filter { !rows.isNull($0, 2) }
            return Beat(
                count: count,
                held: held.map { row in
                    PartClaim(
                        run: rows.int(row, 2), first: Int(rows.int(row, 3)),
                        attempt: Int(rows.int(row, 4)))
                })
        }
    }

    /// A migration may have come meanwhile that this program cannot work with.
    private static func requireKnownSchema(in session: borrowing PostgresSession) throws {
        let unknown = try session.run(WorkStatement.breakingMigrations, [Database.knownMigrations])
        if unknown.count > 0 { throw SchemaProblem.newer }
    }

    package func retire(_ worker: WorkerID) async throws {
        try await pool.performToEnd { session in
            _ = try session.run(WorkStatement.retire, [.int(worker)])
        }
    }

    package func sightings() async throws -> [Sighting] {
        try await beatPool.perform(.brief) { session in
            let rows = try session.run(WorkStatement.sightings)
            return (0..<rows.count).map {
                Sighting(worker: rows.int($0, 0), beat: rows.int($0, 1))
            }
        }
    }

    package func declareDead(_ worker: WorkerID, beat: Int64) async throws -> Bool {
        try await pool.performToEnd { session in
            try session.run(WorkStatement.declareDead, [.int(worker), .int(beat)]).affected == 1
        }
    }

    package func rescue(settleDelay: Duration, amiliNow: Int64?) async throws -> Int {
        try await pool.performToEnd { session in
            try session.transaction { session in
                let parts = try session.run(WorkStatement.orphanedParts)
                for row in 0..<parts.count {
                    let (run, first) = (parts.int(row, 0), parts.int(row, 1))
                    let doubted = try session.run(
                        WorkStatement.doubtAll,
                        [
                            .int(parts.int(row, 3)), .int(run), .int(first),
                            .int(parts.int(row, 2)), .double(parts.double(row, 4)),
                            parts.optionalString(row, 7).map { .text($0) } ?? .null,
                        ]
                    ).affected
                    try session.run(
                        WorkStatement.noteRescue,
                        [
                            .int(parts.int(row, 3)), .int(run), .int(first),
                            .int(parts.int(row, 5)), .int(parts.int(row, 6)),
                            .text("rescued from a dead worker; newly in doubt: \(doubted)"),
                        ])
                    try session.run(
                        WorkStatement.rescuePart,
                        [
                            .int(run), .int(first), .double(settleDelay.seconds),
                            .double(SuspectPart.stuckFor.seconds), Self.seconds(amiliNow),
                        ])
                }
                return parts.count
            }
        }
    }

    package func retryStuck() async throws -> Int {
        try await pool.performToEnd { session in
            try session.transaction { session in
                let parts = try session.run(SuspectStatement.retryStuck)
                for row in 0..<parts.count {
                    try session.run(
                        SuspectStatement.noteRetry,
                        [
                            .int(parts.int(row, 2)), .int(parts.int(row, 0)),
                            .int(parts.int(row, 1)),
                            .text("stuck for long enough; tried again, alone"),
                        ])
                }
                return parts.count
            }
        }
    }

    @discardableResult
    package func tend(settleDelay: Duration) async throws -> Duration? {
        let isTimeForPartitions = await partitionTurns.next()
        let (step, held) = try await pool.performToEnd { session in
            let step = try Self.lookAtClock(settleDelay, in: session)
            if isTimeForPartitions { try EvidencePartitions.make(in: session) }
            try session.run(WorkStatement.moveVirtualTime)
            try session.run(WorkStatement.promote)
            if try session.run(CancelStatement.areCancelledParts).bool(0, 0) {
                try session.transaction { session in
                    _ = try RunCancellation.cancelSlice(of: nil, in: session)
                }
            }
            try session.run(WorkStatement.finishRuns)
            try session.run(WorkStatement.rotateCanaries, [.double(settleDelay.seconds)])
            let held = try session.run(WorkStatement.heldRunsDue)
            return (step, (0..<held.count).map { (held.int($0, 0), held.int($0, 1)) })
        }
        if !held.isEmpty {
            // As long as its loading took.
            try await pool.performToEnd(.bulk) { session in
                for (run, creditor) in held {
                    try session.transaction { session in
                        _ = try RunRelease.release(run, of: creditor, in: session)
                    }
                }
            }
        }
        return step
    }

    package func claim(_ worker: WorkerID, to purpose: Purpose) async throws -> Claim {
        // Deaf to cancellation: a claim whose wait for a standby is cut off is in doubt.
        try await pool.performToEnd { session in
            let claimed = try session.run(
                WorkStatement.claim, [.int(worker), .bool(purpose == .lookUp)])
            if let part = try Self.claimedPart(claimed) { return .part(part) }
            let why = try session.run(WorkStatement.whyNoClaim, [.int(worker)])
            if why.bool(0, 0) { return .dead }
            let here = HistoryPoint(
                system: why.string(0, 3), timeline: why.int(0, 4), position: why.int(0, 5))
            if why.bool(0, 2) { return .databaseMoved(here) }
            return why.bool(0, 1) ? .gateClosed(here) : .nothing(here)
        }
    }

    private static func claimedPart(_ rows: borrowing PostgresRows) throws -> ClaimedPart? {
        guard rows.count == 1 else { return nil }
        guard let today = CalendarDate(iso: rows.string(0, 14)) else {
            throw PostgresError(kind: .server, sqlstate: "22007", message: "no date of today")
        }
        var part = ClaimedPart(
            claim: PartClaim(
                run: rows.int(0, 0), first: Int(rows.int(0, 1)), attempt: Int(rows.int(0, 3))),
            last: Int(rows.int(0, 2)), creditor: rows.int(0, 4), handle: rows.string(0, 5),
            party: AmiliParty(account: rows.string(0, 6), creditor: rows.string(0, 7)),
            stopped: rows.bool(0, 8), doubtIsOver: rows.bool(0, 9),
            doubtLeft: .nanoseconds(Int64(rows.double(0, 10) * 1e9)),
            queued: Int(rows.int(0, 11)), uncertain: Int(rows.int(0, 12)),
            setbacks: Int(rows.int(0, 13)), canary: nil, today: today,
            graceBankDays: Int(rows.int(0, 15)), runBorn: rows.int(0, 16),
            history: HistoryPoint(
                system: rows.string(0, 17), timeline: rows.int(0, 18),
                position: rows.int(0, 19)),
            crashes: Int(rows.int(0, 20)))
        part.amiliDoubtUntil = rows.optionalInt(0, 21)
        part.lostTimes = lostTimes(rows.optionalString(0, 22))
        return part
    }

    package func read(_ part: ClaimedPart, by worker: WorkerID) async throws -> PartReading {
        let claim = part.claim
        return try await pool.performToEnd { session in
            // The rows must add up to the part's counters: on a cluster with two-phase commit the
            // part can be seen before its reminders are.
            for _ in 0..<20 {
                let counts = try session.run(
                    WorkStatement.partInHand,
                    [.int(claim.run), .integer(claim.first), .int(worker), .integer(claim.attempt)])
                guard counts.count == 1 else { return .leaseLost }
                let rows = try session.run(
                    WorkStatement.openReminders,
                    [
                        .int(part.creditor), .int(claim.run), .integer(claim.first),
                        .integer(part.last),
                    ])
                let reminders = (0..<rows.count).map { Self.openReminder(rows, $0) }
                let queued = reminders.count { $0.state == .queued }
                guard queued == counts.int(0, 0), reminders.count - queued == counts.int(0, 1)
                else { continue }
                let canary = counts.optionalString(0, 2).flatMap { written in
                    counts.optionalString(0, 3).map { InvoiceNumber(written: written, key: $0) }
                }
                return .reminders(reminders, canary: canary, databaseNow: counts.int(0, 4))
            }
            throw PostgresError(
                kind: .server, sqlstate: "40001", message: "reminders and part do not add up")
        }
    }

    private static func openReminder(_ rows: borrowing PostgresRows, _ row: Int) -> OpenReminder {
        let key = rows.string(row, 4)
        var invoice = InvoiceRows.invoice(rows, row, from: 5, key: key)
        // What Amili answers goes by the canonical number, and so does a second spelling's row.
        if let number = invoice.flatMap({ InvoiceNumber($0.number.written) }) {
            invoice?.number = number
        }
        return OpenReminder(
            position: Int(rows.int(row, 0)),
            state: rows.string(row, 1) == "u" ? .uncertain : .queued,
            attempts: Int(rows.int(row, 2)), doubtSince: rows.optionalInt(row, 3),
            number: invoice?.number ?? InvoiceNumber(written: key, key: key), invoice: invoice,
            releasedAt: rows.optionalInt(row, 5 + InvoiceRows.columns.count - 1),
            amiliDoubtSince: rows.optionalInt(row, 5 + InvoiceRows.columns.count))
    }

    package func claimFirstLetter(_ part: ClaimedPart) async throws -> Bool {
        try await pool.performToEnd { session in
            try session.transaction { session in
                try session.run(LockStatement.lockCreditor, [.int(part.creditor)])
                return try session.run(
                    WorkStatement.claimFirstLetter,
                    [.int(part.creditor), .int(part.claim.run), .integer(part.claim.first)]
                ).count == 1
            }
        }
    }

    package func awaitWork(_ longest: Duration) async -> Bool { await notifier.wait(longest) }

    package func look(_ worker: WorkerID, settleDelay: Duration) async throws -> WorkLook {
        try await pool.performToEnd(.brief) { session in
            let row = try session.run(
                LookStatement.look, [.int(worker), .double(settleDelay.seconds)])
            let kinds: [WorkDue] = [.parts, .rescue, .stuck, .sweep, .turns]
            let due = kinds.enumerated().filter { row.bool(0, 5 + $0.offset) }.map(\.element)
            return WorkLook(
                isDead: row.bool(0, 0), isDatabaseMoved: row.bool(0, 1),
                history: HistoryPoint(
                    system: row.string(0, 2), timeline: row.int(0, 3), position: row.int(0, 4)),
                due: WorkDue(due), others: Int(row.int(0, 10)),
                nextIn: row.isNull(0, 11) ? nil : .nanoseconds(Int64(row.double(0, 11) * 1e9)))
        }
    }

    package func workLeft() async throws -> WorkLeft {
        try await pool.perform { session in
            let rows = try session.run(WorkStatement.workLeft)
            return WorkLeft(moving: Int(rows.int(0, 0)), waitingForHuman: Int(rows.int(0, 1)))
        }
    }
}
