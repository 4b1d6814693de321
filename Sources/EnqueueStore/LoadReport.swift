package import Reminders

/// The result of a load, in lines.
package struct LoadReport: Sendable, Equatable {
    package var run: RunID?
    /// The run was there before. Nothing was enqueued, and the counts are zero.
    package var existing = false
    package var total = 0
    package var queued = 0
    package var skipped = 0
    /// To be done by hand. Queued, manual and skipped lines make up the total.
    package var manual = 0
    /// Lines that the source refused; the total leaves them out.
    package var refused = 0
    /// How many of the skipped lines each reason stops.
    package var reasons: [Reason: Int] = [:]
    package init() {}

    /// The text that the audit keeps.
    package var facts: String { "queued \(queued), manual \(manual), skipped \(skipped)" }
}
