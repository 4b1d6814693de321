/// Decides which maintenance rounds look after the partitions: the first of every six hundred. That
/// is once at the start, and then every ten minutes or so.
actor PartitionTurns {
    private var rounds = 0

    /// Counts a round, and tells whether it looks after the partitions.
    func next() -> Bool {
        defer { rounds += 1 }
        return rounds.isMultiple(of: 600)
    }
}
