import Database
import Postgres
package import Reminders
import SharedChanges

extension QueueStore {
    /// Settles in one transaction if the lease holds, and in another if it is lost. It then ends a
    /// run whose last part is done.
    /// - Precondition: the settlements are about reminders of the part.
    package func settle(
        _ part: ClaimedPart, by worker: WorkerID, _ settlements: [Settlement],
        evidence: [Evidence], settleDelay: Duration
    ) async throws -> Settled {
        let claim = part.claim
        precondition(
            settlements.allSatisfy { (claim.first...part.last).contains($0.position) },
            "a part settles its own reminders")
        return try await pool.performToEnd { session in
            let settled = try Self.settleInHand(
                part, by: worker, settlements, evidence, settleDelay, in: session)
            if case .settled(0, 0)? = settled {
                // If this fails, the sweep of any worker ends the run.
                _ = try? session.run(PartStatement.finishRun, ["run": .id(claim.run)])
            }
            if let settled { return settled }
            // A transaction of its own, because it locks in another order.
            try session.transaction { session in
                try Self.settleLate(part, settlements, in: session)
                try Self.add(evidence, about: part, by: worker, in: session)
            }
            return .leaseLost
        }
    }

    /// Writes outcomes and evidence under the lease. Evidence alone is one statement.
    /// - Returns: how the part stands now; nil if the lease is lost.
    private static func settleInHand(
        _ part: ClaimedPart, by worker: WorkerID, _ settlements: [Settlement],
        _ evidence: [Evidence], _ settleDelay: Duration, in session: borrowing PostgresSession
    ) throws -> Settled? {
        if settlements.isEmpty, !evidence.isEmpty, evidence.allSatisfy(\.incident.isEmpty) {
            let added = try session.run(
                SettleStatement.addEvidenceInHand, values(evidence, about: part, by: worker))
            return added.count == 1 ? PartTally.counts(added) : nil
        }
        return try session.transaction { session in
            try noteCanary(settlements, part, in: session)
            let claim = part.claim
            let locked = try session.run(
                SettleStatement.lockPartInHand,
                [
                    "run": .id(claim.run), "first": .integer(claim.first), "worker": .id(worker),
                    "attempt": .integer(claim.attempt),
                ])
            guard locked.count == 1 else { return nil }
            try add(evidence, about: part, by: worker, in: session)
            guard !settlements.isEmpty else { return PartTally.counts(locked) }
            return try write(settlements, part, settleDelay, in: session)
        }
    }

    /// Writes the outcomes of a locked part.
    /// - Returns: how the part stands now.
    private static func write(
        _ settlements: [Settlement], _ part: ClaimedPart, _ settleDelay: Duration,
        in session: borrowing PostgresSession
    ) throws -> Settled {
        var settled = Settled.leaseLost
        for round in rounds(settlements) {
            let isInDoubt = round.contains { $0.state == .uncertain }
            settled = try PartTally.settle(
                round, part.creditor, part.claim.run, Int64(part.claim.first)...Int64(part.last),
                [
                    "settle_delay": isInDoubt ? .double(settleDelay.seconds) : .null,
                    "amili_now": seconds(part.amiliNow),
                    "forgives_crashes": .bool(round.contains(where: \.countsAttempt)),
                ], in: session)
        }
        return settled
    }

    /// Splits settlements into rounds in which each reminder occurs once, in the order in which
    /// they were made: a statement can change a row only once.
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

    /// Makes the creditor's first case its canary; one of a later run takes over in time. This
    /// comes first, because the creditor's row is locked before its parts'. It counts even if the
    /// lease is lost, because the case exists.
    private static func noteCanary(
        _ settlements: [Settlement], _ part: ClaimedPart, in session: borrowing PostgresSession
    ) throws {
        guard part.canary == nil || part.claim.first == 1,
            let accepted = settlements.first(where: { $0.state == .accepted })
        else { return }
        let invoice = try session.run(
            SettleStatement.invoiceAt,
            [
                "creditor": .id(part.creditor), "run": .id(part.claim.run),
                "pos": .integer(accepted.position), "born": .int(part.runBorn),
            ])
        guard invoice.count == 1 else { return }
        try session.run(
            SettleStatement.noteCanary,
            [
                "creditor": .id(part.creditor), "number": .text(invoice.string(0, "number")),
                "written": .text(invoice.string(0, "written")),
            ])
    }

    /// Accepts reminders after the lease was lost: proof of a case still counts, whatever state the
    /// reminder is in by now.
    private static func settleLate(
        _ part: ClaimedPart, _ settlements: [Settlement], in session: borrowing PostgresSession
    ) throws {
        let accepted = settlements.filter { $0.state == .accepted }
        guard !accepted.isEmpty else { return }
        // A load takes permits in its file's order, and this may take some back.
        try session.run(LockStatement.lockLoader, ["creditor": .id(part.creditor)])
        let locked = try session.run(
            SettleStatement.lockPart,
            [
                "run": .id(part.claim.run), "first": .integer(part.claim.first),
                "born": .int(part.runBorn),
            ])
        // A database that was set back may never have heard of the part: the look-up before the
        // next letter finds the case.
        guard locked.count == 1 else { return }
        let reminders: StatementArguments = [
            "creditor": .id(part.creditor), "run": .id(part.claim.run),
            "positions": .intArray(accepted.map { Int64($0.position) }),
            "first": .integer(part.claim.first), "last": .integer(part.last),
        ]
        let cases: StatementArguments = ["cases": .textArray(accepted.map(\.caseID))]
        try session.run(
            SettleStatement.raiseLate,
            reminders + cases + ["ocrs": .textArray(accepted.map(\.ocr))])
        try session.run(SettleStatement.reinstatePermits, reminders)
        try session.run(SettleStatement.lateIncidents, reminders + cases)
        try PartTally.recount(
            part.creditor, part.claim.run, first: Int64(part.claim.first), last: Int64(part.last),
            in: session)
    }

    // MARK: Evidence

    /// Adds evidence, and opens the incidents that it tells of.
    private static func add(
        _ evidence: [Evidence], about part: ClaimedPart, by worker: WorkerID,
        in session: borrowing PostgresSession
    ) throws {
        guard !evidence.isEmpty else { return }
        try session.run(SettleStatement.addEvidence, values(evidence, about: part, by: worker))
        for item in evidence where !item.incident.isEmpty {
            guard let position = item.position else { continue }
            try session.run(
                SettleStatement.openIncident,
                [
                    "creditor": .id(part.creditor), "run": .id(part.claim.run),
                    "pos": .integer(position), "kind": .text(IncidentKind.twoCases.rawValue),
                    "cases": .textArray(item.incident),
                ])
        }
    }

    /// The parameters of `addEvidence` and of `addEvidenceInHand`.
    private static func values(
        _ evidence: [Evidence], about part: ClaimedPart, by worker: WorkerID
    ) -> StatementArguments {
        let about: StatementArguments = [
            "creditor": .id(part.creditor), "run": .id(part.claim.run),
            "first": .integer(part.claim.first), "worker": .id(worker),
            "attempt": .integer(part.claim.attempt),
        ]
        let calls: StatementArguments = [
            "positions": .intArray(evidence.map { $0.position.map { Int64($0) } }),
            "kinds": .textArray(evidence.map(\.kind.rawValue)),
            "statuses": .intArray(evidence.map { $0.trace.httpStatus.map { Int64($0) } }),
            "curl_codes": .intArray(evidence.map { $0.trace.curlCode.map { Int64($0) } }),
            "written": .textArray(evidence.map { $0.trace.written ? "t" : "f" }),
            "ms": .intArray(evidence.map { $0.trace.duration.wholeNanoseconds / 1_000_000 }),
        ]
        let turns: StatementArguments = [
            "from_states": .textArray(evidence.map { $0.from.map { String($0.rawValue) } }),
            "to_states": .textArray(evidence.map { $0.to.map { String($0.rawValue) } }),
            "why": .textArray(evidence.map(\.why)),
        ]
        return about + calls + turns
    }

    /// Gives the part back if the worker still holds it.
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
                    "run": .id(claim.run), "first": .integer(claim.first), "worker": .id(worker),
                    "attempt": .integer(claim.attempt), "wait": wait, "is_setback": .bool(setback),
                ])
        }
    }
}
