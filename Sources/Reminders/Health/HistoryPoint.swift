/// The point at which a database stands in its history. Points of one system are ordered by
/// timeline, then by position.
package struct HistoryPoint: Sendable, Equatable {
    /// The cluster's identifier, with a suffix that tells a restored dump from the original in the
    /// same cluster.
    package let system: String
    package let timeline: Int64
    /// Position in the write-ahead log, bytes.
    package let position: Int64
    package init(system: String, timeline: Int64, position: Int64) {
        self.system = system
        self.timeline = timeline
        self.position = position
    }
    /// Whether a database cannot have come from `earlier` to this point. A later timeline alone is
    /// not a step back; the ledger itself knows whether the fleet has paused for it.
    package func isStepBack(from earlier: HistoryPoint) -> Bool {
        system != earlier.system || timeline < earlier.timeline || position < earlier.position
    }
}
