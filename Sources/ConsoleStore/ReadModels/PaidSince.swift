import Database
import Postgres
package import Reminders

/// The invoices of a run that were paid after the handover.
package struct PaidSince: Sendable, Equatable {
    package let invoices: Int
    /// Öre: the remainder of invoices that only Amili knows to be paid, and the total of the
    /// others.
    package let ore: Int64
}

extension ConsoleStore {
    /// Counts the invoices that a run handed over and that were paid since, by Amili's word or by
    /// our own register. It reads the whole run, in short steps.
    /// - Parameter pause: Awaited between the steps, with the time that the last one took.
    /// - Returns: nil if there is no such run.
    package func paidSince(
        _ run: RunID, pause: @Sendable (Duration) async throws -> Void = { _ in }
    ) async throws -> PaidSince? {
        let size = try await pool.perform { session -> (CreditorID, Int64)? in
            let rows = try session.run(PaidSinceStatement.sizeOfRun, ["run": .id(run)])
            return rows.count == 1 ? (rows.id(0, "creditor"), rows.int(0, "total")) : nil
        }
        guard let (creditor, total) = size else { return nil }
        var paid = PaidSince(invoices: 0, ore: 0)
        for first in stride(from: Int64(1), through: total, by: Int(Self.paidStep)) {
            let began = ContinuousClock.now
            let step = try await pool.perform { session in
                let row = try session.run(
                    PaidSinceStatement.paidSince,
                    [
                        "creditor": .id(creditor), "run": .id(run), "first": .int(first),
                        "last": .int(first + Self.paidStep - 1),
                    ])
                return PaidSince(invoices: Int(row.int(0, "invoices")), ore: row.int(0, "ore"))
            }
            paid = PaidSince(invoices: paid.invoices + step.invoices, ore: paid.ore + step.ore)
            if first + Self.paidStep <= total { try await pause(.now - began) }
        }
        return paid
    }

    /// Reminders read by one statement.
    private static let paidStep: Int64 = 5_000
}
