import Postgres
package import Reminders

extension Store {
    package func settle(
        _ part: ClaimedPart, by worker: WorkerID, _ settlements: [Settlement],
        evidence: [Evidence], settleDelay: Duration
    ) async throws -> Settled {
        let claim = part.claim
        precondition(
            settlements.allSatisfy { (claim.first...part.last).contains($0.position) },
            "a part settles its own reminders")
        return try await pool.performToEnd { session in
            let settled = try session.transaction { session in
                try Self.settleInHand(
                    part, by: worker, settlements, evidence, settleDelay, in: session)
            }
            if case .settled(0, 0)? = settled {
                // The sweep of any worker makes up for a failure.
                _ = try? session.run(WorkStatement.finishRun, [.int(claim.run)])
            }
            if let settled { return settled }
            // A transaction of its own, for it locks in another order.
            try session.transaction { session in
                try Self.settleLate(part, settlements, in: session)
                try Self.add(evidence, about: part, by: worker, in: session)
            }
            return .leaseLost
        }
    }

    /// - Returns: nil if the lease is lost.
    private static func settleInHand(
        _ part: ClaimedPart, by worker: WorkerID, _ settlements: [Settlement],
        _ evidence: [Evidence], _ settleDelay: Duration, in session: borrowing PostgresSession
    ) throws -> Settled? {
        let claim = part.claim
        try noteCanary(settlements, part, in: session)
        let locked = try session.run(
            SettleStatement.lockPartInHand,
            [.int(claim.run), .integer(claim.first), .int(worker), .integer(claim.attempt)])
        guard locked.count == 1 else { return nil }
        try add(evidence, about: part, by: worker, in: session)
        guard !settlements.isEmpty else {
            return .settled(queued: Int(locked.int(0, 1)), uncertain: Int(locked.int(0, 2)))
        }
        let isInDoubt = settlements.contains { $0.state == .uncertain }
        let tally = try write(
            settlements, part, claimedAt: locked.double(0, 0),
            askedAt: locked.optionalString(0, 3), in: session)
        try write(
            tally, claim.run, Int64(claim.first), newDoubt: isInDoubt ? settleDelay : nil,
            isForgiven: settlements.contains(where: \.countsAttempt), amiliNow: part.amiliNow,
            in: session)
        return .settled(
            queued: tally.counts[.queued, default: 0],
            uncertain: tally.counts[.uncertain, default: 0])
    }

    /// A part's reminders by state, and which of them are neither queued nor accepted.
    private struct Tally {
        var counts: [ReminderState: Int] = [:]
        /// Positions, states and reasons: arrays as PostgreSQL writes them, which only it reads.
        var strays = ["{}", "{}", "{}"]
        /// The reasons of accepted ones that have one, as such an array; nil if none has.
        var acceptedReasons: String?

        /// Rows as of `SettleStatement.tally`.
        mutating func add(_ rows: borrowing PostgresRows, _ row: Int) {
            switch rows.string(row, 0) {
            case "strays": strays = (1...3).map { rows.string(row, $0) }
            case "accepted": acceptedReasons = rows.optionalString(row, 1)
            case let state: counts[Store.state(state)] = Int(rows.int(row, 1))
            }
        }
    }

    /// - Returns: how the part stands now.
    private static func write(
        _ settlements: [Settlement], _ part: ClaimedPart, claimedAt: Double, askedAt: String?,
        in session: borrowing PostgresSession
    ) throws -> Tally {
        var tally = Tally()
        var freed: [String] = []
        for round in rounds(settlements) {
            let rows = try session.run(
                SettleStatement.settleReminders,
                values(round, part)
                    + [
                        .double(claimedAt), .integer(part.claim.first), .integer(part.last),
                        askedAt.map { .text($0) } ?? .null,
                    ])
            tally = Tally()
            for row in 0..<rows.count {
                if rows.string(row, 0) == "number" {
                    freed.append(rows.string(row, 1))
                } else {
                    tally.add(rows, row)
                }
            }
        }
        if !freed.isEmpty {
            try session.run(
                SettleStatement.freePermits,
                [.int(part.creditor), .textArray(freed), .int(part.claim.run)])
        }
        return tally
    }

    /// One row of a table can be changed once by a statement: what is said twice of one reminder
    /// is written in the order in which it was said.
    private static func rounds(_ settlements: [Settlement]) -> [[Settlement]] {
        var rounds: [[Settlement]] = []
        var said: [Int: Int] = [:]
        for settlement in settlements {
            let round = said[settlement.position, default: 0]
            said[settlement.position] = round + 1
            if round == rounds.count { rounds.append([]) }
            rounds[round].append(settlement)
        }
        return rounds
    }

    private static func values(
        _ settlements: [Settlement], _ part: ClaimedPart
    ) -> [PostgresValue] {
        [
            .int(part.creditor), .int(part.claim.run),
            .intArray(settlements.map { Int64($0.position) }),
            .textArray(settlements.map { String($0.state.rawValue) }),
            .intArray(settlements.map { $0.reason.map { Int64($0.storageID) } }),
            .textArray(settlements.map(\.caseID)), .textArray(settlements.map(\.ocr)),
            .textArray(settlements.map(\.amiliState)),
            .intArray(settlements.map { $0.countsAttempt ? 1 : 0 }),
            .textArray(settlements.map { $0.endsDoubt ? "t" : "f" }),
        ]
    }

    private static func state(_ letter: String) -> ReminderState {
        guard let state = letter.first.flatMap({ ReminderState(rawValue: $0) }) else {
            preconditionFailure("the table checks the states")
        }
        return state
    }

    /// The creditor's first case becomes its canary; one of a later run takes over in time. Comes
    /// first, for the creditor's row is locked before its parts'; a case is a case even if the
    /// lease is lost.
    private static func noteCanary(
        _ settlements: [Settlement], _ part: ClaimedPart, in session: borrowing PostgresSession
    ) throws {
        guard part.canary == nil || part.claim.first == 1,
            let accepted = settlements.first(where: { $0.state == .accepted })
        else { return }
        let invoice = try session.run(
            SettleStatement.invoiceAt,
            [
                .int(part.creditor), .int(part.claim.run), .integer(accepted.position),
                .int(part.runBorn),
            ])
        guard invoice.count == 1 else { return }
        try session.run(
            SettleStatement.noteCanary,
            [.int(part.creditor), .text(invoice.string(0, 1)), .text(invoice.string(0, 0))])
    }

    private static func write(
        _ tally: Tally, _ run: RunID, _ first: Int64, newDoubt: Duration?, isForgiven: Bool,
        amiliNow: Int64? = nil,
        in session: borrowing PostgresSession
    ) throws {
        let inOrder: [ReminderState] = [
            .queued, .uncertain, .accepted, .rejected, .skipped, .failed, .cancelled, .manual,
        ]
        let written = try session.run(
            SettleStatement.writeTally,
            [
                .int(run), .int(first),
                newDoubt.map { .double($0.seconds) } ?? .null,
            ] + inOrder.map { .integer(tally.counts[$0, default: 0]) }
                + tally.strays.map { .text($0) } + [
                    .bool(isForgiven), seconds(amiliNow),
                    tally.acceptedReasons.map { .text($0) } ?? .null,
                ])
        precondition(written.affected == 1, "a part is never deleted while its run is open")
    }

    /// The lease is lost: proof of a case still counts, whatever state the reminder is in by now.
    private static func settleLate(
        _ part: ClaimedPart, _ settlements: [Settlement], in session: borrowing PostgresSession
    ) throws {
        let accepted = settlements.filter { $0.state == .accepted }
        guard !accepted.isEmpty else { return }
        // A load takes permits in its file's order, and this may take some back: one after another.
        try session.run(LoadStatement.lockLoader, [.int(part.creditor)])
        let locked = try session.run(
            SettleStatement.lockPart,
            [.int(part.claim.run), .integer(part.claim.first), .int(part.runBorn)])
        // A database that was set back may never have heard of it: the look-up before the next
        // letter finds the case.
        guard locked.count == 1 else { return }
        let positions = PostgresValue.intArray(accepted.map { Int64($0.position) })
        let cases = PostgresValue.textArray(accepted.map(\.caseID))
        let keys: [PostgresValue] = [.int(part.creditor), .int(part.claim.run)]
        let bounds: [PostgresValue] = [.integer(part.claim.first), .integer(part.last)]
        try session.run(
            SettleStatement.raiseLate,
            keys + [positions, cases, .textArray(accepted.map(\.ocr))] + bounds)
        try session.run(SettleStatement.reinstatePermits, keys + [positions] + bounds)
        try session.run(SettleStatement.lateIncidents, keys + [positions, cases] + bounds)
        try recount(
            part.creditor, part.claim.run, first: Int64(part.claim.first), last: Int64(part.last),
            in: session)
    }

    /// Counts a locked part's reminders anew; with nothing open it is done.
    static func recount(
        _ creditor: CreditorID, _ run: RunID, first: Int64, last: Int64,
        in session: borrowing PostgresSession
    ) throws {
        let rows = try session.run(
            SettleStatement.tally, [.int(creditor), .int(run), .int(first), .int(last)])
        var tally = Tally()
        for row in 0..<rows.count { tally.add(rows, row) }
        try write(tally, run, first, newDoubt: nil, isForgiven: true, in: session)
    }

    // MARK: Evidence

    private static func add(
        _ evidence: [Evidence], about part: ClaimedPart, by worker: WorkerID,
        in session: borrowing PostgresSession
    ) throws {
        guard !evidence.isEmpty else { return }
        let about: [PostgresValue] = [
            .int(part.creditor), .int(part.claim.run), .integer(part.claim.first),
            .int(worker), .integer(part.claim.attempt),
        ]
        let calls: [PostgresValue] = [
            .intArray(evidence.map { $0.position.map { Int64($0) } }),
            .textArray(evidence.map(\.kind.rawValue)),
            .intArray(evidence.map { $0.trace.httpStatus.map { Int64($0) } }),
            .intArray(evidence.map { $0.trace.curlCode.map { Int64($0) } }),
            .textArray(evidence.map { $0.trace.written ? "t" : "f" }),
            .intArray(evidence.map { $0.trace.duration.wholeNanoseconds / 1_000_000 }),
        ]
        let turns: [PostgresValue] = [
            .textArray(evidence.map { $0.from.map { String($0.rawValue) } }),
            .textArray(evidence.map { $0.to.map { String($0.rawValue) } }),
            .textArray(evidence.map(\.why)),
        ]
        try session.run(SettleStatement.addEvidence, about + calls + turns)
        for item in evidence where !item.incident.isEmpty {
            guard let position = item.position else { continue }
            try session.run(
                SettleStatement.openIncident,
                [
                    .int(part.creditor), .int(part.claim.run), .integer(position),
                    .text(item.why), .textArray(item.incident),
                ])
        }
    }

    package func giveBack(
        _ claim: PartClaim, by worker: WorkerID, _ how: Return
    ) async throws {
        let (wait, setback): (PostgresValue, Bool) =
            switch how {
            case .ready: (.null, false)
            case .waiting(let span, let setback): (.double(span.seconds), setback)
            case .parked: (.text("Infinity"), false)
            }
        try await pool.performToEnd { session in
            _ = try session.run(
                WorkStatement.giveBack,
                [
                    .int(claim.run), .integer(claim.first), .int(worker), .integer(claim.attempt),
                    wait, .bool(setback),
                ])
        }
    }
}
