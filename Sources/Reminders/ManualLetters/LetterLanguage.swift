/// The languages of letters; the raw values are ISO 639-1 codes.
package enum LetterLanguage: String, CaseIterable, Sendable {
    case swedish = "sv"
    case english = "en"
}
