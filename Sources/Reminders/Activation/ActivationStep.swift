/// One call each: however seldom one may be made, a creditor's activation gets on by a step a turn.
package enum ActivationStep: Sendable, Equatable {
    /// Ask how Amili sees the creditor. `mayHandIn`: the details go in if it is not active.
    case read(mayHandIn: Bool)
    /// Hand the details in, for the version that was read.
    case handIn(version: String?)
}
