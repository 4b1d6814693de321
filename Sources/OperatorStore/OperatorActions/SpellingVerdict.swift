/// A human's answer about two spellings of a number.
package enum SpellingVerdict: Sendable {
    /// Both are one invoice, and the second spelling is never reminded of.
    case same
    /// They are two invoices, and the second may be reminded of like any other.
    case another
}
