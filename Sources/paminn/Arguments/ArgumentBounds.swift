import ArgumentParser
import Reminders

/// What options of several commands may hold.
enum ArgumentBounds {
    /// A run that is held for longer is forgotten, not held.
    static let longestHold = Duration.seconds(30 * 86_400)
    /// Bytes of a human's reason.
    static let longestWhy = 1_000

    /// - Throws: `ValidationError` unless it is a time of 30 days at most.
    static func checkHold(_ text: String?) throws {
        guard let text else { return }
        guard let hold = Durations.read(text), hold <= longestHold else {
            throw ValidationError("--hold is a time from 0s to 30d, such as 90s, 10m or 2h")
        }
    }

    /// - Throws: `ValidationError` if there is a reason but nothing in it, or too much.
    static func checkWhy(_ text: String?) throws {
        guard let text else { return }
        let isBlank = text.unicodeScalars.allSatisfy(\.properties.isWhitespace)
        guard !isBlank, text.utf8.count <= longestWhy else {
            throw ValidationError("--why is a reason of 1 to \(longestWhy) bytes")
        }
    }

    /// The words of a list with commas.
    /// - Throws: `ValidationError` if one of them is empty.
    static func words(_ text: String, of option: String) throws -> [String] {
        let words = text.split(separator: ",", omittingEmptySubsequences: false).map {
            $0.split(separator: " ").joined(separator: " ")
        }
        guard !words.contains("") else {
            throw ValidationError(
                "\(option) is one word or several, separated by commas; leave it out for all")
        }
        return words
    }
}
