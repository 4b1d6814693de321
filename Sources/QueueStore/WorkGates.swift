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
                    .double(Double(wanted)), .int(part.creditor), .int(claim.run),
                    .integer(claim.first), .int(worker), .integer(claim.attempt), .bool(toSend),
                    .double(rateShare), ahead,
                ])
            if slots.count == 1 {
                // Before Amili was asked the slot is for the question.
                if toSend, part.lookedUpAt != nil, slots.bool(0, 3) {
                    try session.run(
                        SuspectStatement.markSending,
                        [
                            .int(claim.run), .integer(claim.first), .int(worker),
                            .integer(claim.attempt), Self.seconds(part.lookedUpAt),
                        ])
                }
                return .slots(
                    count: Int(slots.int(0, 0)), firstIn: span(slots.double(0, 1)),
                    spacing: span(slots.double(0, 2)))
            }
            let why = try session.run(
                GateStatement.whyNoSlot,
                [
                    .int(part.creditor), .int(claim.run), .integer(claim.first), .int(worker),
                    .integer(claim.attempt), .bool(toSend), ahead,
                ])
            guard why.count == 1 else { return .leaseLost }
            if why.bool(0, 0) { return .dead }
            if why.bool(0, 1) { return .leaseLost }
            if why.bool(0, 2) { return .stopped }
            if why.bool(0, 3) { return .closed(left: nil) }
            let closed = why.double(0, 4)
            if closed > 0 { return .closed(left: span(closed)) }
            if why.bool(0, 5) { return .parked }
            return .busy(span(why.double(0, 6)))
        }
    }

    package func closeGate(
        _ creditor: CreditorID?, for span: Duration, cause: GateCause, words: String?
    ) async throws {
        let reason = [cause.words, words].compactMap { $0 }.joined(separator: ": ")
        try await pool.performToEnd { session in
            try session.transaction { session in
                let scope = creditor.map { GateScope.of($0) } ?? GateScope.amili
                _ = try session.run(
                    GateStatement.closeGate,
                    [
                        .text(scope), .double(span.seconds), .text(reason), .text(cause.rawValue),
                    ])
                if let creditor {
                    _ = try session.run(PartStatement.parkCreditor, [.int(creditor)])
                }
            }
        }
    }

    @discardableResult
    package func standStill(
        for span: Duration, reason: String, amiliNow: Int64?
    ) async throws -> Duration? {
        try await pool.performToEnd { session in
            // A step of the clock that is noticed only afterwards would move this back with all
            // that was reckoned before the step.
            let step = try Self.lookAtClock(span, in: session)
            try session.transaction { session in
                _ = try session.run(
                    GateStatement.closeGate,
                    [
                        .text(GateScope.amili), .double(span.seconds), .text(reason),
                        .text(GateCause.history.rawValue),
                    ])
                _ = try session.run(HistoryStatement.standStill, [.double(span.seconds)])
                _ = try session.run(HistoryStatement.noteEra)
                _ = try session.run(
                    HistoryStatement.openLostTime,
                    [.double(span.seconds), Self.seconds(amiliNow)])
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
                        .int(run), .text(pause.cause.rawValue), .integer(pause.count),
                        .text(pause.words),
                    ])
                _ = try session.run(GateStatement.parkRun, [.int(run)])
            }
        }
    }
}

private func span(_ seconds: Double) -> Duration { .nanoseconds(Int64(seconds * 1e9)) }
