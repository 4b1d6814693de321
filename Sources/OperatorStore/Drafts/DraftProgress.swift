/// How far a draft is built, in lines.
package struct DraftProgress: Sendable, Equatable {
    package let isReady: Bool
    package let built: Int
    /// Lines in all; an estimate until the draft is ready.
    package let expected: Int
}
