import Database
package import Postgres
package import Reminders

/// Keeps the send windows of creditors.
package enum SendWindows {
    /// Works out the next window of creditors whose window is over, up to a hundred, and puts their
    /// ready parts off until then.
    package static func moveOn(in session: borrowing PostgresSession) throws {
        let over = try session.run(WindowStatement.over)
        for row in 0..<over.count {
            guard let window = over.window(row) else { preconditionFailure("those with a window") }
            let creditor: CreditorID = over.id(row, "creditor")
            let next = window.next(at: over.timestamp(row, "now"))
            try session.transaction { session in
                let moved = try session.run(
                    WindowStatement.moveOn, arguments(window, next, of: creditor))
                guard moved.count == 1 else { return }
                try session.run(WindowStatement.putOff, ["creditor": .id(creditor)])
            }
        }
    }

    /// Sets the creditor's window, in a transaction of the caller's. Parts that waited for the
    /// window before are woken or put off by the new one.
    /// - Parameter window: nil: letters may leave at any time.
    package static func set(
        _ window: SendWindow?, of creditor: CreditorID, in session: borrowing PostgresSession
    ) throws {
        let key: StatementArguments = ["creditor": .id(creditor)]
        let before = try session.run(WindowStatement.lockGate, key)
        precondition(before.count == 1, "every creditor has a gate")
        let next = window.map { $0.next(at: before.timestamp(0, "now")) }
        try session.run(WindowStatement.set, arguments(window, next, of: creditor))
        if !before.isNull(0, "opens_at") {
            try session.run(
                WindowStatement.wake, key + ["opened_at": .double(before.double(0, "opens_at"))])
        }
        try session.run(WindowStatement.putOff, key)
        try session.run(PartStatement.notifyWorkers)
    }

    private static func arguments(
        _ window: SendWindow?, _ next: Range<Timestamp>?, of creditor: CreditorID
    ) -> StatementArguments {
        [
            "creditor": .id(creditor),
            "opens": window.map { .text($0.opening) } ?? .null,
            "closes": window.map { .text($0.closing) } ?? .null,
            "is_on_bank_days": window.map { .bool($0.isOnBankDays) } ?? .null,
            "from": next.map { .double($0.lowerBound.secondsSince1970) } ?? .null,
            "until": next.map { .double($0.upperBound.secondsSince1970) } ?? .null,
        ]
    }
}
