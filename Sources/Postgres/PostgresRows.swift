import CPostgres
import Glibc

/// A result in text format. It is freed once, and never leaves the connection's thread.
///
/// It traps on a row or column out of bounds, a NULL read as a value, and a value read as another
/// type, because these are our own bugs.
package struct PostgresRows: ~Copyable {
    private let raw: OpaquePointer
    /// The column that was found last. The next one is probably the same in another row, or the one
    /// after it, because rows are read in the order of the statement's columns.
    private let found: UnsafeMutablePointer<Int32>

    init(owning raw: OpaquePointer) {
        self.raw = raw
        found = .allocate(capacity: 1)
        found.initialize(to: 0)
    }

    deinit {
        found.deallocate()
        PQclear(raw)
    }

    package var count: Int { Int(PQntuples(raw)) }
    package var columns: Int { Int(PQnfields(raw)) }

    /// The number of rows inserted, updated, deleted, selected or copied.
    package var affected: Int { Int(String(cString: PQcmdTuples(raw))) ?? 0 }

    /// The command tag: `COMMIT`, `ROLLBACK`, `UPDATE 3`.
    var tag: String { String(cString: PQcmdStatus(raw)) }

    /// The position of a column. Traps if the result has no such column; in a debug build, and so
    /// in every test, also if it has two.
    package func position(of name: StaticString) -> Int {
        let columns = PQnfields(raw)
        for offset in 0..<columns {
            let column = (found.pointee + offset) % columns
            if strcmp(PQfname(raw, column), name.utf8Start) == 0 {
                assert(count(of: name) == 1, "the result has two columns \(name)")
                found.pointee = column
                return Int(column)
            }
        }
        preconditionFailure("the result has no column \(name)")
    }

    private func count(of name: StaticString) -> Int {
        (0..<PQnfields(raw)).count { strcmp(PQfname(raw, $0), name.utf8Start) == 0 }
    }

    package func isNull(_ row: Int, _ column: Int) -> Bool {
        precondition(
            (0..<count).contains(row) && (0..<columns).contains(column),
            "no such row or column in the result")
        return PQgetisnull(raw, Int32(row), Int32(column)) != 0
    }

    package func string(_ row: Int, _ column: Int) -> String {
        withText(row, column) { String(decoding: $0, as: UTF8.self) }
    }

    package func optionalString(_ row: Int, _ column: Int) -> String? {
        isNull(row, column) ? nil : string(row, column)
    }

    package func int(_ row: Int, _ column: Int) -> Int64 {
        guard let value = Int64(string(row, column)) else {
            preconditionFailure("column \(column) is no integer")
        }
        return value
    }

    package func optionalInt(_ row: Int, _ column: Int) -> Int64? {
        isNull(row, column) ? nil : int(row, column)
    }

    package func bool(_ row: Int, _ column: Int) -> Bool {
        switch string(row, column) {
        case "t": return true
        case "f": return false
        default: preconditionFailure("column \(column) is no boolean")
        }
    }

    package func double(_ row: Int, _ column: Int) -> Double {
        guard let value = Double(string(row, column)) else {
            preconditionFailure("column \(column) is no number")
        }
        return value
    }

    /// A `bytea`, in either of the server's output formats.
    package func bytes(_ row: Int, _ column: Int) -> [UInt8] {
        withText(row, column) { text in
            var count = 0
            guard let decoded = PQunescapeBytea(text.baseAddress, &count) else {
                preconditionFailure("column \(column) is no bytea")
            }
            defer { PQfreemem(decoded) }
            return Array(UnsafeBufferPointer(start: decoded, count: count))
        }
    }

    /// Calls `body` with the value's bytes, which are valid only during the call. A NUL follows
    /// them.
    private func withText<Value>(
        _ row: Int, _ column: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Value
    ) -> Value {
        precondition(!isNull(row, column), "column \(column) is NULL")
        let length = Int(PQgetlength(raw, Int32(row), Int32(column)))
        guard let start = PQgetvalue(raw, Int32(row), Int32(column)) else {
            preconditionFailure("no such row or column in the result")
        }
        return start.withMemoryRebound(to: UInt8.self, capacity: length + 1) {
            body(UnsafeBufferPointer(start: $0, count: length))
        }
    }
}
