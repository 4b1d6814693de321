/// Whether a letter's call begins.
package enum LetterBeginning: Sendable, Equatable {
    case now
    /// It is to be asked again at that moment, or later.
    case later(BootInstant)
    /// Not any more: its outcome is `.heldBack`.
    case never
}
