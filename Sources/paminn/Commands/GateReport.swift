import ConsoleStore
import Reminders
import Stores

/// Prints the gate of all Amili and the rate, after commands that change them.
enum GateReport {
    /// In JSON, `rate` is calls a second, null without a limit, and `closed_seconds` the time until
    /// the gate opens by itself.
    static func say(_ stores: Stores, _ common: CommonOptions) async throws {
        let gate = try await stores.console.gate()
        let reason = GateCauseText.line(gate.closedCause, gate.closedWords)
        if common.json {
            var line = JSONLine()
            line.add("scope", "amili")
            line.add("paused", .bool(gate.isPaused))
            line.add("closed_seconds", .number(gate.closedFor))
            line.add("closed_reason", gate.closedFor > 0 ? reason : nil)
            line.add("closed_cause", gate.closedFor > 0 ? gate.closedCause?.rawValue : nil)
            line.add("rate", .number(gate.rate))
            Terminal.say(line.line)
        } else {
            let state =
                gate.isPaused
                ? "paused by a human; `paminn resume --all` opens it"
                : gate.closedFor > 0
                    ? "closed for \(Durations.written(gate.closedFor)): \(reason ?? "")"
                    : "open"
            let rate =
                gate.rate.isFinite
                ? "at most \(gate.rate) calls a second" : "as fast as Amili answers"
            Terminal.say("Amili: \(state); \(rate)")
        }
    }
}
