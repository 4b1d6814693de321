package import Reminders

/// A part that ended three workers.
package struct StuckRow: Sendable {
    package let run: RunID
    /// Position of the part's first reminder in the run; `last` is that of its last.
    package let first: Int
    package let last: Int
    /// The creditor's handle.
    package let creditor: String
    package let queued: Int
    package let uncertain: Int
    /// Workers that died while a letter of the part may have been on the wire.
    package let crashes: Int
    package let claimedAt: Timestamp?
    /// The name of the last worker that wrote evidence about the part.
    package let worker: String?
    /// When it is tried again by itself, alone; nil: only when a human says so.
    package let retryAt: Timestamp?
}
