/// How much of the fleet's rate a worker uses, and how much of itself it gives to rated creditors.
package struct QueueLimits: Sendable {
    /// The share of the rate for which slots are given, above 0 and at most 1. The rest is a
    /// margin.
    package let rateShare: Double
    /// The most parts of creditors with a rate of their own that a worker has in hand, 1 or more.
    /// They wait for slots, and must leave places for the parts of the others.
    package let ratedParts: Int

    package init(rateShare: Double = 1, ratedParts: Int = 1) {
        precondition(rateShare > 0 && rateShare <= 1 && ratedParts >= 1)
        self.rateShare = rateShare
        self.ratedParts = ratedParts
    }
}
