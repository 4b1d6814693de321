/// The result of one step of a creditor's activation.
package enum ActivationNews: Sendable, Equatable {
    /// The creditor is not active. The details are to be handed in next, for this version of its
    /// record.
    case lacksDetails(version: String?)
    /// Amili has the details, and does not call the creditor active yet.
    case handedIn
    /// The creditor is not active.
    case inactive
    case active
    /// We may not change or read the creditor. The activation stays pending, and Amili is asked
    /// again seldom.
    case hindered(ActivationCause)
    case refused(ActivationCause, [ActivationIssue])
}
