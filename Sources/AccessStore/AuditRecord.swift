import Database
import Postgres
package import Reminders

/// Something that somebody looked at.
package struct Look: Sendable, Hashable {
    package enum Kind: String, Sendable {
        case list, search, invoice, run, download, letter, operations
    }
    package let login: String
    package let kind: Kind
    package let creditor: CreditorID?
    /// A run's or an invoice's number.
    package let object: String?
    package let address: String?

    package init(
        login: String, kind: Kind, creditor: CreditorID?, object: String?, address: String?
    ) {
        self.login = login
        self.kind = kind
        self.creditor = creditor
        self.object = object
        self.address = address
    }
}

/// A line of the record: who did or looked at what.
package struct AuditLine: Sendable {
    /// UTC.
    package let at: String
    package let login: String
    package let deed: AuditDeed
    package let creditorID: CreditorID?
    /// The creditor's handle.
    package let creditor: String?
    package let run: RunID?
    /// What was done in detail; of a look its object.
    package let facts: String?
    package let address: String?
    package let times: Int
    package let position: AuditPosition

    package var action: String { deed.text }
}

extension AccessStore {
    /// Writes down who looked at what, and how often.
    package func add(_ looks: [Look: Int]) async throws {
        let all = Array(looks)
        guard !all.isEmpty else { return }
        try await pool.perform { session in
            _ = try session.run(
                AccountStatement.addLooks,
                [
                    .textArray(all.map(\.key.login)), .textArray(all.map(\.key.kind.rawValue)),
                    .intArray(all.map(\.key.creditor)), .textArray(all.map(\.key.object)),
                    .textArray(all.map(\.key.address)), .intArray(all.map { Int64($0.value) }),
                ])
        }
    }

    package func sweepLooks() async throws {
        try await pool.perform { session in _ = try session.run(AccountStatement.sweepLooks) }
    }

    /// The latest first.
    /// - Parameters:
    ///   - login: nil for all.
    ///   - creditors: whose lines may be seen, beside those of no creditor; nil for all.
    ///   - last: the line after which to go on; nil: from the latest.
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
                        login.map { .text($0) } ?? .null, .double(span.seconds),
                        .bool(withLooks), .int(Int64(limit)),
                        creditors.map { .intArray($0.map { $0 }) } ?? .null,
                        last.map { .int($0.microseconds) } ?? .null,
                        last.map { .int($0.number) } ?? .null,
                        last.map { .text($0.mark) } ?? .null,
                    ])
                return (0..<rows.count).map { Self.auditLine(rows, $0) }
            }
        }
    }

    private static func auditLine(_ rows: borrowing PostgresRows, _ row: Int) -> AuditLine {
        func text(_ column: Int) -> String? {
            let text = rows.string(row, column)
            return text.isEmpty ? nil : text
        }
        return AuditLine(
            at: rows.string(row, 0), login: rows.string(row, 1),
            deed: rows.optionalString(row, 3).map { AuditDeed(look: $0) }
                ?? AuditDeed(action: rows.string(row, 2)),
            creditorID: rows.isNull(row, 4) ? nil : rows.int(row, 4), creditor: text(5),
            run: rows.isNull(row, 6) ? nil : rows.int(row, 6), facts: text(7), address: text(8),
            times: Int(rows.int(row, 9)),
            position: AuditPosition(
                microseconds: rows.int(row, 10), number: rows.int(row, 11),
                mark: rows.string(row, 12)))
    }
}
