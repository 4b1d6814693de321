package enum ActivationNews: Sendable, Equatable {
    /// Not active, and to be handed in next, for this version.
    case lacksDetails(version: String?)
    /// Amili has the details by now, and does not call the creditor active yet.
    case handedIn
    /// Not active.
    case inactive
    case active
    /// Not for us to change, or to read: pending, and asked again seldom.
    case hindered(ActivationCause)
    case refused(ActivationCause, [ActivationIssue])
}
