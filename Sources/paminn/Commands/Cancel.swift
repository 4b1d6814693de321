import AccessStore
import ArgumentParser
import ConsoleStore
import OperatorStore
import Reminders
import Stores

/// `paminn cancel`: stops a run for good. It does so in one short transaction; then it writes the
/// unsent reminders down as cancelled and says what can no longer be stopped.
struct Cancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Stops a run for good, and says what is already out of our hands.",
        discussion: """
            From the command's first answer on nobody gets leave to send a letter of the run; \
            leave that was given before ends within PAMINN_SEND_WITHIN (a second). What Amili has stays there. A \
            held run never leaves at all.

            Examples:
              paminn cancel 12 --dry-run
              paminn cancel 12 --yes
            """)
    @Argument(help: "The run's number.") var run: RunID
    @Flag(help: "Say what would be, and change nothing.") var dryRun = false
    @Flag(help: "Do not ask.") var yes = false
    @OptionGroup var common: CommonOptions

    /// The most invoices of each kind that the JSON result names; `paminn invoices` lists all.
    private static let named = 1_000
    /// The longest wait for calls on the wire to end before the result is printed.
    private static let patience = Duration.seconds(10)
    /// The longest wait for parts that are locked, since the last one that could be cancelled. A
    /// worker locks a part for as long as it takes to write outcomes back, which is milliseconds;
    /// whoever has it for longer hangs, and workers write the rest down as cancelled later.
    private static let lockPatience = Duration.seconds(5)

    /// Asks first, unless `--yes` or `--dry-run` is given.
    /// - Throws: `Failure` (65) if there is no such run or it has come to its end, (64) if consent
    ///   is needed and nobody can be asked, (77) if it is refused, (75) if the run is cancelled and
    ///   not all of it could be written down.
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
            let last = try await settled(stores)
            try await say(last, stores)
            let left = last.queued + last.manual
            guard left == 0 else {
                throw Failure(
                    .tryAgain,
                    "Run \(run) is cancelled, but \(left) of its reminders are locked by another"
                        + " session and not written down as cancelled yet",
                    "None of them goes, and workers write them down: see `paminn status \(run)`.")
            }
        }
    }

    /// Waits until workers have put down what they held, and cancels in slices the parts that
    /// nobody holds. Returns when nothing is left; when all that can be cancelled is and `patience`
    /// has passed; or when parts stay locked for `lockPatience`.
    private func settled(_ stores: Stores) async throws -> Cancellation {
        let time = SystemTime()
        let end = time.now() + Self.patience
        var lockEnd = time.now() + Self.lockPatience
        while true {
            while try await stores.operators.cancelSlice(of: run) > 0 {
                lockEnd = time.now() + Self.lockPatience
            }
            let now = try await stores.operators.cancellation(of: run)
            let isLocked = now.queued + now.manual > 0
            if !isLocked {
                if now.onTheWire == 0 || time.now() >= end { return now }
                lockEnd = time.now() + Self.lockPatience
            } else if time.now() >= lockEnd {
                return now
            }
            try await time.sleep(for: .milliseconds(100))
        }
    }

    /// The question before cancelling, with what would be stopped and what would not.
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

    /// The failure (65) for a run that cannot be cancelled.
    private static func failure(_ problem: CancelProblem, _ run: RunID) -> Failure {
        switch problem {
        case .noSuchRun: Failure(.input, "There is no run \(run)", "See `paminn status`.")
        case .done:
            Failure(
                .input, "Run \(run) has come to its end; nothing is left to cancel",
                "See `paminn status \(run)`.")
        }
    }

    /// Prints the result, with the invoices that are at Amili, in doubt, or in a worker's hands.
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

    /// One line with up to twenty invoices; none if the count is 0.
    private func say(_ what: String, _ count: Int, _ invoices: [String]) {
        guard count > 0 else { return }
        let shown = invoices.prefix(20).joined(separator: ", ")
        let more = count > 20 ? ", and \(count - 20) more" : ""
        Terminal.say("  \(count) \(what): \(shown)\(more)")
    }
}
