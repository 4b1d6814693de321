/// The reason why a customer's data cannot be erased. Nothing, or nothing more, was changed.
package enum EraseProblem: Error, Sendable, Equatable {
    /// The creditor has no invoice with this customer number.
    case noSuchCustomer
    /// Never empty; one of each kind.
    case needed([EraseObstacle])
}
