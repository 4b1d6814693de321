package import Reminders

/// What was found in a file beside its invoices and refusals.
package struct BatchTally: Sendable, Equatable {
    /// Mobile numbers that are no clear phone number, left out.
    package var droppedMobileNumbers = 0
    /// E-mail addresses that are none, left out.
    package var droppedEmails = 0
    /// References that are no payment reference (a person's name), left out.
    package var droppedReferences = 0
    /// Lines that are nobody's invoice, by what they are.
    package var setAside: [SetAside: Int] = [:]
    /// What is left to pay on the invoices in SEK, and what of it is a total taken for it.
    package var remaining = Ore.zero
    package var totalsClaimed = Ore.zero
    package init() {}

    package var setAsideLines: Int { setAside.values.reduce(0, +) }
}
