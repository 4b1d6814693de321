/// The lock that a migration takes of a table or view that was there before it, and its work.
package struct MigrationFact: Sendable, Equatable {
    package let table: String
    /// The strongest that it takes, held until the migration has ended; nil: none that others wait
    /// for.
    package let lock: TableLock?
    package let work: TableWork

    package init(_ table: String, _ lock: TableLock?, _ work: TableWork = .none) {
        self.table = table
        self.lock = lock
        self.work = work
    }
}
