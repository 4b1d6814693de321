import Postgres
package import Reminders

/// Slots and gates: the one way that a call leaves, and every way to stop it.
extension Store {
    package func reserve(
        _ wanted: Int, to purpose: Purpose, for part: ClaimedPart, by worker: WorkerID
    ) async throws -> Reservation {
        precondition(wanted >= 1)
        let toSend = purpose == .send
        let claim = part.claim
        return try await pool.performToEnd { session in
            let slots = try session.run(
                WorkStatement.reserve,
                [
                    .double(Double(wanted)), .int(part.creditor), .int(claim.run),
                    .integer(claim.first), .int(worker), .integer(claim.attempt), .bool(toSend),
                ])
            if slots.count == 1 {
                return .slots(
                    count: Int(slots.int(0, 0)), firstIn: span(slots.double(0, 1)),
                    spacing: span(slots.double(0, 2)))
            }
            let why = try session.run(
                WorkStatement.whyNoSlot,
                [
                    .int(part.creditor), .int(claim.run), .integer(claim.first), .int(worker),
                    .integer(claim.attempt), .bool(toSend),
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
        _ creditor: CreditorID?, for span: Duration, reason: String
    ) async throws {
        try await pool.performToEnd { session in
            try session.transaction { session in
                let scope = creditor.map { Self.scope(of: $0) } ?? "amili"
                _ = try session.run(
                    WorkStatement.closeGate,
                    [.text(scope), .double(span.seconds), .text(reason)])
                if let creditor {
                    _ = try session.run(WorkStatement.parkCreditor, [.int(creditor)])
                }
            }
        }
    }

    package func standStill(for span: Duration, reason: String) async throws {
        try await pool.performToEnd { session in
            try session.transaction { session in
                _ = try session.run(
                    WorkStatement.closeGate,
                    [.text("amili"), .double(span.seconds), .text(reason)])
                _ = try session.run(WorkStatement.standStill, [.double(span.seconds)])
                _ = try session.run(WorkStatement.noteEra)
            }
        }
    }

    static func scope(of creditor: CreditorID) -> String { "creditor:\(creditor)" }

    package func pauseRun(_ run: RunID, reason: String) async throws {
        try await pool.performToEnd { session in
            try session.transaction { session in
                _ = try session.run(WorkStatement.pauseRun, [.int(run), .text(reason)])
                _ = try session.run(WorkStatement.parkRun, [.int(run)])
            }
        }
    }
}

private func span(_ seconds: Double) -> Duration { .nanoseconds(Int64(seconds * 1e9)) }
