import Reminders

/// The file as a whole cannot be used. No personal data.
package struct UnreadableBatch: Error, Equatable, CustomStringConvertible {
    package let reason: String
    package let remedy: String
    package var description: String { "\(reason) \(remedy)" }
}
