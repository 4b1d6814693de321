/// A change of an account that was refused, with its reason.
package enum AccountProblem: Error, Sendable, Equatable {
    case loginTaken
    case noSuchUser
    /// The handle that no creditor has.
    case noSuchCreditor(String)
}
