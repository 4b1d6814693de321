package struct WorkLeft: Sendable, Equatable {
    /// Parts that will move by themselves: ready, waiting, claimed; held runs too.
    package var moving: Int
    /// Parts that wait for a human: stuck, or parked by a pause.
    package var waitingForHuman: Int
    package init(moving: Int, waitingForHuman: Int) {
        self.moving = moving
        self.waitingForHuman = waitingForHuman
    }
}
