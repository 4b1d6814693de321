package struct DraftProgress: Sendable, Equatable {
    package let isReady: Bool
    package let built: Int
    /// As far as is known while it is built.
    package let expected: Int
}
