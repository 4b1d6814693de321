/// Why a selection cannot be changed.
package enum SelectionProblem: Error, Sendable, Equatable {
    /// The selection would hold more than 100,000 single ticks and exceptions. Invoices that its
    /// filter matches do not count.
    case full
}
