import Database
import Postgres
package import Reminders
import SharedChanges

/// Slots and gates: the one way that a call leaves, and every way to stop it.
extension QueueStore {
    package func reserve(
        _ wanted: Int, to purpose: Purpose, for part: ClaimedPart, by worker: WorkerID
    ) async throws -> Reservation {
        precondition(wanted >= 1)
        let toSend = purpose == .send
        let claim = part.claim
        let rateShare = rateShare
        let ahead = Self.horizon(of: purpose)
        return try await pool.performToEnd(.brief) { session in
            let slots = try session.run(
                GateStatement.reserve,
                [
                    "wanted": .double(Double(wanted)), "creditor": .id(part.creditor),
                    "run": .id(claim.run), "first": .integer(claim.first), "worker": .id(worker),
                    "attempt": .integer(claim.attempt), "to_send": .bool(toSend),
                    "rate_share": .double(rateShare), "ahead": ahead,
                ])
            if slots.count == 1 {
                // Before Amili was asked the slot is for the question.
                if toSend, part.lookedUpAt != nil, slots.bool(0, "is_first_sending") {
                    try session.run(
                        SuspectStatement.markSending,
                        [
                            "run": .id(claim.run), "first": .integer(claim.first),
                            "worker": .id(worker), "attempt": .integer(claim.attempt),
                            "asked_at": Self.seconds(part.lookedUpAt),
                        ])
                }
                return .slots(
                    count: Int(slots.int(0, "granted")),
                    firstIn: span(slots.double(0, "first_in")),
                    spacing: span(slots.double(0, "spacing")))
            }
            return try Self.whyNoSlot(purpose, part, worker, in: session)
        }
    }

    private static func whyNoSlot(
        _ purpose: Purpose, _ part: ClaimedPart, _ worker: WorkerID,
        in session: borrowing PostgresSession
    ) throws -> Reservation {
        let claim = part.claim
        let why = try session.run(
            GateStatement.whyNoSlot,
            [
                "creditor": .id(part.creditor), "run": .id(claim.run),
                "first": .integer(claim.first), "worker": .id(worker),
                "attempt": .integer(claim.attempt), "to_send": .bool(purpose == .send),
                "ahead": horizon(of: purpose),
            ])
        guard why.count == 1 else { return .leaseLost }
        if why.bool(0, "is_dead") { return .dead }
        if why.bool(0, "is_claim_lost") { return .leaseLost }
        if why.bool(0, "is_stopped") { return .stopped }
        if why.bool(0, "is_amili_paused") { return .closed(left: nil) }
        let closed = why.double(0, "amili_closed_for")
        if closed > 0 { return .closed(left: span(closed)) }
        if why.bool(0, "is_closed") { return .parked }
        return .busy(span(why.double(0, "free_in")))
    }

    package func closeGate(
        _ creditor: CreditorID?, for span: Duration, cause: GateCause, words: String?
    ) async throws {
        try await pool.performToEnd { session in
            try session.transaction { session in
                let scope = creditor.map { GateScope.of($0) } ?? GateScope.amili
                _ = try session.run(
                    GateStatement.closeGate,
                    [
                        "scope": .text(scope), "seconds": .double(span.seconds),
                        "words": words.map { .text($0) } ?? .null, "cause": .text(cause.rawValue),
                    ])
                if let creditor {
                    _ = try session.run(
                        PartStatement.parkCreditor, ["creditor": .id(creditor)])
                }
            }
        }
    }

    @discardableResult
    package func standStill(
        for span: Duration, amiliNow: Int64?
    ) async throws -> Duration? {
        try await pool.performToEnd { session in
            // A step of the clock that is noticed only afterwards would move this back with all
            // that was reckoned before the step.
            let step = try Self.lookAtClock(span, in: session)
            try session.transaction { session in
                _ = try session.run(
                    GateStatement.closeGate,
                    [
                        "scope": .text(GateScope.amili), "seconds": .double(span.seconds),
                        "words": .null, "cause": .text(GateCause.history.rawValue),
                    ])
                _ = try session.run(
                    HistoryStatement.standStill, ["seconds": .double(span.seconds)])
                _ = try session.run(HistoryStatement.noteEra)
                _ = try session.run(
                    HistoryStatement.openLostTime,
                    [
                        "settle_delay": .double(span.seconds),
                        "amili_now": Self.seconds(amiliNow),
                    ])
                _ = try session.run(HistoryStatement.pollSoon)
            }
            return step
        }
    }

    /// How far ahead a slot may be, in seconds. The letters of a busy fleet must not take every
    /// slot before a question about what is in doubt.
    static func horizon(of purpose: Purpose) -> PostgresValue {
        .double(purpose == .send ? 0.8 : 0.92)
    }

    package func pauseRun(_ run: RunID, _ pause: RunPause) async throws {
        try await pool.performToEnd { session in
            try session.transaction { session in
                _ = try session.run(
                    GateStatement.pauseRun,
                    [
                        "run": .id(run), "cause": .text(pause.cause.rawValue),
                        "count": .integer(pause.count), "words": .text(pause.words),
                    ])
                _ = try session.run(GateStatement.parkRun, ["run": .id(run)])
            }
        }
    }
}

private func span(_ seconds: Double) -> Duration { .nanoseconds(Int64(seconds * 1e9)) }
