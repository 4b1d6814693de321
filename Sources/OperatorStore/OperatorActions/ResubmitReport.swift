package import EnqueueStore
import Reminders

/// The result of a resubmission, or of its dry run.
package struct ResubmitReport: Sendable, Equatable {
    package var load = LoadReport()
    /// Age of the oldest knowledge of an invoice that is queued, in seconds.
    package var oldest = 0.0
    /// Old reminders that were left out, because their invoices are no longer on file.
    package var missing = 0
}
