import AccessStore
import ArgumentParser
import ConsoleStore
import OperatorStore
import Reminders
import Stores

/// `paminn stuck`: lists stuck parts, or has one tried again at once.
struct Stuck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lists parts that have ended three workers, or gives one another chance.",
        discussion: """
            A part goes by RUN/FIRST, as the list shows it. Each is tried again by itself an hour \
            after, alone; whatever ends its worker then is stuck for another hour.

            Examples:
              paminn stuck
              paminn stuck --retry 12/100
            """)
    @Option(help: "The part to be worked on again.") var retry: String?
    @OptionGroup var common: CommonOptions

    func validate() throws { _ = try retry.map { try Self.read($0) } }

    /// Reads `RUN/FIRST`: the run, and the position of the part's first reminder.
    /// - Throws: `ValidationError` for any other text.
    private static func read(_ text: String) throws -> (run: RunID, first: Int) {
        let words = text.split(separator: "/", omittingEmptySubsequences: false)
        guard words.count == 2, let run = RunID(words[0]), let first = Int(words[1]) else {
            throw ValidationError("A part is RUN/FIRST, for example 12/100")
        }
        return (run, first)
    }

    /// Prints the list of stuck parts afterwards.
    /// - Throws: `Failure` (65) if there is no such stuck part.
    func run() async throws {
        try await Opening.stores { stores in
            if let retry {
                let (run, first) = try Self.read(retry)
                guard try await stores.operators.retry(run: run, first: first, by: ThisProcess.user)
                else {
                    throw Failure(.input, "There is no stuck part \(retry)", "See `paminn stuck`.")
                }
                try await stores.access.audit(
                    ThisProcess.user, .retriedPart,
                    creditor: try await stores.console.creditor(of: run),
                    run: run, facts: "first \(first)")
            }
            say(try await stores.operators.stuckParts())
        }
    }

    /// Prints the parts as a table, or one JSON object per line.
    private func say(_ rows: [StuckRow]) {
        if common.json {
            for row in rows {
                var line = JSONLine()
                line.add("part", "\(row.run)/\(row.first)")
                line.add("creditor", row.creditor)
                line.add("queued", row.queued)
                line.add("uncertain", row.uncertain)
                line.add("crashes", row.crashes)
                line.add("claimed_at", row.claimedAt)
                line.add("worker", row.worker)
                line.add("retry_at", row.retryAt)
                Terminal.say(line.line)
            }
        } else if rows.isEmpty {
            Terminal.say("No part is stuck.")
        } else {
            let table = rows.map { row in
                [
                    "\(row.run)/\(row.first)", row.creditor, "\(row.queued)", "\(row.uncertain)",
                    row.claimedAt?.description ?? "", row.worker ?? "",
                    row.retryAt?.description ?? "",
                ]
            }
            let header = [
                "PART", "CREDITOR", "QUEUED", "UNCERTAIN", "LAST CLAIMED", "BY", "TRIED AGAIN",
            ]
            for line in Terminal.table(header, table, right: [2, 3]) { Terminal.say(line) }
            Terminal.say("When the cause is mended: paminn stuck --retry PART")
        }
    }
}
