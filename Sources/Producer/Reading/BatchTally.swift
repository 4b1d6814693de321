package import Reminders

/// Counts and sums of a file, beside its invoices and refusals.
package struct BatchTally: Sendable, Equatable {
    /// Mobile numbers left out because they are not clearly phone numbers.
    package var droppedMobileNumbers = 0
    /// E-mail cells left out because they hold no e-mail address.
    package var droppedEmails = 0
    /// References left out because they are no payment references (mostly people's names).
    package var droppedReferences = 0
    /// Lines that are nobody's invoice, by their kind.
    package var setAside: [SetAside: Int] = [:]
    /// The sum left to pay on the invoices in SEK.
    package var remaining = Ore.zero
    /// The part of `remaining` for which totals were taken.
    package var totalsClaimed = Ore.zero
    package init() {}

    package var setAsideLines: Int { setAside.values.reduce(0, +) }
}
