/// The state of a run.
package enum RunState: String, CaseIterable, Sendable {
    /// Its file is being read. Nobody else sees the run yet.
    case loading
    /// It waits for its time to go, and may be taken back as a whole.
    case held
    case open
    /// It was open, and is stopped until a human resumes it (`RunPause`).
    case paused
    /// It was cancelled.
    case stopped
    case done
}
