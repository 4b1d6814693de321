import AccessStore
import ArgumentParser
import ConsoleStore
import OperatorStore
import Reminders
import Stores

struct Cancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Stops a run for good, and says what is already out of our hands.",
        discussion: """
            From the command's first answer on nobody gets leave to send a letter of the run; \
            leave that was given before ends within PAMINN_SEND_WITHIN (a second). What Amili has stays there. A \
            held run never leaves at all.
            """)
    @Argument(help: "The run's number.") var run: RunID
    @Flag(help: "Say what would be, and change nothing.") var dryRun = false
    @Flag(help: "Do not ask.") var yes = false
    @OptionGroup var common: CommonOptions

    /// Invoices named in the answer; the list has the rest.
    private static let named = 1_000
    /// How long the calls on the wire are waited for before the command says how it stands.
    private static let patience = Duration.seconds(10)

    func run() async throws {
        try await Opening.stores { stores in
            let first: Cancellation
            do {
                if !dryRun, !yes {
                    try Consent.ask(
                        Self.foreseen(
                            try await stores.operators.cancel(run, by: "", dryRun: true), run))
                }
                first = try await stores.operators.cancel(run, by: ThisProcess.user, dryRun: dryRun)
            } catch let problem as CancelProblem {
                throw Self.failure(problem, run)
            }
            if dryRun {
                try await say(first, stores)
                return
            }
            try await stores.access.audit(
                ThisProcess.user, .cancelled, creditor: try await stores.console.creditor(of: run),
                run: run,
                facts: first.facts)
            if !common.json {
                Terminal.note(
                    "Run \(run) is cancelled. \(first.accepted) are at Amili already; at most"
                        + " \(first.onTheWire) are on the wire at this moment.")
            }
            try await say(try await settled(stores), stores)
        }
    }

    /// Waits for the workers to put down what they held, and writes the rest down as cancelled.
    private func settled(_ stores: Stores) async throws -> Cancellation {
        let time = SystemTime()
        let end = time.now() + Self.patience
        while true {
            while try await stores.operators.cancelSlice(of: run) > 0 {}
            let now = try await stores.operators.cancellation(of: run)
            let left = now.queued + now.manual
            if now.onTheWire == 0, left == 0 { return now }
            if left == 0, time.now() >= end { return now }
            try await time.sleep(for: .milliseconds(100))
        }
    }

    private static func foreseen(_ cancellation: Cancellation, _ run: RunID) -> String {
        let queued = cancellation.queued + cancellation.onTheWire
        let manual = cancellation.manual + cancellation.manualDone
        return "Cancel run \(run): \(queued) would not be sent; \(cancellation.accepted) are at"
            + " Amili and stay there, \(cancellation.uncertain) are being checked."
            + (manual == 0
                ? ""
                : " \(cancellation.manual) would not be done by hand; \(cancellation.manualDone)"
                    + " are done and stay.")
    }

    private static func failure(_ problem: CancelProblem, _ run: RunID) -> Failure {
        switch problem {
        case .noSuchRun: Failure(.input, "There is no run \(run)", "See `paminn status`.")
        case .done:
            Failure(
                .input, "Run \(run) has come to its end; nothing is left to cancel",
                "See `paminn status \(run)`.")
        }
    }

    private func say(_ cancellation: Cancellation, _ stores: Stores) async throws {
        let gone = try await stores.operators.invoices(of: run, in: .accepted, limit: Self.named)
        let doubtful = try await stores.operators.invoices(
            of: run, in: .uncertain, limit: Self.named)
        let leaving = try await stores.operators.invoices(
            of: run, in: .queued, inHand: true, limit: Self.named)
        let queued = cancellation.queued
        if common.json {
            var line = JSONLine()
            line.add("run", run)
            line.add("dry_run", .bool(dryRun))
            line.add("accepted", cancellation.accepted)
            line.add("uncertain", cancellation.uncertain)
            line.add("on_wire", cancellation.onTheWire)
            line.add("queued", queued)
            line.add("cancelled", cancellation.cancelled)
            line.add("manual", cancellation.manual)
            line.add("manual_done", cancellation.manualDone)
            line.add("accepted_invoices", .list(gone))
            line.add("uncertain_invoices", .list(doubtful))
            line.add("on_wire_invoices", .list(leaving))
            Terminal.say(line.line)
            return
        }
        if dryRun { Terminal.say("Dry run: nothing was changed.") }
        Terminal.say(
            dryRun
                ? "  \(queued + cancellation.onTheWire + cancellation.manual) would be cancelled"
                : "  \(cancellation.cancelled) cancelled: their letters never leave")
        say("at Amili already", cancellation.accepted, gone)
        if cancellation.manualDone > 0 {
            Terminal.say("  \(cancellation.manualDone) done by hand: they stay so")
        }
        say("in doubt: Amili is asked, and what it has it keeps", cancellation.uncertain, doubtful)
        say("on the wire: known in a moment", cancellation.onTheWire, leaving)
        Terminal.say("  All of them: paminn invoices --creditor HANDLE --run \(run)")
    }

    private func say(_ what: String, _ count: Int, _ invoices: [String]) {
        guard count > 0 else { return }
        let shown = invoices.prefix(20).joined(separator: ", ")
        let more = count > 20 ? ", and \(count - 20) more" : ""
        Terminal.say("  \(count) \(what): \(shown)\(more)")
    }
}
