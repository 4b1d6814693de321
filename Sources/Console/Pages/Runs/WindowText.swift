import Reminders

/// Tells a bookkeeper when letters leave.
struct WindowText {
    private let window: SendWindow
    private let context: PageContext

    init(_ window: SendWindow, _ context: PageContext) {
        self.window = window
        self.context = context
    }

    /// A sentence, such as `Breven går kl. 07:00–20:00 på bankdagar.`
    var says: String {
        let hours = "\(window.opening)–\(window.closing)"
        return window.isOnBankDays
            ? context.say(
                "Breven går kl. \(hours) på bankdagar.", "Letters leave \(hours) on bank days.")
            : context.say(
                "Breven går kl. \(hours) varje dag.", "Letters leave \(hours) every day.")
    }
}
