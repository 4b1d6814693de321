/// The state in which a part is given back.
package enum Return: Sendable, Equatable {
    /// Any worker may claim it at once.
    case ready
    /// - Parameter setback: whether this claim got nowhere: the next wait is longer, and the other
    ///   parts of the turn go first.
    case waiting(Duration, setback: Bool)
    /// The part waits for its creditor's gate or its run's pause to end.
    case parked
}
