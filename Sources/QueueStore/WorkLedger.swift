import Database
import Postgres
package import Reminders
import SharedChanges

/// Implements `Ledger` on PostgreSQL. The protocol says what each call promises; comments here say
/// how PostgreSQL keeps it.
extension QueueStore: Ledger {
    /// Draws the worker's id at random: a sequence would give ids out again after a failover that
    /// lost its latest numbers.
    /// - Throws: `SchemaProblem.newer` if a migration has run that this program cannot work with.
    package func register(_ name: String) async throws -> WorkerID {
        // Any reader of JSON takes numbers below 2^53 exactly.
        let id = WorkerID(rawValue: .random(in: 1..<(1 << 53)))
        return try await pool.performToEnd { session in
            try Self.requireKnownSchema(in: session)
            try session.run(WorkStatement.register, ["worker": .id(id), "name": .text(name)])
            return id
        }
    }

    /// Beats on a connection of its own, so that no load and no settle delays it.
    /// - Throws: `SchemaProblem.newer` if a migration has run that this program cannot work with.
    package func beat(_ worker: WorkerID, amiliNow: Int64?) async throws -> Beat? {
        try await beatPool.performToEnd(.brief) { session in
            let rows = try session.run(
                WorkStatement.beat,
                [
                    "worker": .id(worker), "known": Database.knownMigrations,
                    "amili_now": Self.seconds(amiliNow),
                ])
            if rows.bool(0, "is_schema_newer") { throw SchemaProblem.newer }
            guard let count = rows.optionalInt(0, "beat") else { return nil }
            let held = (0..<rows.count).filter { !rows.isNull($0, "run") }
            return Beat(
                count: count,
                held: held.map { row in
                    PartClaim(
                        run: rows.id(row, "run"), first: Int(rows.int(row, "first")),
                        attempt: Int(rows.int(row, "attempt")))
                })
        }
    }

    /// Makes sure that no migration has come meanwhile that this program cannot work with.
    /// - Throws: `SchemaProblem.newer`.
    private static func requireKnownSchema(in session: borrowing PostgresSession) throws {
        let unknown = try session.run(
            WorkStatement.breakingMigrations, ["known": Database.knownMigrations])
        if unknown.count > 0 { throw SchemaProblem.newer }
    }

    package func retire(_ worker: WorkerID) async throws {
        try await pool.performToEnd { session in
            _ = try session.run(WorkStatement.retire, ["worker": .id(worker)])
        }
    }

    package func sightings() async throws -> [Sighting] {
        try await beatPool.perform(.brief) { session in
            let rows = try session.run(WorkStatement.sightings)
            return (0..<rows.count).map {
                Sighting(worker: rows.id($0, "id"), beat: rows.int($0, "beat"))
            }
        }
    }

    /// - Returns: false if the worker has beaten since, or was dead before.
    package func declareDead(_ worker: WorkerID, beat: Int64) async throws -> Bool {
        try await pool.performToEnd { session in
            try session.run(
                WorkStatement.declareDead, ["worker": .id(worker), "beat": .int(beat)]
            ).affected == 1
        }
    }

    /// Rescues up to twenty parts in one transaction.
    package func rescue(settleDelay: Duration, amiliNow: Int64?) async throws -> Int {
        try await pool.performToEnd { session in
            try session.transaction { session in
                let parts = try session.run(WorkStatement.orphanedParts)
                for row in 0..<parts.count {
                    let part: StatementArguments = [
                        "run": .int(parts.int(row, "run")),
                        "first": .int(parts.int(row, "first")),
                    ]
                    let last = parts.int(row, "last")
                    let creditor: StatementArguments = [
                        "creditor": .int(parts.int(row, "creditor"))
                    ]
                    let doubted = try session.run(
                        WorkStatement.doubtAll,
                        creditor + part + [
                            "last": .int(last),
                            "claimed_at": .double(parts.double(row, "claimed_at")),
                            "asked_at": parts.optionalString(row, "asked_at").map { .text($0) }
                                ?? .null,
                        ]
                    ).affected
                    try session.run(
                        WorkStatement.noteRescue,
                        creditor + part + [
                            "worker": .int(parts.int(row, "worker")),
                            "attempt": .int(parts.int(row, "attempt")),
                            "why": .text("rescued from a dead worker; newly in doubt: \(doubted)"),
                        ])
                    try session.run(
                        WorkStatement.rescuePart,
                        part + [
                            "settle_delay": .double(settleDelay.seconds),
                            "stuck_for": .double(SuspectPart.stuckFor.seconds),
                            "amili_now": Self.seconds(amiliNow),
                        ])
                }
                return parts.count
            }
        }
    }

    /// Retries up to twenty parts in one transaction.
    package func retryStuck() async throws -> Int {
        try await pool.performToEnd { session in
            try session.transaction { session in
                let parts = try session.run(SuspectStatement.retryStuck)
                for row in 0..<parts.count {
                    try session.run(
                        SuspectStatement.noteRetry,
                        [
                            "run": .int(parts.int(row, "run")),
                            "first": .int(parts.int(row, "first")),
                            "creditor": .int(parts.int(row, "creditor")),
                            "why": .text("stuck for long enough; tried again, alone"),
                        ])
                }
                return parts.count
            }
        }
    }

    /// Does each kind of maintenance in a transaction of its own.
    @discardableResult
    package func tend(settleDelay: Duration) async throws -> Duration? {
        let isTimeForPartitions = await partitionTurns.next()
        let (step, held) = try await pool.performToEnd { session in
            let step = try Self.lookAtClock(settleDelay, in: session)
            if isTimeForPartitions { try EvidencePartitions.make(in: session) }
            try session.run(WorkStatement.moveVirtualTime)
            try SendWindows.moveOn(in: session)
            try session.run(WorkStatement.promote)
            if try session.run(CancelStatement.areCancelledParts).bool(0, "are_cancelled_parts") {
                try session.transaction { session in
                    _ = try RunCancellation.cancelSlice(of: nil, in: session)
                }
            }
            try session.run(WorkStatement.finishRuns)
            try session.run(
                WorkStatement.rotateCanaries, ["settle_delay": .double(settleDelay.seconds)])
            let held = try session.run(WorkStatement.heldRunsDue)
            let due = (0..<held.count).map { row -> (RunID, CreditorID, isStopped: Bool) in
                (held.id(row, "id"), held.id(row, "creditor"), held.bool(row, "is_stopped"))
            }
            return (step, due)
        }
        if !held.isEmpty {
            // A release takes as long as the run's load took.
            try await pool.performToEnd(.bulk) { session in
                for (run, creditor, isStopped) in held {
                    try session.transaction { session in
                        _ = try RunRelease.release(
                            run, of: creditor, isStopped: isStopped, in: session)
                    }
                }
            }
        }
        return step
    }

    /// Claims a part in one statement, whose commit is the write-ahead intent.
    package func claim(_ worker: WorkerID, to purpose: Purpose) async throws -> Claim {
        // Deaf to cancellation: a claim whose wait for a standby is cut off is in doubt.
        let mostRated = limits.ratedParts
        return try await pool.performToEnd { session in
            let claimed = try session.run(
                WorkStatement.claim,
                [
                    "worker": .id(worker), "only_doubt": .bool(purpose == .lookUp),
                    "look_up_life": .double(ClaimedPart.lookUpLife.seconds),
                    "most_rated": .integer(mostRated),
                ])
            if let part = try Self.claimedPart(claimed) { return .part(part) }
            let why = try session.run(WorkStatement.whyNoClaim, ["worker": .id(worker)])
            if why.bool(0, "is_dead") { return .dead }
            let here = Self.historyPoint(why)
            if why.bool(0, "is_moved") { return .databaseMoved(here) }
            return why.bool(0, "is_gate_closed") ? .gateClosed(here) : .nothing(here)
        }
    }

    /// Reads from the first row where the database stands.
    private static func historyPoint(_ rows: borrowing PostgresRows) -> HistoryPoint {
        HistoryPoint(
            system: rows.string(0, "system"), timeline: rows.int(0, "timeline"),
            position: rows.int(0, "position"))
    }

    /// Makes the part of a row of `WorkStatement.claim`; nil if there is none.
    private static func claimedPart(_ rows: borrowing PostgresRows) throws -> ClaimedPart? {
        guard rows.count == 1 else { return nil }
        guard let today = CalendarDate(iso: rows.string(0, "today")) else {
            throw PostgresError(kind: .server, sqlstate: "22007", message: "no date of today")
        }
        var part = ClaimedPart(
            claim: PartClaim(
                run: rows.id(0, "run"), first: Int(rows.int(0, "first")),
                attempt: Int(rows.int(0, "attempt"))),
            last: Int(rows.int(0, "last")), creditor: rows.id(0, "creditor"),
            handle: rows.string(0, "handle"),
            party: AmiliParty(
                account: rows.string(0, "account"), creditor: rows.string(0, "amili_creditor")),
            stopped: rows.bool(0, "stopped"), doubtIsOver: rows.bool(0, "is_doubt_over"),
            doubtLeft: rows.duration(0, "doubt_left"),
            queued: Int(rows.int(0, "n_q")), uncertain: Int(rows.int(0, "n_u")),
            setbacks: Int(rows.int(0, "setbacks")), canary: nil, today: today,
            graceBankDays: Int(rows.int(0, "grace_bank_days")), runBorn: rows.int(0, "born"),
            history: historyPoint(rows), crashes: Int(rows.int(0, "crashes")))
        part.amiliDoubtUntil = rows.optionalInt(0, "amili_doubt_until")
        part.lostTimes = lostTimes(rows.optionalString(0, "lost_times"))
        return part
    }

    /// Reads the part's reminders until they add up to its counters.
    /// - Throws: `PostgresError` 40001 if they never do.
    package func read(_ part: ClaimedPart, by worker: WorkerID) async throws -> PartReading {
        let claim = part.claim
        return try await pool.performToEnd { session in
            // The rows must add up to the part's counters: on a cluster with two-phase commit the
            // part can be seen before its reminders are.
            for _ in 0..<20 {
                let counts = try session.run(
                    WorkStatement.partInHand,
                    [
                        "run": .id(claim.run), "first": .integer(claim.first),
                        "worker": .id(worker), "attempt": .integer(claim.attempt),
                    ])
                guard counts.count == 1 else { return .leaseLost }
                let rows = try session.run(
                    WorkStatement.openReminders,
                    [
                        "creditor": .id(part.creditor), "run": .id(claim.run),
                        "first": .integer(claim.first), "last": .integer(part.last),
                    ])
                let reminders = try (0..<rows.count).map { try Self.openReminder(rows, $0) }
                let queued = reminders.count { $0.state == .queued }
                guard queued == counts.int(0, "n_q"),
                    reminders.count - queued == counts.int(0, "n_u")
                else { continue }
                let canary = counts.optionalString(0, "canary_written").flatMap { written in
                    counts.optionalString(0, "canary_number").map {
                        InvoiceNumber(written: written, key: $0)
                    }
                }
                return .reminders(
                    reminders, canary: canary, databaseNow: counts.int(0, "database_now"))
            }
            throw PostgresError(
                kind: .server, sqlstate: "40001", message: "reminders and part do not add up")
        }
    }

    /// Makes the reminder of a row of `WorkStatement.openReminders`.
    private static func openReminder(
        _ rows: borrowing PostgresRows, _ row: Int
    ) throws(SchemaProblem) -> OpenReminder {
        let position = Int(rows.int(row, "pos"))
        let state = try rows.reminderState(row, "state")
        let attempts = Int(rows.int(row, "attempts"))
        let doubtSince = rows.optionalInt(row, "doubt_since")
        let key = rows.string(row, "number")
        var invoice = InvoiceRows.invoice(rows, row, key: key)
        // Amili's answers go by the canonical number, and so must a second spelling's row.
        if let number = invoice.flatMap({ InvoiceNumber($0.number.written) }) {
            invoice?.number = number
        }
        return OpenReminder(
            position: position, state: state, attempts: attempts,
            doubtSince: doubtSince,
            number: invoice?.number ?? InvoiceNumber(written: key, key: key), invoice: invoice,
            releasedAt: rows.optionalInt(row, "released_at"),
            amiliDoubtSince: rows.optionalInt(row, "amili_doubt_since"))
    }

    /// Takes the right under the creditor's lock.
    package func claimFirstLetter(_ part: ClaimedPart) async throws -> Bool {
        try await pool.performToEnd { session in
            try session.transaction { session in
                try session.run(LockStatement.lockCreditor, ["creditor": .id(part.creditor)])
                return try session.run(
                    WorkStatement.claimFirstLetter,
                    [
                        "creditor": .id(part.creditor), "run": .id(part.claim.run),
                        "first": .integer(part.claim.first),
                    ]
                ).count == 1
            }
        }
    }

    package func awaitWork(_ longest: Duration) async -> Bool { await notifier.wait(longest) }

    /// Asks one statement, with the short deadline of slots.
    package func look(_ worker: WorkerID, settleDelay: Duration) async throws -> WorkLook {
        try await pool.performToEnd(.brief) { session in
            let row = try session.run(
                LookStatement.look,
                ["worker": .id(worker), "settle_delay": .double(settleDelay.seconds)])
            return WorkLook(
                isDead: row.bool(0, "is_dead"), isDatabaseMoved: row.bool(0, "is_moved"),
                history: Self.historyPoint(row), due: Self.due(row),
                others: Int(row.int(0, "others")),
                nextIn: row.optionalDuration(0, "next_in"))
        }
    }

    /// The kinds of work that a look found due.
    private static func due(_ row: borrowing PostgresRows) -> WorkDue {
        var due: WorkDue = []
        if row.bool(0, "has_parts") { due.insert(.parts) }
        if row.bool(0, "has_orphans") { due.insert(.rescue) }
        if row.bool(0, "has_stuck") { due.insert(.stuck) }
        if row.bool(0, "has_sweep") { due.insert(.sweep) }
        if row.bool(0, "has_turns") { due.insert(.turns) }
        return due
    }

    /// Counts open parts and held runs, of all creditors.
    package func workLeft() async throws -> WorkLeft {
        try await pool.perform { session in
            let rows = try session.run(WorkStatement.workLeft)
            return WorkLeft(
                moving: Int(rows.int(0, "moving")), waitingForHuman: Int(rows.int(0, "waiting")))
        }
    }
}
