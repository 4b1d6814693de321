import Postgres
package import Schema

/// A migration that `migrate` would run.
package struct PlannedMigration: Sendable {
    package let number: Int
    package let name: String
    /// Whether programs that do not know it stop once it has run.
    package let isBreaking: Bool
    package let tables: [PlannedTable]

    /// How long a migration waits for each lock, in milliseconds.
    package static let lockTimeout = Migrator.lockTimeout

    init(_ migration: Migration, _ sizes: [String: TableSize]) {
        number = migration.number
        name = migration.name
        isBreaking = migration.isBreaking
        tables = (Schema.facts[number] ?? []).map {
            PlannedTable(fact: $0, size: sizes[$0.table])
        }
    }

    /// The most that it does with any table.
    package var work: TableWork { tables.map(\.fact.work).max() ?? .none }

    /// All that it reads, changes or writes anew. Each of its locks may be held for as long as that
    /// takes. Rows are nil if those of one table are not known.
    package var size: TableSize {
        let sizes = tables.filter { $0.fact.work > .none }.compactMap(\.size)
        let rows = sizes.compactMap(\.rows)
        return TableSize(
            rows: rows.count == sizes.count ? rows.reduce(0, +) : nil,
            bytes: sizes.map(\.bytes).reduce(0, +))
    }
}
