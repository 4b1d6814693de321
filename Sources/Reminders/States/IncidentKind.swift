/// Proof that something went wrong, or that we were.
package enum IncidentKind: String, CaseIterable, Sendable {
    /// A look-up found two cases of ours for one invoice.
    case twoCases = "two_cases"
    /// A letter was accepted after its reminder had come to another end.
    case lateAcceptance = "late_acceptance"
    /// A poll found an open case beside that of a live reminder.
    case secondCase = "second_case"
    /// The reading of all cases did not find an accepted one.
    case lostCase = "lost_case"
    /// A letter went under each of two spellings of one number, before they were known as one.
    case twoSpellings = "two_spellings"
}
