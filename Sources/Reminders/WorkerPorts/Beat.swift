/// The ledger's answer to a worker's heartbeat.
package struct Beat: Sendable {
    /// The worker's beat counter, after this beat.
    package let count: Int64
    /// The claims that the ledger says this worker holds.
    package let held: [PartClaim]
    package init(count: Int64, held: [PartClaim]) {
        self.count = count
        self.held = held
    }
}
