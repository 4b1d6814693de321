import Reminders

/// A send window in words and in JSON.
enum WindowLine {
    /// `07:00-20:00 on bank days`.
    static func words(_ window: SendWindow) -> String {
        "\(window) \(window.isOnBankDays ? "on bank days" : "every day")"
    }

    /// The window as the audit record names it.
    static func recorded(_ window: SendWindow?) -> String { window.map(words) ?? "none" }

    /// Adds `window`, `HH:MM-HH:MM` or null, `bank_days`, whether it is open on bank days alone,
    /// and `letters_from`.
    static func add(_ window: SendWindow?, _ from: Timestamp?, to line: inout JSONLine) {
        line.add("window", window?.description)
        line.add("bank_days", .bool(window?.isOnBankDays ?? false))
        line.add("letters_from", from)
    }
}
