import Reminders

/// Why a gate is closed, in one line for command lines.
enum GateCauseText {
    /// The cause, and Amili's words if it said any.
    /// - Returns: nil if neither is on record.
    static func line(_ cause: GateCause?, _ words: String?) -> String? {
        let parts = [cause?.words, words].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: ": ")
    }
}
