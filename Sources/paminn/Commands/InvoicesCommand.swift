import ArgumentParser
import ConsoleStore
import EnqueueStore
import Glibc
import OperatorStore
import Producer
import Reminders
import Spreadsheets
import Stores

struct InvoicesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invoices", abstract: "The invoice list, and imports into it.",
        subcommands: [List.self, Import.self], defaultSubcommand: List.self)

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Brings invoices up to date from a file, without sending anything.",
            discussion: """
                Only an import clears paid, credited, disputed or paused, and only one whose \
                knowledge is newer.
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

        private func load(
            _ batch: BatchFile, _ survey: BatchSurvey, _ notes: BatchNotes, _ asOf: String,
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
            _ report: ImportReport?, _ heading: HeaderReading, _ notes: BatchNotes, _ asOf: String
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

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists what became of each invoice, and why.")
        @Option(help: "Whose invoices.") var creditor: String
        @Option(help: "Only these states, separated by commas.") var state: String?
        @Option(help: "Only this run, one line for each of its reminders.") var run: RunID?
        @Option(
            help: """
                An invoice number; if there is none of that number, part of one, of a name or of a \
                customer number. - reads it from standard input.
                """)
        var search: String?
        @Flag(help: "CSV with `;`, as Excel reads it.") var csv = false
        @OptionGroup var common: CommonOptions

        private static let page = 1_000

        private func states() throws -> [String] {
            try state.map { try ArgumentBounds.words($0, of: "--state") } ?? []
        }

        func validate() throws {
            let known = ReminderState.allCases.map(\.word) + ["none"]
            for word in try states() where !known.contains(word) {
                throw ValidationError(
                    "There is no state ‘\(word)’. "
                        + NearestName.remedy(
                            for: word, among: known,
                            otherwise: "There are \(known.joined(separator: ", "))"))
            }
            if run != nil, search != nil {
                throw ValidationError("--search goes through all invoices; leave out --run")
            }
            if csv && common.json { throw ValidationError("Choose --csv or --json") }
        }

        func run() async throws {
            // A name does not belong on a command line that others can see.
            let wanted = search == "-" ? readLine() : search
            try await Opening.stores { stores in
                let row = try await Opening.creditor(creditor, in: stores)
                if let run { try await Self.check(run, of: row, in: stores) }
                let states = try states()
                if csv { Terminal.say(SpreadsheetLine.byteOrderMark + ListOutput.csvHeader) }
                var cursor: String?
                var shown = 0
                while true {
                    let rows: [ListRow]
                    if let run {
                        rows = try await stores.console.reminders(
                            of: creditor, run: run, states: states, after: cursor,
                            limit: Self.page)
                    } else {
                        rows = try await stores.console.invoices(
                            of: creditor, states: states, search: wanted, after: cursor,
                            limit: Self.page)
                    }
                    say(rows)
                    shown += rows.count
                    guard rows.count == Self.page else { break }
                    cursor = rows.last?.cursor
                }
                if shown == 0, !csv, !common.json { Terminal.say("No invoices.") }
            }
        }

        private static func check(
            _ run: RunID, of creditor: CreditorRow, in stores: Stores
        ) async throws {
            if try await stores.operators.facts(of: run)?.creditor == creditor.id { return }
            throw Failure(
                .input, "There is no run \(run) of ‘\(creditor.handle)’", "See `paminn status`.")
        }

        private func say(_ rows: [ListRow]) {
            if rows.isEmpty { return }
            if common.json {
                Terminal.say(rows.map { ListOutput.json($0) }.joined(separator: "\n"))
            } else if csv {
                Terminal.say(rows.map { ListOutput.csv($0) }.joined(separator: "\n"))
            } else {
                for line in ListOutput.table(rows) { Terminal.say(line) }
            }
        }
    }
}
