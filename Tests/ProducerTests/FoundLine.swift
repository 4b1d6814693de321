import Foundation
import Producer
import Reminders

/// What came of one line of a file.
enum FoundLine: Equatable, CustomStringConvertible {
    /// `NUMBER | ÖRE | DUE | NAME`
    case queued(String)
    case skipped(code: String, number: String)
    case refused(code: String)
    case aside
    case nothing

    /// - Parameters:
    ///   - rules: say whether a letter may go.
    ///   - seen: the keys of the numbers of the lines before.
    init(_ line: Line, _ rules: Eligibility, seen: inout Set<String>) {
        switch line {
        case .refused(let refusal): self = .refused(code: refusal.code.rawValue)
        case .setAside: self = .aside
        case .invoice(_, let invoice, _):
            let number = invoice.number.written
            if let reason = rules.obstacle(invoice) {
                self = .skipped(code: reason.rawValue, number: number)
            } else if !seen.insert(invoice.number.key).inserted {
                self = .skipped(code: Reason.duplicateInBatch.rawValue, number: number)
            } else {
                // To whoever reads the letter one space is like another, and as good as two.
                let name = invoice.debtor.name.split(whereSeparator: \.isWhitespace)
                    .joined(separator: " ")
                self = .queued(
                    "\(number) | \(invoice.remaining.value) | \(invoice.dueDate) | \(name)")
            }
        }
    }

    var description: String {
        switch self {
        case .queued(let text): "queued \(text)"
        case .skipped(let code, let number): "skipped \(code) \(number)"
        case .refused(let code): "refused \(code)"
        case .aside: "aside"
        case .nothing: "nothing"
        }
    }
}
