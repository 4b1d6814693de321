import AccessStore
import ArgumentParser
import ConsoleStore
import OperatorStore
import Stores
import Worker

/// `paminn rate`: shows or sets the rate that all workers share, or that of one creditor.
struct Rate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows or sets the most calls that the whole fleet makes to Amili.",
        discussion: """
            For example 600/60: 600 calls in 60 seconds. Look-ups and tokens count too. `none`, the \
            default, sets no limit: calls go as fast as Amili answers.

            With --creditor, the most calls that are made for one creditor, for its letters and the \
            look-ups before them. Its calls count in the rate of the fleet, too, and the slower of \
            the two holds. The other creditors do not wait for it.

            Examples:
              paminn rate
              paminn rate 600/60
              paminn rate --creditor demo 60/60
              paminn rate --creditor demo none
            """)
    @Option(help: ArgumentHelp("One creditor's own rate.", valueName: "handle"))
    var creditor: String?
    @Argument(help: "CALLS/SECONDS, or none.") var rate: String?
    @OptionGroup var common: CommonOptions

    func validate() throws { _ = try newRate() }

    /// The rate to set, in calls a second, 0.05 to 1,000,000; infinite for `none`; nil: only show.
    /// - Throws: `ValidationError` for any other text.
    private func newRate() throws -> Double? {
        guard let rate else { return nil }
        if rate == "none" { return .infinity }
        let parts = rate.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let calls = Double(parts[0]), let seconds = Double(parts[1]),
            calls > 0, seconds > 0, calls / seconds <= 1_000_000
        else { throw ValidationError("A rate is CALLS/SECONDS, for example 600/60, or none") }
        guard calls / seconds >= WorkerLimits.slowestRate else {
            throw ValidationError(
                "A rate is at least 3/60: a letter leaves within a minute after Amili was asked"
                    + " about its invoice. To stop the letters, use `paminn pause`")
        }
        return calls / seconds
    }

    func run() async throws {
        let rate = try newRate()
        try await Opening.stores { stores in
            if let creditor {
                try await run(rate, of: try await Opening.creditor(creditor, in: stores), stores)
            } else {
                try await run(rate, stores)
            }
        }
    }

    private func run(_ rate: Double?, _ stores: Stores) async throws {
        if let rate {
            let before = try await stores.console.gate().rate
            try await stores.operators.setRate(rate)
            try await stores.access.audit(
                ThisProcess.user, .changedRate, facts: Self.change(before, rate))
        }
        try await GateReport.say(stores, common)
    }

    private func run(_ rate: Double?, of creditor: CreditorRow, _ stores: Stores) async throws {
        guard let rate else { return GateReport.say(creditor, common) }
        try await stores.operators.setRate(rate, of: creditor.id)
        try await stores.access.audit(
            ThisProcess.user, .changedRate, creditor: creditor.id,
            facts: Self.change(creditor.rate, rate))
        GateReport.say(try await Opening.creditor(creditor.handle, in: stores), common)
    }

    /// The change as the audit record names it.
    private static func change(_ before: Double, _ after: Double) -> String {
        "\(RateText.recorded(before)) → \(RateText.recorded(after))"
    }
}
