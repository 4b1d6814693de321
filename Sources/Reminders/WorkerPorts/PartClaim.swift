/// One claim of one part: what fences every write-back.
package struct PartClaim: Hashable, Sendable {
    package let run: RunID
    package let first: Int
    package let attempt: Int
    package init(run: RunID, first: Int, attempt: Int) {
        self.run = run
        self.first = first
        self.attempt = attempt
    }
}
