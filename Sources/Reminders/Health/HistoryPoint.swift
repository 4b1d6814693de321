/// Where a database stands in its history. Two of one system compare by timeline, then position.
package struct HistoryPoint: Sendable, Equatable {
    /// The cluster's identifier, and what tells a restored dump from the original within it.
    package let system: String
    package let timeline: Int64
    /// Write-ahead log position, bytes.
    package let position: Int64
    package init(system: String, timeline: Int64, position: Int64) {
        self.system = system
        self.timeline = timeline
        self.position = position
    }
    /// Is this point one that `earlier` cannot have been followed by? A later timeline is no step
    /// back in itself: that the fleet stood still for it, the ledger knows.
    package func isStepBack(from earlier: HistoryPoint) -> Bool {
        system != earlier.system || timeline < earlier.timeline || position < earlier.position
    }
}
