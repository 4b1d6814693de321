import Foundation
import Producer

/// What must come of a file of `Tests/Fixtures/files`, as `NAME.expect` beside it says. Written by
/// hand, as a bookkeeper judges who would rather send no letter than a wrong one; never copied from
/// what the reader answers.
///
///     rules total-is-remaining       as `enqueue --total-is-remaining`
///     unreadable                     no line of the file can be used
///     may-be-unreadable              that would be right, too
///     1 header
///     2 queued 2001 | 125050 | 2026-10-31 | Påhittade Båtar AB
///     3 skipped PAID 2002            several reasons with / between: either is right
///     4 refused BAD_DATE
///     5 aside
///     sum 125050                     öre, of all that is queued
///
/// See `ExpectedLine` for the other words.
struct ExpectedFile {
    var rules = ReadingRules()
    var mustBeUnreadable = false
    var mayBeUnreadable = false
    /// By the 1-based number of the physical line.
    var lines: [Int: ExpectedLine] = [:]
    /// Öre.
    var sum: Int?

    struct Unknown: Error { let line: String }

    init(_ text: String, today: ReadingRules) throws {
        rules = today
        for line in text.split(separator: "\n") {
            let (word, rest) = ExpectedLine.halves(line)
            switch word {
            case "rules":
                guard rest == "total-is-remaining" else { throw Unknown(line: String(line)) }
                rules.totalIsRemaining = true
            case "unreadable": mustBeUnreadable = true
            case "may-be-unreadable": mayBeUnreadable = true
            case "sum": sum = Int(rest)
            default:
                guard let number = Int(word), let expected = ExpectedLine(rest[...]) else {
                    throw Unknown(line: String(line))
                }
                lines[number] = expected
            }
        }
    }
}
