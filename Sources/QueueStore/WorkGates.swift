import Database
import Postgres
package import Reminders
import SharedChanges

/// Gives the slots in which calls leave, and closes the gates that stop them.
extension QueueStore {
    /// Takes slots, or finds out why there are none. The first slots for letters of a claim also
    /// note that letters of it may be on the wire.
    package func reserve(
        _ wanted: Int, to purpose: Purpose, for part: ClaimedPart, by worker: WorkerID
    ) async throws -> Reservation {
        precondition(wanted >= 1)
        let toSend = purpose == .send
        let claim = part.claim
        let rateShare = limits.rateShare
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
                // Before Amili was asked, the slot is for the question and not for a letter.
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
                    firstIn: slots.duration(0, "first_in"),
                    spacing: slots.duration(0, "spacing"),
                    fleetSpacing: slots.duration(0, "fleet_spacing"))
            }
            return try Self.whyNoSlot(purpose, part, worker, in: session)
        }
    }

    /// Finds out why `GateStatement.reserve` gave no slot.
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
        let closed = why.duration(0, "amili_closed_for")
        if closed > .zero { return .closed(left: closed) }
        if why.bool(0, "is_closed") { return .parked }
        return .busy(why.duration(0, "free_in"))
    }

    /// Closes a gate; that of a creditor parks its ready parts in the same transaction.
    package func closeGate(
        _ creditor: CreditorID?, for span: Duration, cause: GateCause, words: String?
    ) async throws {
        try await pool.performToEnd { session in
            try session.transaction { session in
                let scope = creditor.map { GateScope.of($0) } ?? GateScope.amili
                try Self.close(scope, for: span, cause, words, in: session)
                if let creditor {
                    _ = try session.run(
                        PartStatement.parkCreditor, ["creditor": .id(creditor)])
                }
            }
        }
    }

    /// Closes the gate of a scope, unless it is closed for longer already.
    /// - Parameter words: what Amili said, blanked.
    static func close(
        _ scope: String, for span: Duration, _ cause: GateCause, _ words: String? = nil,
        in session: borrowing PostgresSession
    ) throws {
        try session.run(
            GateStatement.closeGate,
            [
                "scope": .text(scope), "seconds": .double(span.seconds),
                "words": words.map { .text($0) } ?? .null, "cause": .text(cause.rawValue),
            ])
    }

    /// Closes all of Amili, and notes the new era and the lost time, in one transaction.
    @discardableResult
    package func standStill(
        for span: Duration, amiliNow: Int64?
    ) async throws -> Duration? {
        try await standStill(for: span, amiliNow: amiliNow, since: nil)
    }

    /// The same.
    /// - Parameter since: the moment that the database was set back to, seconds since 1970; nil:
    ///   the last that it remembers of Amili's clock.
    @discardableResult
    package func standStill(
        for span: Duration, amiliNow: Int64?, since: Int64?
    ) async throws -> Duration? {
        try await pool.performToEnd { session in
            // A step back that is noticed only afterwards would move this pause back, too, with all
            // that was reckoned before the step.
            let step = try Self.lookAtClock(span, in: session)
            try session.transaction { session in
                try Self.close(GateScope.amili, for: span, .history, in: session)
                _ = try session.run(
                    HistoryStatement.standStill, ["seconds": .double(span.seconds)])
                _ = try session.run(HistoryStatement.noteEra)
                _ = try session.run(
                    HistoryStatement.openLostTime,
                    [
                        "settle_delay": .double(span.seconds),
                        "amili_now": Self.seconds(amiliNow),
                        "since": Self.seconds(since),
                    ])
                _ = try session.run(HistoryStatement.pollSoon)
            }
            return step
        }
    }

    /// Returns how far ahead a slot may be, in seconds. Questions about what is in doubt get slots
    /// further ahead, so that the letters of a busy fleet cannot take every slot before them.
    static func horizon(of purpose: Purpose) -> PostgresValue {
        .double(purpose == .send ? 0.8 : 0.92)
    }

    /// Pauses the run and parks its ready parts, in one transaction.
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
