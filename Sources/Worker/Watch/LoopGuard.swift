/// Finds from outside that a worker's main loop has come to a stop. `Watchdog` cannot: it is a task
/// like the loop, and both stand still if no thread runs tasks any more.
package struct LoopGuard: Sendable {
    /// Looks, one a second, that may find the loop where it was.
    private let patience: Int
    private var turns: UInt64?
    private var looks = 0

    /// - Parameter patience: at least a second.
    package init(patience: Duration) { self.patience = max(1, Int(patience.components.seconds)) }

    /// Takes one look; to be called once a second. It counts looks and not seconds: a process that
    /// was stopped, or whose machine slept, did not look meanwhile.
    /// - Returns: whether the loop of a working life has not turned for all the looks that count.
    package mutating func look(_ vitals: WorkerVitals) -> Bool {
        guard vitals.stage == .working, turns == vitals.loopTurns else {
            (turns, looks) = (vitals.loopTurns, 0)
            return false
        }
        looks += 1
        return looks >= patience
    }
}
