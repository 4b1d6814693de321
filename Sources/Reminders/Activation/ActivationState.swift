/// Whether letters of a creditor may go by Amili. These states are our own: Amili's public pages
/// only know whether a creditor is active.
package enum ActivationState: String, CaseIterable, Sendable {
    /// Nobody has asked for the activation yet.
    case inactive
    /// The activation was asked for. The details are still to be handed in, or Amili does not call
    /// the creditor active yet.
    case pending
    case active
    /// Amili did not accept the details, or does not know the creditor. It may be asked for again.
    case refused
}
