/// The key of one claim of one part. It fences every write-back: a write with an older attempt
/// changes nothing.
package struct PartClaim: Hashable, Sendable {
    package let run: RunID
    /// The position of the part's first reminder.
    package let first: Int
    /// The number of this claim; each claim of the part has a higher one.
    package let attempt: Int
    package init(run: RunID, first: Int, attempt: Int) {
        self.run = run
        self.first = first
        self.attempt = attempt
    }
}
