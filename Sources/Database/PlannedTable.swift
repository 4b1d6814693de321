package import Schema

/// A table that a migration will lock or read.
package struct PlannedTable: Sendable {
    package let fact: MigrationFact
    /// Nil: an earlier migration of the same plan makes it.
    package let size: TableSize?
}
