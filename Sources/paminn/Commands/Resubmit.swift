import AccessStore
import ArgumentParser
import ConsoleStore
import EnqueueStore
import OperatorStore
import Reminders
import Stores

/// `paminn resubmit`: makes a new run of reminders that ended without a letter. The old ones stay
/// as they are.
struct Resubmit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Makes a new run from reminders that ended without a letter.",
        discussion: """
            All that match: of one run, or of all runs of a creditor. Rejected, failed and \
            cancelled ones unless --state says otherwise; skipped ones only by --reason. Never \
            what Amili has, nor what is in doubt. What may go is decided anew, by what is known \
            now. The same wish twice is one run.

            Examples:
              paminn resubmit 12 --dry-run
              paminn resubmit --creditor demo --state failed,cancelled
              paminn resubmit --creditor demo --reason DISPUTED --yes
            """)
    @Argument(help: "The run whose reminders are to go again.") var run: RunID?
    @Option(help: "Whose reminders, of all runs.") var creditor: String?
    @Option(help: "Only these: rejected, failed, cancelled, skipped; separated by commas.")
    var state: String?
    @Option(help: "Only these reason codes, separated by commas.") var reason: String?
    @Flag(help: "Go by knowledge of the invoices that is more than a week old.")
    var stale = false
    @Flag(help: "Say what would become of each, and keep nothing.") var dryRun = false
    @Flag(help: "Do not ask.") var yes = false
    @OptionGroup var common: CommonOptions

    /// The states in which a reminder has ended without a letter.
    private static let possible: [ReminderState] = [.rejected, .failed, .cancelled, .skipped]

    func validate() throws {
        if (run == nil) == (creditor == nil) {
            throw ValidationError("Say a run's number, or --creditor HANDLE")
        }
        _ = try states()
        _ = try reasons()
    }

    /// The states wanted, by default all but skipped; with `--reason` all of them.
    /// - Throws: `ValidationError` at a word that is no such state, or at skipped without
    ///   `--reason`.
    private func states() throws -> [ReminderState] {
        guard let state else {
            return reason == nil ? [.rejected, .failed, .cancelled] : Self.possible
        }
        return try ArgumentBounds.words(state, of: "--state").map { word in
            guard let found = Self.possible.first(where: { $0.word == word }) else {
                throw ValidationError(
                    "‘\(word)’ cannot be resubmitted; rejected, failed, cancelled, skipped can")
            }
            if found == .skipped, reason == nil {
                throw ValidationError("skipped ones are resubmitted by --reason")
            }
            return found
        }
    }

    /// The reasons wanted; empty for any.
    /// - Throws: `ValidationError` at a code that is no reason.
    private func reasons() throws -> [Reason] {
        guard let reason else { return [] }
        return try ArgumentBounds.words(reason, of: "--reason").map { code in
            guard let found = Reason(rawValue: code) else {
                throw ValidationError(
                    "There is no reason ‘\(code)’. "
                        + NearestName.remedy(
                            for: code, among: Reason.allCases.map(\.rawValue),
                            otherwise: "See `paminn status RUN`"))
            }
            return found
        }
    }

    /// Asks first, unless `--yes` or `--dry-run` is given, or the run exists already.
    /// - Throws: `Failure`: (65) if nothing matches or what is known is too old, (64) if nobody can
    ///   be asked, (77) if consent is refused; what a load throws.
    func run() async throws {
        try await Opening.stores { stores in
            var wish = try await wish(stores)
            do {
                if !dryRun, !yes {
                    var preview = wish
                    preview.dryRun = true
                    let report = try await stores.operators.resubmit(preview)
                    if !report.load.existing {
                        try Consent.ask(
                            "Resubmit \(report.load.total): \(report.load.queued) would be queued,"
                                + Self.byHand(report.load)
                                + " \(report.load.skipped) skipped.")
                    }
                }
                wish.dryRun = dryRun
                let report = try await stores.operators.resubmit(wish)
                if !dryRun, !report.load.existing, let made = report.load.run {
                    try await stores.access.audit(
                        ThisProcess.user, .resubmitted, creditor: wish.creditor, run: made,
                        facts: report.load.facts)
                }
                say(report)
            } catch let problem as ResubmitProblem {
                throw Self.failure(problem)
            }
        }
    }

    /// Puts the options together. A new run keeps the grace of the run that it is made from.
    /// - Throws: `Failure`: (65) if there is no such run, (78) if there is no such creditor.
    private func wish(_ stores: Stores) async throws -> Resubmission {
        var creditorID: CreditorID?
        var grace: Int?
        if let run {
            guard let facts = try await stores.operators.facts(of: run) else {
                throw Failure(.input, "There is no run \(run)", "See `paminn status`.")
            }
            (creditorID, grace) = (facts.creditor, facts.grace)
        } else if let creditor {
            creditorID = try await Opening.creditor(creditor, in: stores).id
        }
        return Resubmission(
            creditor: creditorID ?? 0, run: run, states: try states(), reasons: try reasons(),
            graceBankDays: grace, createdBy: ThisProcess.user, dryRun: dryRun,
            allowsStale: stale)
    }

    /// The failure (65) for a wish that cannot be fulfilled.
    private static func failure(_ problem: ResubmitProblem) -> Failure {
        switch problem {
        case .nothingMatches:
            Failure(
                .input, "Nothing matches: no reminder ended so without going again since",
                "See `paminn invoices --state`.")
        case .stale(let days):
            Failure(
                .input,
                "What is known of some invoices is \(days) days old: customers may have paid since",
                "Run `paminn invoices import` with a new file, or add --stale.")
        }
    }

    /// The part of a sentence about reminders that stay manual; empty if there are none.
    private static func byHand(_ load: LoadReport) -> String {
        load.manual > 0 ? " \(load.manual) by hand," : ""
    }

    /// Prints the result. `oldest_days` is the age of the oldest knowledge of an invoice that is
    /// queued.
    private func say(_ report: ResubmitReport) {
        let load = report.load
        let reasons = load.reasons.map { ($0.key.rawValue, $0.value) }
            .sorted { ($1.1, $0.0) < ($0.1, $1.0) }
        if common.json {
            var line = JSONLine()
            line.add("run", dryRun && !load.existing ? nil : load.run)
            line.add("of_run", run)
            line.add("existing", .bool(load.existing))
            line.add("lines", load.total)
            line.add("queued", load.queued)
            line.add("skipped", load.skipped)
            line.add("manual", load.manual)
            line.add("reasons", .counts(reasons))
            line.add("oldest_days", .number(report.oldest / 86_400))
            line.add("missing", report.missing)
            line.add("dry_run", .bool(dryRun))
            Terminal.say(line.line)
            return
        }
        if load.existing, let run = load.run {
            Terminal.say(
                "They were resubmitted before, as run \(run); nothing was enqueued now.")
            Terminal.say("  What ended without a letter there: paminn resubmit \(run)")
            return
        }
        Terminal.say(dryRun ? "Dry run: nothing was kept." : "Run \(load.run ?? 0).")
        Terminal.say(
            "  \(load.total) reminders: \(load.queued) queued,\(Self.byHand(load))"
                + " \(load.skipped) skipped")
        for (code, count) in reasons {
            Terminal.say("  \(count) \(code): \(Reason(rawValue: code)?.english ?? "")")
        }
        if report.missing > 0 {
            Terminal.say("  \(report.missing) left out: their invoices are no longer on file")
        }
        if report.oldest > Resubmission.stalest.seconds {
            Terminal.say(
                "  What is known of some is \(Int(report.oldest / 86_400)) days old:"
                    + " import a new file, or add --stale.")
        }
    }
}
