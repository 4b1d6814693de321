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
            try session.transaction { session -> CreditorID? in
                let added = try session.run(
                    CreditorStatement.addCreditor,
                    [
                        "handle": .text(handle), "name": .text(name),
                        "org_number": .text(orgNumber), "account": .text(account),
                        "amili_creditor": .text(amiliCreditor),
                    ])
                guard added.count == 1 else { return nil }
                let id: CreditorID = added.id(0, "id")
                try session.run(
                    CreditorStatement.addThrottle,
                    ["creditor": .id(id), "scope": .text(GateScope.of(id))])
                try session.run(CreditorStatement.addLoader, ["creditor": .id(id)])
                try session.run(CreditorStatement.addPoll, ["creditor": .id(id)])
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
                let pause: StatementArguments = ["scope": .text(scope), "paused": .bool(isPaused)]
                try session.run(CreditorStatement.setPaused, pause)
                try session.run(
                    CreditorStatement.notePause,
                    pause + ["paused_by": user.map { .text($0) } ?? .null])
                if let creditor, isPaused {
                    try session.run(PartStatement.parkCreditor, ["creditor": .id(creditor)])
                }
                if !isPaused { try session.run(PartStatement.notifyWorkers) }
            }
        }
    }

    /// - Returns: false if the run was not paused.
    package func resume(run: RunID) async throws -> Bool {
        try await pool.perform { session in
            let resumed = try session.run(CreditorStatement.resumeRun, ["run": .id(run)])
            try session.run(PartStatement.notifyWorkers)
            return resumed.affected == 1
        }
    }

    /// - Parameter rate: calls a second of the whole fleet, more than 0; infinite for no limit.
    package func setRate(_ rate: Double) async throws {
        precondition(rate > 0)
        try await pool.perform { session in
            _ = try session.run(CreditorStatement.setRate, ["rate": .double(rate)])
        }
    }
}
