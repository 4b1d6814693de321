/// The languages a letter can be in.
package enum LetterLanguage: String, CaseIterable, Sendable {
    case swedish = "sv"
    case english = "en"
}
