package import Reminders

/// The counts of a pruning, or of a dry run.
package struct PruneReport: Sendable, Equatable {
    /// The moment before which a reminder must have ended.
    package var before: Timestamp
    /// Old runs that lost reminders.
    package var runs = 0
    package var reminders = 0
    /// Reminders of old runs that stay: see `PruneStatement`.
    package var kept = 0
    /// Calls, look-ups, changes of state and decisions on record.
    package var evidence = 0
    /// Partitions of evidence that were empty, by name; none in a dry run.
    package var partitions: [String] = []
    /// Refused lines of host applications' batches.
    package var rejects = 0
    /// Lines of the audit.
    package var audit = 0
}
