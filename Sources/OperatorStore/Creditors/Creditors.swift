import Database
import Postgres
package import Reminders
import SharedChanges

extension OperatorStore {
    /// Adds a creditor with its gate, its loader row and its poll row, in one transaction.
    /// - Parameters:
    ///   - orgNumber: may be a personnummer; stored, never shown.
    ///   - account: Amili's id of the account, 24 hexadecimal digits in lower case.
    ///   - amiliCreditor: Amili's id of the creditor, of the same form.
    /// - Returns: nil if the handle is taken.
    /// - Throws: `CreditorProblem.idsAreTaken`.
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
                guard added.count == 1 else {
                    let called = try session.run(
                        CreditorStatement.creditorCalled, ["handle": .text(handle)])
                    if called.count == 1 { return nil }
                    throw CreditorProblem.idsAreTaken
                }
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

    /// Pauses or resumes one creditor, or everything sent to Amili (nil). Every worker obeys within
    /// `WorkerLimits.sendWithin`, because a closed gate gives no slots. Pausing a creditor parks
    /// its ready parts; resuming wakes idle workers.
    /// - Parameter user: the one who decided; nil if no name is known.
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

    /// Lets a paused run go on, and wakes idle workers.
    /// - Returns: false if the run was not paused.
    package func resume(run: RunID) async throws -> Bool {
        try await pool.perform { session in
            let resumed = try session.run(CreditorStatement.resumeRun, ["run": .id(run)])
            try session.run(PartStatement.notifyWorkers)
            return resumed.affected == 1
        }
    }

    /// Sets the rate that all workers share.
    /// - Parameter rate: calls a second, more than 0; infinite for no limit.
    package func setRate(_ rate: Double) async throws {
        precondition(rate > 0)
        try await pool.perform { session in
            _ = try session.run(CreditorStatement.setRate, ["rate": .double(rate)])
        }
    }

    /// Sets the hours in which the creditor's letters may leave.
    /// - Parameter window: nil: at any time.
    package func setWindow(_ window: SendWindow?, of creditor: CreditorID) async throws {
        try await pool.performToEnd(.bulk) { session in
            try session.transaction { session in
                try SendWindows.set(window, of: creditor, in: session)
            }
        }
    }

    /// Sets a rate of the creditor's own, which its letters and their look-ups keep beside the rate
    /// of all workers.
    /// - Parameter rate: calls a second, more than 0; infinite for no limit of its own.
    package func setRate(_ rate: Double, of creditor: CreditorID) async throws {
        precondition(rate > 0)
        try await pool.perform { session in
            let set = try session.run(
                CreditorStatement.setCreditorRate,
                ["rate": .double(rate), "scope": .text(GateScope.of(creditor))])
            precondition(set.affected == 1, "every creditor has a gate")
        }
    }
}
