package import EnqueueStore
import Reminders

package struct ResubmitReport: Sendable, Equatable {
    package var load = LoadReport()
    /// Age of the oldest knowledge of an invoice that is queued, seconds.
    package var oldest = 0.0
    /// Reminders whose invoice is no longer on file.
    package var missing = 0
}
