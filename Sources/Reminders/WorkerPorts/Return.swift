package enum Return: Sendable, Equatable {
    case ready
    /// `setback`: this pass got nowhere, the next wait is longer.
    case waiting(Duration, setback: Bool)
    case parked
}
