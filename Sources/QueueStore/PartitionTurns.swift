/// When to look after the partitions: at the first of every six hundred maintenance rounds, that is
/// at the start and then every ten minutes or so.
actor PartitionTurns {
    private var rounds = 0

    func next() -> Bool {
        defer { rounds += 1 }
        return rounds.isMultiple(of: 600)
    }
}
