import Postgres

/// How big a table is now, with its partitions, its indexes and its long values.
package struct TableSize: Sendable, Equatable {
    /// As PostgreSQL last counted them; nil: it has not yet.
    package let rows: Int64?
    package let bytes: Int64

    /// Reads the sizes of those that are there.
    static func read(
        _ tables: Set<String>, in session: borrowing PostgresSession
    ) throws -> [String: TableSize] {
        let found = try session.run(
            SchemaStatement.sizes, ["tables": .textArray(tables.sorted())])
        return Dictionary(
            uniqueKeysWithValues: (0..<found.count).map { row in
                (
                    found.string(row, "name"),
                    TableSize(
                        rows: found.optionalInt(row, "rows"), bytes: found.int(row, "bytes"))
                )
            })
    }
}
