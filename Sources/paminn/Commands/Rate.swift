import AccessStore
import ArgumentParser
import ConsoleStore
import OperatorStore
import Stores

/// `paminn rate`: shows or sets the rate that all workers share.
struct Rate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows or sets the most calls that the whole fleet makes to Amili.",
        discussion: """
            For example 600/60: 600 calls in 60 seconds. Look-ups and tokens count too. `none`, the \
            default, sets no limit: calls go as fast as Amili answers.

            Examples:
              paminn rate
              paminn rate 600/60
            """)
    @Argument(help: "CALLS/SECONDS, or none.") var rate: String?
    @OptionGroup var common: CommonOptions

    func validate() throws { _ = try rate.map { try Self.read($0) } }

    /// - Returns: calls a second, 0.01 to 1,000,000; infinite for `none`.
    /// - Throws: `ValidationError` for any other text.
    private static func read(_ text: String) throws -> Double {
        if text == "none" { return .infinity }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let calls = Double(parts[0]), let seconds = Double(parts[1]),
            calls > 0, seconds > 0, (0.01...1_000_000).contains(calls / seconds)
        else { throw ValidationError("A rate is CALLS/SECONDS, for example 600/60, or none") }
        return calls / seconds
    }

    /// The rate as the audit record names it.
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
