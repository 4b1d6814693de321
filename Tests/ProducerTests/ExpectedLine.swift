import Foundation
import Producer
import Reminders

/// What must come of one line of a fixture file, judged by hand: see `ExpectedFile`.
enum ExpectedLine: Equatable {
    /// A letter goes, with that number, amount, due date and name.
    case queued(String)
    /// A letter goes like that, or none goes and it is said why: both are right.
    case queuedOrHeld(String)
    /// None goes, for one of those reasons; the invoice is known.
    case skipped(codes: [String], number: String)
    /// The line cannot be taken, for one of those reasons.
    case refused(codes: [String])
    /// None goes, and it is said why, in whatever words.
    case held
    /// Nobody's invoice: a title, a sum, a page's number.
    case aside
    case asideOrHeld
    /// The header, a blank line, or the second line of a record.
    case nothing

    /// The line as the list of a file writes it, its number left out.
    init?(_ text: Substring) {
        let (word, rest) = Self.halves(text)
        switch word {
        case "queued": self = .queued(rest)
        case "queued-or-held": self = .queuedOrHeld(rest)
        case "skipped":
            let (codes, number) = Self.halves(rest[...])
            self = .skipped(codes: codes.split(separator: "/").map(String.init), number: number)
        case "refused": self = .refused(codes: rest.split(separator: "/").map(String.init))
        case "held": self = .held
        case "aside": self = .aside
        case "aside-or-held": self = .asideOrHeld
        case "header", "blank", "continued": self = .nothing
        default: return nil
        }
    }

    static func halves(_ text: Substring) -> (String, String) {
        guard let space = text.firstIndex(of: " ") else { return (String(text), "") }
        return (String(text[..<space]), String(text[text.index(after: space)...]))
    }

    /// Whether `found` is right.
    func allows(_ found: FoundLine) -> Bool {
        switch (self, found) {
        case (.queued(let wanted), .queued(let text)),
            (.queuedOrHeld(let wanted), .queued(let text)):
            wanted == text
        case (.skipped(let codes, let wanted), .skipped(let code, let number)):
            codes.contains(code) && wanted == number
        case (.refused(let codes), .refused(let code)): codes.contains(code)
        case (.queuedOrHeld, .skipped), (.queuedOrHeld, .refused), (.held, .skipped),
            (.held, .refused), (.asideOrHeld, .skipped), (.asideOrHeld, .refused),
            (.asideOrHeld, .aside), (.aside, .aside), (.nothing, .aside), (.nothing, .nothing):
            true
        default: false
        }
    }
}
