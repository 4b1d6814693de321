/// A human's answer about two spellings of a number.
package enum SpellingVerdict: Sendable {
    /// One invoice: the second spelling is never reminded of.
    case same
    /// Two invoices: the second may be reminded of like any other.
    case another
}
