import Reminders

/// Why a gate is closed, in a line: the cause, and what Amili said.
enum GateCauseText {
    /// - Returns: nil if neither is on record.
    static func line(_ cause: GateCause?, _ words: String?) -> String? {
        let parts = [cause?.words, words].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: ": ")
    }
}
