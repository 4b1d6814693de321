import AccessStore
import ArgumentParser
import ConsoleStore
import OperatorStore
import Reminders
import Stores

struct Pause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Stops every send of every worker within PAMINN_SEND_WITHIN (a second).",
        discussion: "One creditor alone: `paminn creditor pause HANDLE`.")
    @Flag(help: "Everything that goes to Amili.") var all = false
    @OptionGroup var common: CommonOptions

    func validate() throws {
        if !all { throw ValidationError("Say --all, or `paminn creditor pause HANDLE`") }
    }

    func run() async throws {
        try await Opening.stores { stores in
            try await stores.operators.setPaused(true, creditor: nil, by: ThisProcess.user)
            try await stores.access.audit(ThisProcess.user, .stoppedAll)
            try await GateReport.say(stores, common)
        }
    }
}

struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Opens the gate of all Amili, or lets one paused run go on.",
        discussion: "One creditor alone: `paminn creditor resume HANDLE`.")
    @Argument(help: "A run that was paused.") var run: Int64?
    @Flag(help: "Everything that goes to Amili.") var all = false
    @OptionGroup var common: CommonOptions

    func validate() throws {
        if all == (run != nil) { throw ValidationError("Say --all, or a run's number") }
    }

    func run() async throws {
        try await Opening.stores { stores in
            if let run {
                guard try await stores.operators.resume(run: run) else {
                    throw Failure(.input, "Run \(run) is not paused", "See `paminn status`.")
                }
                try await stores.access.audit(
                    ThisProcess.user, .resumedRun,
                    creditor: try await stores.console.creditor(of: run),
                    run: run)
                Terminal.note("run \(run) goes on")
            } else {
                try await stores.operators.setPaused(false, creditor: nil, by: ThisProcess.user)
                try await stores.access.audit(ThisProcess.user, .resumedAll)
            }
            try await GateReport.say(stores, common)
        }
    }
}

struct Rate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows or sets the most calls that the whole fleet makes to Amili.",
        discussion: """
            For example 600/60: 600 calls in 60 seconds. Look-ups and tokens count too. `none`, the \
            default, sets no limit: calls go as fast as Amili answers.
            """)
    @Argument(help: "CALLS/SECONDS, or none.") var rate: String?
    @OptionGroup var common: CommonOptions

    func validate() throws { _ = try rate.map { try Self.read($0) } }

    /// - Returns: calls a second; infinite for `none`.
    private static func read(_ text: String) throws -> Double {
        if text == "none" { return .infinity }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let calls = Double(parts[0]), let seconds = Double(parts[1]),
            calls > 0, seconds > 0, (0.01...1_000_000).contains(calls / seconds)
        else { throw ValidationError("A rate is CALLS/SECONDS, for example 600/60, or none") }
        return calls / seconds
    }

    private static func written(_ rate: Double) -> String {
        rate.isFinite ? "\(rate)/s" : "none"
    }

    func run() async throws {
        try await Opening.stores { stores in
            if let rate {
                let before = try await stores.console.gate().rate
                try await stores.operators.setRate(try Self.read(rate))
                try await stores.access.audit(
                    ThisProcess.user, .changedRate,
                    facts: "\(Self.written(before)) → \(Self.written(try Self.read(rate)))")
            }
            try await GateReport.say(stores, common)
        }
    }
}

enum GateReport {
    static func say(_ stores: Stores, _ common: CommonOptions) async throws {
        let gate = try await stores.console.gate()
        if common.json {
            var line = JSONLine()
            line.add("scope", "amili")
            line.add("paused", .bool(gate.isPaused))
            line.add("closed_seconds", .number(gate.closedFor))
            line.add("closed_reason", gate.closedFor > 0 ? gate.closedReason : nil)
            line.add("closed_cause", gate.closedFor > 0 ? gate.closedCause?.rawValue : nil)
            line.add("rate", .number(gate.rate))
            Terminal.say(line.line)
        } else {
            let state =
                gate.isPaused
                ? "paused by a human; `paminn resume --all` opens it"
                : gate.closedFor > 0
                    ? "closed for \(Durations.written(gate.closedFor)): \(gate.closedReason ?? "")"
                    : "open"
            let rate =
                gate.rate.isFinite
                ? "at most \(gate.rate) calls a second" : "as fast as Amili answers"
            Terminal.say("Amili: \(state); \(rate)")
        }
    }
}
