/// Proof that something went wrong at Amili or here.
package enum IncidentKind: String, CaseIterable, Sendable {
    /// A look-up found two cases of ours for one invoice.
    case twoCases = "two_cases"
    /// A letter was accepted after its reminder had reached another final state.
    case lateAcceptance = "late_acceptance"
    /// A poll found an open case beside the case of a live reminder.
    case secondCase = "second_case"
    /// A reconciliation, which reads all cases, did not find an accepted one.
    case lostCase = "lost_case"
    /// A letter went under each of two spellings of one number, before they were known to be the
    /// same.
    case twoSpellings = "two_spellings"
}
