/// What a human knows of two spellings.
package enum SpellingVerdict: Sendable {
    /// One invoice: the second spelling is never reminded of.
    case same
    /// Two invoices: the second may be reminded of like any other.
    case another
}
