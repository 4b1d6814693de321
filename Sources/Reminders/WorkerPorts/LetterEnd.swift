/// The outcome of one letter of a batch.
package struct LetterEnd: Sendable {
    /// Its place in the batch.
    package let index: Int
    package let report: SendReport
    package init(_ index: Int, _ report: SendReport) {
        self.index = index
        self.report = report
    }
}
