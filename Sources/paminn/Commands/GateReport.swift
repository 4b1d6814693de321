import ConsoleStore
import Reminders
import Stores

/// Prints a gate and its rate, after commands that change them.
enum GateReport {
    /// Prints the gate of all Amili. In JSON, `rate` is calls a second, null without a limit, and
    /// `closed_seconds` the time until the gate opens by itself.
    static func say(_ stores: Stores, _ common: CommonOptions) async throws {
        let gate = try await stores.console.gate()
        let closing = Closing(
            isPaused: gate.isPaused, seconds: gate.closedFor, cause: gate.closedCause,
            words: gate.closedWords)
        guard common.json else {
            let rate = RateText.limit(gate.rate) ?? "as fast as Amili answers"
            Terminal.say("Amili: \(closing.line(resume: "paminn resume --all")); \(rate)")
            return
        }
        var line = JSONLine()
        line.add("scope", "amili")
        closing.add(to: &line)
        line.add("rate", .number(gate.rate))
        Terminal.say(line.line)
    }

    /// Prints the gate of one creditor; `rate` is its own.
    static func say(_ creditor: CreditorRow, _ common: CommonOptions) {
        let closing = Closing(
            isPaused: creditor.isPaused, seconds: creditor.closedFor,
            cause: creditor.closedCause, words: creditor.closedWords)
        guard common.json else {
            let resume = "paminn creditor resume \(creditor.handle)"
            let rate = RateText.limit(creditor.rate) ?? "no rate of its own"
            Terminal.say("\(creditor.handle): \(closing.line(resume: resume)); \(rate)")
            return
        }
        var line = JSONLine()
        line.add("scope", "creditor")
        line.add("creditor", creditor.handle)
        closing.add(to: &line)
        line.add("rate", .number(creditor.rate))
        Terminal.say(line.line)
    }

    /// Whether a gate is closed, for how long and why.
    private struct Closing {
        let isPaused: Bool
        /// Until the gate opens by itself; 0: it is not closed.
        let seconds: Double
        let cause: GateCause?
        let words: String?

        private var reason: String? {
            seconds > 0 ? GateCauseText.line(cause, words) : nil
        }

        /// - Parameter resume: the command that opens the gate after a human has closed it.
        func line(resume: String) -> String {
            if isPaused { return "paused by a human; `\(resume)` opens it" }
            guard seconds > 0 else { return "open" }
            return "closed for \(Durations.written(seconds)): \(reason ?? "")"
        }

        func add(to line: inout JSONLine) {
            line.add("paused", .bool(isPaused))
            line.add("closed_seconds", .number(seconds))
            line.add("closed_reason", reason)
            line.add("closed_cause", seconds > 0 ? cause?.rawValue : nil)
        }
    }
}
