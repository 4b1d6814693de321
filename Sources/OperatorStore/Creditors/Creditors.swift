import Database
import Postgres
package import Reminders
import SharedChanges

extension OperatorStore {
    /// - Parameter orgNumber: may be a personnummer; stored, never shown.
    /// - Returns: nil if the handle is taken.
    package func addCreditor(
        handle: String, name: String, orgNumber: String, account: String, amiliCreditor: String
    ) async throws -> CreditorID? {
        try await pool.perform { session in
            try session.transaction { session in
                let added = try session.run(
                    CreditorStatement.addCreditor,
                    [
                        .text(handle), .text(name), .text(orgNumber), .text(account),
                        .text(amiliCreditor),
                    ])
                guard added.count == 1 else { return nil }
                let id = added.int(0, 0)
                try session.run(
                    CreditorStatement.addThrottle, [.int(id), .text(GateScope.of(id))])
                try session.run(CreditorStatement.addLoader, [.int(id)])
                try session.run(CreditorStatement.addPoll, [.int(id)])
                return id
            }
        }
    }

    /// Pauses or resumes one creditor, or everything sent to Amili (nil). Takes effect on every
    /// worker within `WorkerLimits.sendWithin`: no slot, no send.
    /// - Parameter user: who says so; nil: nobody whom it could be told of.
    package func setPaused(
        _ isPaused: Bool, creditor: CreditorID?, by user: String? = nil
    ) async throws {
        try await pool.performToEnd { session in
            try session.transaction { session in
                let scope = creditor.map { GateScope.of($0) } ?? GateScope.amili
                try session.run(
                    CreditorStatement.setPaused, [.text(scope), .bool(isPaused)])
                try session.run(
                    CreditorStatement.notePause,
                    [.text(scope), .bool(isPaused), user.map { .text($0) } ?? .null])
                if let creditor, isPaused {
                    try session.run(PartStatement.parkCreditor, [.int(creditor)])
                }
                if !isPaused { try session.run(PartStatement.notifyWorkers) }
            }
        }
    }

    /// - Returns: false if the run was not paused.
    package func resume(run: RunID) async throws -> Bool {
        try await pool.perform { session in
            let isResumed = try session.run(CreditorStatement.resumeRun, [.int(run)]).affected == 1
            try session.run(PartStatement.notifyWorkers)
            return isResumed
        }
    }

    /// - Parameter rate: calls a second of the whole fleet, more than 0; infinite for no limit.
    package func setRate(_ rate: Double) async throws {
        precondition(rate > 0)
        try await pool.perform { session in
            _ = try session.run(CreditorStatement.setRate, [.double(rate)])
        }
    }
}
