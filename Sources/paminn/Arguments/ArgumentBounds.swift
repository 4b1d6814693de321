import ArgumentParser

/// Bounds and list syntax of options that several commands share. A violation is a usage error
/// (64), told before anything is read or opened.
enum ArgumentBounds {
    /// The longest `--hold`, 30 days. A run held for longer is taken to be forgotten.
    static let longestHold = Duration.seconds(30 * 86_400)
    /// The longest `--why`, in UTF-8 bytes.
    static let longestWhy = 1_000

    /// Checks the text of `--hold`; nil, an option that was not given, passes.
    /// - Throws: `ValidationError` unless it is a time from 0s to 30d.
    static func checkHold(_ text: String?) throws {
        guard let text else { return }
        guard let hold = Durations.read(text), hold <= longestHold else {
            throw ValidationError("--hold is a time from 0s to 30d, such as 90s, 10m or 2h")
        }
    }

    /// Checks the text of `--why`; nil passes.
    /// - Throws: `ValidationError` if it is blank, or longer than `longestWhy`.
    static func checkWhy(_ text: String?) throws {
        guard let text else { return }
        let isBlank = text.unicodeScalars.allSatisfy(\.properties.isWhitespace)
        guard !isBlank, text.utf8.count <= longestWhy else {
            throw ValidationError("--why is a reason of 1 to \(longestWhy) bytes")
        }
    }

    /// Splits a list at its commas. Spaces around a word go, and runs of spaces inside one become
    /// one.
    /// - Parameter option: the name of the option for the message, `--state`.
    /// - Throws: `ValidationError` if a word is empty.
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
