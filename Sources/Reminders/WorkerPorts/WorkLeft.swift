/// Counts of the parts that are not done.
package struct WorkLeft: Sendable, Equatable {
    /// Parts that go on by themselves (ready, waiting, claimed), and held runs.
    package var moving: Int
    /// Parts that wait for a human: stuck, or parked by a pause.
    package var waitingForHuman: Int
    package init(moving: Int, waitingForHuman: Int) {
        self.moving = moving
        self.waitingForHuman = waitingForHuman
    }
}
