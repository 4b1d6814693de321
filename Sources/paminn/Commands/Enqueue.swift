import AccessStore
import ArgumentParser
import ConsoleStore
import EnqueueStore
import OperatorStore
import Producer
import Reminders
import Stores

/// `paminn enqueue`: loads a batch file as one run. The load is one transaction: the run is there
/// in full or not at all.
struct Enqueue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Hands a file of overdue invoices over as one run of reminders.",
        discussion: """
            CSV as Excel and the accounting systems write it, or NDJSON. What cannot be read is \
            refused (no row); what may not go is skipped (a row with its reason). The same file \
            again is the same run. Nothing is visible before all of it is.

            Examples:
              paminn enqueue overdue.csv --creditor demo --dry-run
              paminn enqueue overdue.csv --creditor demo --hold 10m --watch
              paminn enqueue - --creditor demo --as-of 2026-03-01 < overdue.ndjson
            """)
    @Argument(help: "The file, or - for standard input.") var file: String
    @Option(help: "Whose invoices these are.") var creditor: String
    @Flag(help: "Do everything but keep it: says what would become of each line.")
    var dryRun = false
    @Option(help: "Keep the run back for so long, for example 10m.") var hold: String?
    @Option(help: "The run's key; default: the SHA-256 of the file.") var key: String?
    @Option(help: "Bank days after the due date before a reminder; default: the creditor's.")
    var grace: Int?
    @Option(help: "How old the file's knowledge is: YYYY-MM-DD or RFC 3339.") var asOf: String?
    @Option(help: "amili, or manual: to be printed or mailed and marked done by hand.")
    var route = "amili"
    @Flag(help: "Manual: a text to mail instead of a letter to print.") var byEmail = false
    @Flag(help: "Manual: claim no interest on arrears.") var noInterest = false
    @Flag(help: "Manual: claim the reminder fee where it was not claimed before.")
    var fee = false
    @Option(help: "Write every refused line here (made anew, mode 0600).") var rejects: String?
    @Flag(help: "Follow the run until it is done.") var watch = false
    @OptionGroup var reading: ReadingOptions
    @OptionGroup var common: CommonOptions

    /// - Throws: `ValidationError` at an option out of its bounds, one for the other route, or an
    ///   `--as-of` that cannot be read.
    func validate() throws {
        if let grace, !(0...60).contains(grace) { throw ValidationError("--grace is 0 to 60") }
        try ArgumentBounds.checkHold(hold)
        if let key, key.isEmpty || key.utf8.count > 200 {
            throw ValidationError("--key is 1 to 200 bytes")
        }
        guard ["amili", "manual"].contains(route) else {
            throw ValidationError("--route is amili or manual")
        }
        if route == "amili", byEmail || noInterest || fee {
            throw ValidationError("--by-email, --no-interest and --fee belong to --route manual")
        }
        try AsOf.validate(asOf)
    }

    /// The route of every reminder in the file.
    private var reminderRoute: ReminderRoute {
        route == "amili"
            ? .amili
            : .manual(
                ManualChoices(byEmail: byEmail, withInterest: !noInterest, withFee: fee))
    }

    /// The file is read several times: for its digest, for a survey of the whole, and for its
    /// lines. For a run that was there before it is read through once more, so that what its lines
    /// hold is told again.
    /// - Throws: `ExitCode` 3 if lines were refused; `Failure` and the errors that it translates,
    ///   after which nothing was enqueued.
    func run() async throws {
        let began = SystemTime().now()
        let batch = try BatchFile(file)
        let asOf = try AsOf.of(asOf, batch)
        let survey = try batch.survey(reading.rules)
        BatchReport.say(survey.heading, quiet: common.json)
        let refusals = try Refusals(path: rejects, beside: batch)
        let notes = BatchNotes()
        let key = key ?? batch.digest + reminderRoute.mark + reading.rules.mark
        let result = try await Opening.stores { stores in
            let row = try await Opening.creditor(creditor, in: stores)
            if fee { try await checkFee(of: row, in: stores) }
            let order = LoadOrder(
                creditor: row.id, key: key, digest: batch.digest, asOf: asOf,
                graceBankDays: grace, hold: hold.flatMap { Durations.read($0) },
                createdBy: ThisProcess.user, dryRun: dryRun, route: reminderRoute)
            let report = try await load(order, batch, survey, notes, refusals, into: stores)
            if !dryRun, !report.existing, let run = report.run {
                try await stores.access.audit(
                    ThisProcess.user, .sent, creditor: row.id, run: run, facts: report.facts)
            }
            if report.existing { try BatchSource(batch, survey, notes: notes).readThrough() }
            return try await complete(report, order, stores)
        }
        let seconds = (SystemTime().now() - began).seconds
        BatchReport.say(notes.tally, quiet: common.json)
        say(result, survey.heading, notes, key: key, asOf: asOf, seconds: seconds)
        if watch, !dryRun, let run = result.run {
            try await Opening.stores { try await StatusReport.watch($0, run: run, common) }
        }
        if result.refused > 0 { throw ExitCode(Failure.Code.someRefused.rawValue) }
    }

    /// - Throws: `Failure` (78) unless the creditor's letters say that a fee is agreed.
    private func checkFee(of row: CreditorRow, in stores: Stores) async throws {
        guard try await stores.operators.letterSender(of: row.id)?.isFeeAgreed == true else {
            throw Failure(
                .settings, "No reminder fee is agreed with the customers of \(row.handle)",
                "Leave --fee out; or, if it is agreed: `paminn creditor letter \(row.handle)"
                    + " --fee-agreed`.")
        }
    }

    /// Loads the file, and shows its progress, the changed cells and the refused lines even if the
    /// load fails. A file with a header and no lines, as a nightly job writes on a quiet day, makes
    /// no run and is no failure.
    private func load(
        _ order: LoadOrder, _ batch: BatchFile, _ survey: BatchSurvey, _ notes: BatchNotes,
        _ refusals: Refusals, into stores: Stores
    ) async throws -> LoadReport {
        let bar = ProgressBar(total: batch.bytes, isShown: !common.json)
        defer {
            bar.end()
            BatchReport.say(notes.cells)
            BatchReport.say(refusals)
        }
        do {
            return try await stores.enqueue.load(order) {
                ReadAheadSource {
                    try BatchSource(batch, survey, notes: notes, progress: bar.moved(to:)) {
                        try refusals.add($0)
                    }
                }
            }
        } catch BatchFile.Problem.noInvoices {
            return LoadReport()
        }
    }

    /// Fills in the figures of a run that was there before, as they were when it was loaded.
    private func complete(
        _ report: LoadReport, _ order: LoadOrder, _ stores: Stores
    ) async throws -> LoadReport {
        guard report.existing, let run = report.run,
            let row = try await stores.console.runs(run).first
        else { return report }
        var full = report
        full.total = row.total
        full.refused = row.refused
        full.skipped = row.counts[.skipped] ?? 0
        full.manual = row.loadedManual
        full.queued = max(row.total - full.skipped - full.manual, 0)
        for (code, count) in try await stores.console.reasons(of: row) {
            if let reason = Reason(rawValue: code) { full.reasons[reason] = count }
        }
        return full
    }

    /// Prints the result. Reasons are sorted by their count, the largest first.
    private func say(
        _ report: LoadReport, _ heading: HeaderReading, _ notes: BatchNotes, key: String,
        asOf: Timestamp, seconds: Double
    ) {
        let tally = notes.tally
        let lines = report.total + report.refused + tally.setAsideLines
        let reasons = report.reasons.map { ($0.key.rawValue, $0.value) }
            .sorted { ($1.1, $0.0) < ($0.1, $1.0) }
        if common.json {
            sayAsJSON(report, heading, notes, lines, reasons, key: key, asOf: asOf, seconds)
            return
        }
        guard let number = report.run else {
            Terminal.say("No invoices in the file: no run was made.")
            return
        }
        let run = "\(number)"
        if report.existing {
            Terminal.say("This is run \(run), enqueued before; nothing was enqueued now.")
        } else if dryRun {
            Terminal.say("Dry run: nothing was kept.")
        } else {
            Terminal.say("Run \(run)\(hold.map { ", held for \($0)" } ?? "").")
        }
        Terminal.say(
            "  \(lines) lines: \(report.queued) queued,"
                + (report.manual > 0 ? " \(report.manual) by hand," : "")
                + " \(report.skipped) skipped, \(report.refused) refused"
                + (tally.setAsideLines > 0 ? ", \(tally.setAsideLines) set aside" : "")
                + " (\(Durations.written(seconds)), \(ThisProcess.peakKiB / 1024) MiB)")
        for (code, count) in reasons {
            let text = Reason(rawValue: code)?.english ?? ""
            Terminal.say("  \(count) \(code): \(text)")
        }
        if dryRun { return }
        Terminal.say(
            reminderRoute.isManual
                ? "  What is to do: paminn manual list --creditor \(creditor)"
                : "  Follow it: paminn status \(run) --watch")
    }

    /// Prints the result as one JSON object. `run` is null for a dry run and for an empty file.
    private func sayAsJSON(
        _ report: LoadReport, _ heading: HeaderReading, _ notes: BatchNotes, _ lines: Int,
        _ reasons: [(String, Int)], key: String, asOf: Timestamp, _ seconds: Double
    ) {
        var line = JSONLine()
        line.add("run", dryRun ? nil : report.run)
        line.add("creditor", creditor)
        line.add("key", key)
        line.add("existing", .bool(report.existing))
        line.add("lines", lines)
        line.add("queued", report.queued)
        line.add("skipped", report.skipped)
        line.add("manual", report.manual)
        line.add("refused", report.refused)
        line.add("reasons", .counts(reasons))
        line.add("as_of", asOf)
        line.add("seconds", .number(seconds))
        line.add("peak_kib", ThisProcess.peakKiB)
        if dryRun { line.add("dry_run", .bool(true)) }
        line.add("total_is_remaining", .bool(reading.totalIsRemaining))
        BatchReport.add(heading, notes, to: &line)
        Terminal.say(line.line)
    }
}
