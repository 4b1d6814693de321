/// The outcome of one letter of a batch.
package struct LetterEnd: Sendable {
    /// The letter's place in the batch, from 0.
    package let index: Int
    package let report: SendReport
    package init(_ index: Int, _ report: SendReport) {
        self.index = index
        self.report = report
    }
}
