/// The answer of `LetterPacing.begin`.
package enum LetterBeginning: Sendable, Equatable {
    case now
    /// To be asked again at this moment or later.
    case later(BootInstant)
    /// The letter ends as `.heldBack`.
    case never
}
