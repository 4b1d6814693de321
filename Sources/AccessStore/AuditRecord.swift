import Database
import Postgres
package import Reminders

extension AccessStore {
    /// Adds looks, each with how often it was made, to the audit's row of this hour.
    package func add(_ looks: [Look: Int]) async throws {
        let all = Array(looks)
        guard !all.isEmpty else { return }
        try await pool.perform { session in
            _ = try session.run(
                AccountStatement.addLooks,
                [
                    "logins": .textArray(all.map(\.key.login)),
                    "kinds": .textArray(all.map(\.key.kind.rawValue)),
                    "creditors": .idArray(all.map(\.key.creditor)),
                    "objects": .textArray(all.map(\.key.object)),
                    "addresses": .textArray(all.map(\.key.address)),
                    "looks": .intArray(all.map { Int64($0.value) }),
                ])
        }
    }

    /// Deletes looks that are more than two years old.
    package func sweepLooks() async throws {
        try await pool.perform { session in _ = try session.run(AccountStatement.sweepLooks) }
    }

    /// Reads a page of the audit, latest first.
    /// - Parameters:
    ///   - login: nil for all users.
    ///   - span: How far back.
    ///   - creditors: Those whose lines may be seen, beside lines of no creditor; nil for all.
    ///   - last: The line after which the page begins; nil for the latest.
    package func auditRecord(
        of login: String?, within span: Duration, withLooks: Bool,
        creditors: [CreditorID]? = nil, after last: AuditPosition? = nil, limit: Int
    ) async throws -> [AuditLine] {
        try await pool.perform { session in
            try session.transaction { session in
                try session.run(PageStatement.alongTheKey)
                let rows = try session.run(
                    AccountStatement.record,
                    [
                        "login": login.map { .text($0) } ?? .null,
                        "seconds": .double(span.seconds), "with_looks": .bool(withLooks),
                        "limit": .int(Int64(limit)),
                        "creditors": creditors.map { .idArray($0) } ?? .null,
                        "microseconds": last.map { .int($0.microseconds) } ?? .null,
                        "number": last.map { .int($0.number) } ?? .null,
                        "mark": last.map { .text($0.mark) } ?? .null,
                    ])
                return (0..<rows.count).map { Self.auditLine(rows, $0) }
            }
        }
    }

    private static func auditLine(_ rows: borrowing PostgresRows, _ row: Int) -> AuditLine {
        func text(_ column: StaticString) -> String? {
            let text = rows.string(row, column)
            return text.isEmpty ? nil : text
        }
        return AuditLine(
            at: rows.timestamp(row, "at"), login: rows.string(row, "login"),
            deed: rows.optionalString(row, "kind").map { AuditDeed(look: $0) }
                ?? AuditDeed(action: rows.string(row, "action")),
            creditorID: rows.optionalID(row, "creditor"), creditor: text("handle"),
            run: rows.optionalID(row, "run"), facts: text("facts"), address: text("address"),
            times: Int(rows.int(row, "times")),
            position: AuditPosition(
                microseconds: rows.int(row, "microseconds"), number: rows.int(row, "number"),
                mark: rows.string(row, "mark")))
    }
}
