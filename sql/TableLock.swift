/// A lock of a whole table that others wait for, by PostgreSQL's name. Weaker ones, which plain
/// reads and writes take, keep nobody of ours waiting.
package enum TableLock: String, Sendable, CaseIterable {
    /// Autovacuum and other changes of the table wait.
    case shareUpdateExclusive = "SHARE UPDATE EXCLUSIVE"
    /// As an index is built.
    case share = "SHARE"
    /// As a foreign key is added, on both tables.
    case shareRowExclusive = "SHARE ROW EXCLUSIVE"
    case exclusive = "EXCLUSIVE"
    case accessExclusive = "ACCESS EXCLUSIVE"

    package var readsWait: Bool { self == .accessExclusive }
    package var writesWait: Bool { self != .shareUpdateExclusive }
}
