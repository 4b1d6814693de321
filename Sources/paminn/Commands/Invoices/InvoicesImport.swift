import ArgumentParser
import ConsoleStore
import EnqueueStore
import Producer
import Reminders
import Stores

extension InvoicesCommand {
    /// `paminn invoices import`: updates invoices from a file, and enqueues nothing.
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Brings invoices up to date from a file, without sending anything.",
            discussion: """
                Only an import clears paid, credited, disputed or paused, and only one whose \
                knowledge is newer.

                Examples:
                  paminn invoices import ledger.csv --creditor demo
                  paminn invoices import ledger.csv --creditor demo --rejects refused.csv
                """)
        @Argument(help: "The file, or - for standard input.") var file: String
        @Option(help: "Whose invoices these are.") var creditor: String
        @Option(help: "How old the file's knowledge is: YYYY-MM-DD or RFC 3339.")
        var asOf: String?
        @Option(help: "Write every refused line here (made anew, mode 0600).")
        var rejects: String?
        @OptionGroup var reading: ReadingOptions
        @OptionGroup var common: CommonOptions

        func validate() throws {
            try AsOf.validate(asOf)
        }

        /// - Throws: `ExitCode` 3 if lines were refused; `Failure` and the errors that it
        ///   translates, after which nothing was changed.
        func run() async throws {
            let batch = try BatchFile(file)
            let asOf = try AsOf.of(asOf, batch)
            let survey = try batch.survey(reading.rules)
            BatchReport.say(survey.heading, quiet: common.json)
            let refusals = try Refusals(path: rejects, beside: batch)
            let notes = BatchNotes()
            let report = try await Opening.stores { stores in
                let row = try await Opening.creditor(creditor, in: stores)
                return try await load(
                    batch, survey, notes, asOf, refusals, of: row.id, into: stores)
            }
            BatchReport.say(notes.tally, quiet: common.json)
            say(report, survey.heading, notes, asOf)
            if report?.refused ?? 0 > 0 { throw ExitCode(Failure.Code.someRefused.rawValue) }
        }

        /// Imports the file, and shows the changed cells and the refused lines even if that fails.
        /// - Returns: nil if there are no invoices in the file.
        private func load(
            _ batch: BatchFile, _ survey: BatchSurvey, _ notes: BatchNotes, _ asOf: Timestamp,
            _ refusals: Refusals, of creditor: CreditorID, into stores: Stores
        ) async throws -> ImportReport? {
            let bar = ProgressBar(total: batch.bytes, isShown: !common.json)
            defer {
                bar.end()
                BatchReport.say(notes.cells)
                BatchReport.say(refusals)
            }
            do {
                return try await stores.enqueue.importInvoices(of: creditor, asOf: asOf) {
                    ReadAheadSource {
                        try BatchSource(batch, survey, notes: notes, progress: bar.moved(to:)) {
                            try refusals.add($0)
                        }
                    }
                }
            } catch BatchFile.Problem.noInvoices {
                return nil
            }
        }

        /// - Parameter report: nil if there were no invoices in the file.
        private func say(
            _ report: ImportReport?, _ heading: HeaderReading, _ notes: BatchNotes,
            _ asOf: Timestamp
        ) {
            let tally = notes.tally
            let (new, changed) = (report?.new ?? 0, report?.changed ?? 0)
            let refused = report?.refused ?? 0
            let lines = (report?.lines ?? 0) + refused + tally.setAsideLines
            if common.json {
                var line = JSONLine()
                line.add("creditor", creditor)
                line.add("lines", lines)
                line.add("new", new)
                line.add("changed", changed)
                line.add("refused", refused)
                line.add("as_of", asOf)
                line.add("peak_kib", ThisProcess.peakKiB)
                line.add("total_is_remaining", .bool(reading.totalIsRemaining))
                BatchReport.add(heading, notes, to: &line)
                Terminal.say(line.line)
            } else if let report {
                let kept = report.lines - new - changed
                Terminal.say(
                    "\(lines) lines: \(new) new, \(changed)"
                        + " brought up to date, \(kept) already as new, \(refused) refused"
                        + (tally.setAsideLines > 0 ? ", \(tally.setAsideLines) set aside" : ""))
            }
        }
    }
}
