import Database
import Postgres
import Reminders

/// The tables that a load fills by a binary COPY. A COPY fills whole pages and parses no text: a
/// line of a file costs PostgreSQL 53 µs instead of the 71 of an INSERT with ON CONFLICT from
/// arrays (`Tests/bench enqueue`). The table's indexes are most of what is left.
///
/// A COPY cannot pass over a row that is there already. Invoices are therefore looked up before,
/// and nobody but the holder of the loader's lock adds any. A reminder's place is its run's own.
enum LoadTable: String, CaseIterable, Sendable {
    case invoice
    case reminder

    /// The columns that are written, in the order of the COPY, with the type of each.
    var columns: [(name: String, type: String)] {
        switch self {
        case .invoice:
            [("creditor", "bigint"), ("as_of", "timestamp with time zone")] + InvoiceRows.columns
                + [("remaining_is_total", "boolean")]
        case .reminder:
            [
                ("creditor", "bigint"), ("run", "bigint"), ("pos", "integer"), ("number", "text"),
                ("state", "\"char\""), ("reason", "smallint"),
            ]
        }
    }

    /// The COPY, with its name as a comment for the server's logs.
    var statement: String {
        let names = columns.map(\.name).joined(separator: ", ")
        return "/* \(self)Rows */ copy \(rawValue) (\(names)) from stdin (format binary)"
    }
}

extension PostgresSession {
    /// Copies `count` rows, each of them written by `append`, into a table.
    func copy(
        _ count: Int, into table: LoadTable, _ append: (inout CopyRows, Int) -> Void
    ) throws {
        let columns = table.columns.count
        _ = try copyIn(table.statement) { buffer in
            var rows = CopyRows(capacity: count * columns * 12)
            for index in 0..<count {
                rows.row(of: columns)
                append(&rows, index)
            }
            rows.end()
            buffer = rows.bytes
            return false
        }
    }
}

extension CopyRows {
    mutating func text(_ value: String?) {
        if let value { text(value) } else { null() }
    }

    mutating func bigint(_ value: Int64?) {
        if let value { bigint(value) } else { null() }
    }

    /// Writes a `date`, which PostgreSQL counts in days since 2000-01-01.
    mutating func date(_ value: CalendarDate?) {
        guard let value else { return null() }
        integer(Int32(value.dayNumber - Self.firstDay))
    }

    mutating func boolean(_ value: Bool?) {
        if let value { boolean(value) } else { null() }
    }

    /// 2000-01-01 in days since 1970-01-01.
    private static let firstDay = 10_957
}
