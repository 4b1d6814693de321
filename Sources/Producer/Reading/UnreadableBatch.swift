import Reminders

/// The file as a whole cannot be used. Holds no personal data.
package struct UnreadableBatch: Error, Equatable, CustomStringConvertible {
    /// The fault, as an English sentence.
    package let reason: String
    /// The remedy, as an English sentence.
    package let remedy: String
    package var description: String { "\(reason) \(remedy)" }
}
