import Database
import Postgres
package import Reminders

extension EnqueueStore {
    /// The most refused lines that are kept of one request.
    package static let mostRejects = 10_000
    /// Lines that one statement returns.
    private static let linesPerRead = 5_000

    /// Returns the oldest request after another that is not finished; nil: there is none.
    /// - Parameter after: nil: from the first one.
    package func openRequest(after: HostRequestID?) async throws -> HostRequest? {
        try await pool.perform { session in
            let rows = try session.run(
                HostStatement.open, ["after": .int(after?.rawValue ?? 0)])
            guard rows.count == 1 else { return nil }
            return HostRequest(
                id: rows.id(0, "id"), creditor: rows.id(0, "creditor"),
                handle: rows.string(0, "handle"), batch: rows.string(0, "batch"),
                asOf: rows.timestamp(0, "as_of"),
                hold: rows.isNull(0, "hold") ? nil : .seconds(rows.double(0, "hold")),
                graceBankDays: rows.optionalInt(0, "grace_bank_days").map(Int.init),
                requestedBy: rows.string(0, "requested_by"),
                problem: try rows.optionalWord(0, "problem", as: HostProblem.self))
        }
    }

    /// Hands over the lines of a request, in the order of insertion.
    /// - Parameter take: gets some of them as JSON, each with its line end, on the connection's
    ///   thread.
    package func lines(
        of request: HostRequestID, _ take: @escaping @Sendable (String) throws -> Void
    ) async throws {
        try await pool.perform(.bulk) { session in
            var after: Int64 = 0
            while true {
                let rows = try session.run(
                    HostStatement.lines,
                    [
                        "request": .id(request), "after": .int(after),
                        "limit": .integer(Self.linesPerRead),
                    ])
                guard rows.count > 0 else { return }
                try take((0..<rows.count).map { rows.string($0, "line") + "\n" }.joined())
                after = rows.int(rows.count - 1, "id")
            }
        }
    }

    /// Notes why a request waits.
    package func note(_ problem: HostProblem, of request: HostRequestID) async throws {
        try await pool.performToEnd { session in
            _ = try session.run(
                HostStatement.noteProblem,
                ["request": .id(request), "problem": .text(problem.rawValue)])
        }
    }

    /// Ends a request: stores its refused lines, and deletes all lines. Safe to repeat.
    /// - Parameters:
    ///   - problem: why it has failed; nil: its run is loaded, or it was cancelled.
    ///   - rejects: the first `mostRejects` at most.
    /// - Returns: false if it had ended before.
    @discardableResult
    package func finish(
        _ request: HostRequestID, _ problem: HostProblem?, rejects: [HostReject]
    ) async throws -> Bool {
        try await pool.performToEnd(.bulk) { session in
            try session.transaction { session in
                if !rejects.isEmpty {
                    try session.run(
                        HostStatement.reject,
                        [
                            "request": .id(request),
                            "lines": .intArray(rejects.map { Int64($0.line) }),
                            "fields": .textArray(rejects.map { $0.field ?? "" }),
                            "codes": .textArray(rejects.map(\.code)),
                            "reasons": .textArray(rejects.map(\.reason)),
                            "remedies": .textArray(rejects.map(\.remedy)),
                        ])
                }
                return try session.run(
                    HostStatement.finish,
                    [
                        "request": .id(request),
                        "problem": problem.map { .text($0.rawValue) } ?? .null,
                    ]
                ).affected == 1
            }
        }
    }
}
