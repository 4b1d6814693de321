/// May letters of this creditor go by Amili? States of our own: Amili's public pages know only
/// whether a creditor is active (domain.md §1.1).
package enum ActivationState: String, CaseIterable, Sendable {
    /// Nobody has asked for it yet.
    case inactive
    /// Asked for. The details are to be handed in, or Amili does not call the creditor active yet.
    case pending
    case active
    /// Amili took the details not, or does not know the creditor. It may be asked for again.
    case refused
}
