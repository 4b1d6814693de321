package import Reminders

/// Why a human's decision about an invoice does not apply.
package enum DecisionProblem: Error, Sendable, Equatable {
    case noSuchInvoice
    /// No reminder that holds the invoice's permit is in doubt.
    case notInDoubt
    /// A call may still take effect for this long, so that nobody can know yet that it did not.
    case tooEarly(seconds: Double)
    /// The same by Amili's clock, as the workers told it last, although the database's clock says
    /// that it is over; nil: that time, or the end by it, is not known.
    case tooEarlyAtAmili(seconds: Double?)
    /// The invoice's reminder in this run is queued or in doubt: its letter may still go.
    case live(run: RunID)
    /// The invoice's reminder in this run is still to be done by hand.
    case manualToDo(run: RunID)
    /// Neither a permit nor a closed case keeps a new letter from going.
    case nothingToRelease
    /// No other spelling of the number is on file, or a human has settled it before.
    case notSpelledTwice
}
