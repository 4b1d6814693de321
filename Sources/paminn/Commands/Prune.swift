import AccessStore
import ArgumentParser
import EnqueueStore
import OperatorStore
import Reminders
import Stores

/// `paminn prune`: deletes the history of what ended long ago. What keeps a letter from going twice
/// stays.
struct Prune: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Deletes the history of reminders that ended long ago.",
        discussion: """
            Goes: reminders of runs that are done, if they have not moved since and are rejected, \
            skipped, failed or cancelled, or their case is closed at Amili; their evidence, and \
            its partitions once they are empty; refused lines of host applications; and the \
            audit, by an age of its own. Stays: invoices, runs and their counts, and for each \
            letter that Amili took its permit and case, so that none goes twice and the list \
            shows how it ended. Stays as well: what is open at Amili, done or to be done by hand, \
            or the matter of an incident or of two spellings.

            An age is a number of days, months or years: 90d, 18mo, 7y; at least 90 days. It \
            cannot be undone. It runs as the tables' owner, beside everything else; a failure \
            loses nothing, and the same command goes on with the rest.

            Examples:
              paminn prune --older-than 18mo --dry-run
              paminn prune --older-than 18mo
            """)
    @Option(help: ArgumentHelp("How long ago it ended.", valueName: "age")) var olderThan: String
    @Option(help: ArgumentHelp("How old a line of the audit is.", valueName: "age"))
    var auditOlderThan = "2y"
    @Flag(help: "Say what would go, and change nothing.") var dryRun = false
    @OptionGroup var common: CommonOptions

    func validate() throws {
        _ = try read(olderThan, of: "--older-than")
        _ = try read(auditOlderThan, of: "--audit-older-than")
    }

    private func read(_ text: String, of option: String) throws -> PruneAge {
        guard let age = PruneAge(text) else {
            throw ValidationError(
                "\(option) is a number of days, months or years, at least 90 days: 90d, 18mo, 7y")
        }
        return age
    }

    /// - Throws: `Failure` (75) if a load of a creditor does not end.
    func run() async throws {
        let age = try read(olderThan, of: "--older-than")
        let auditAge = try read(auditOlderThan, of: "--audit-older-than")
        try await Opening.stores { stores in
            do {
                say(
                    try await stores.operators.prune(
                        olderThan: age, auditOlderThan: auditAge, by: ThisProcess.user,
                        as: AuditAction.pruned.rawValue, dryRun: dryRun))
            } catch LoadProblem.held {
                throw Failure(
                    .tryAgain, "A creditor's other load goes on, and its reminders are not pruned",
                    "What is pruned stays so; run the command again for the rest.")
            }
        }
    }

    private func say(_ report: PruneReport) {
        guard !common.json else { return Terminal.say(json(report)) }
        if dryRun { Terminal.say("Dry run: nothing was changed.") }
        Terminal.say("\(dryRun ? "Would go" : "Pruned"), of what ended before \(report.before):")
        Terminal.say("  \(report.reminders) reminders of \(report.runs) runs")
        Terminal.say("  \(report.evidence) calls, changes and decisions on record")
        if !dryRun { Terminal.say("  \(report.partitions.count) partitions of evidence") }
        Terminal.say("  \(report.rejects) refused lines of host applications")
        Terminal.say("  \(report.audit) lines of the audit, older than \(auditOlderThan)")
        Terminal.say("Stays:")
        Terminal.say("  permits with their cases: no letter may go twice")
        Terminal.say("  invoices, runs and their counts")
        Terminal.say(
            "  \(report.kept) reminders that moved since, are open at Amili, made by hand, or the"
                + " matter of an incident or of two spellings")
    }

    private func json(_ report: PruneReport) -> String {
        var line = JSONLine()
        line.add("dry_run", .bool(dryRun))
        line.add("before", report.before)
        line.add("runs", report.runs)
        line.add("reminders", report.reminders)
        line.add("kept", report.kept)
        line.add("evidence", report.evidence)
        line.add("partitions", .list(report.partitions))
        line.add("rejects", report.rejects)
        line.add("audit", report.audit)
        return line.line
    }
}
