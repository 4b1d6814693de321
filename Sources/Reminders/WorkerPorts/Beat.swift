package struct Beat: Sendable {
    package let count: Int64
    /// The parts that the book says this worker holds, by key and attempt.
    package let held: [PartClaim]
    package init(count: Int64, held: [PartClaim]) {
        self.count = count
        self.held = held
    }
}
