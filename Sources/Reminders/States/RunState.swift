/// How it stands with a run.
package enum RunState: String, CaseIterable, Sendable {
    /// Its file is being read; nobody else sees it yet.
    case loading
    /// It waits for its time, and may be taken back as a whole.
    case held
    case open
    /// Open, and stopped until a human lets it go on (`RunPause`).
    case paused
    /// Cancelled.
    case stopped
    case done
}
