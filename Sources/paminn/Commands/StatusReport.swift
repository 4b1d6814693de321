import ConsoleStore
import Reminders
import Stores
import Texts

/// Prints the state of runs.
enum StatusReport {
    /// Prints one run, or the open and the latest ones; without JSON also the gate of all Amili if
    /// it holds letters back.
    /// - Throws: `Failure` (65) if there is no such run.
    static func say(_ stores: Stores, run: RunID?, _ common: CommonOptions) async throws {
        let runs = try await stores.console.runs(run)
        if let run, runs.isEmpty {
            throw Failure(.input, "There is no run \(run)", "See `paminn status`.")
        }
        if runs.isEmpty, !common.json { Terminal.say("No runs yet.") }
        for row in runs {
            let reasons = try await stores.console.reasons(of: row)
            let verdict = try await verdict(stores, row)
            let from = try await lettersFrom(stores, row)
            if common.json {
                Terminal.say(json(row, reasons, pace: Pace(row), verdict, from))
            } else {
                for line in text(row, reasons, pace: Pace(row), verdict, from) {
                    Terminal.say(line)
                }
            }
        }
        if !common.json { try await sayGate(stores) }
    }

    /// Whether the run's due work goes on. Runs that wait for a human, and runs that have ended,
    /// count as going on.
    private static func verdict(
        _ stores: Stores, _ row: RunRow
    ) async throws -> WorkProgress.Verdict {
        guard [RunState.open, .held, .stopped].contains(row.state) else { return .moves }
        return try await stores.console.progress(of: row.creditorID, run: row.id)
            .verdict(after: try Settings().standStill())
    }

    /// When the creditor's send window opens for a run that has something to send; nil if it is
    /// open.
    private static func lettersFrom(_ stores: Stores, _ row: RunRow) async throws -> Timestamp? {
        guard row.state == .open else { return nil }
        return try await stores.console.standstill(of: row.creditorID).lettersFrom
    }

    /// Prints the gate of all Amili if it is closed or paused.
    private static func sayGate(_ stores: Stores) async throws {
        let gate = try await stores.console.gate()
        if gate.isPaused || gate.closedFor > 0 { try await GateReport.say(stores, CommonOptions()) }
    }

    /// Prints the run once a second until it is done or cancelled, then the whole report. On a
    /// terminal one line is redrawn; otherwise each goes to standard error, or as JSON to standard
    /// output. A paused run is watched on, since a human may resume it: each time it is said since
    /// when it is paused, and what to do.
    /// - Throws: `Failure` (65) if there is no such run.
    static func watch(_ stores: Stores, run: RunID, _ common: CommonOptions) async throws {
        var last: (finished: Int, at: BootInstant)?
        while let row = try await stores.console.runs(run).first,
            ![RunState.done, .stopped].contains(row.state)
        {
            let now = SystemTime().now()
            let pace = Pace(row, since: last.map { ($0.finished, (now - $0.at).seconds) })
            last = (row.finished, now)
            let verdict = try await verdict(stores, row)
            if common.json {
                Terminal.say(
                    json(
                        row, try await stores.console.reasons(of: row), pace: pace, verdict,
                        try await lettersFrom(stores, row)))
            } else if Terminal.isInteractive {
                Terminal.redraw(paused(row) ?? headline(row, pace, verdict))
            } else {
                Terminal.note(paused(row) ?? headline(row, pace, verdict))
            }
            try await SystemTime().sleep(for: .seconds(1))
        }
        Terminal.endRedraw()
        try await say(stores, run: run, common)
    }

    /// One line for each look at a paused run, short enough not to wrap; nil if it is not paused.
    private static func paused(_ row: RunRow) -> String? {
        guard row.state == .paused, let since = row.pausedAt else { return nil }
        return "run \(row.id) \(row.finished)/\(row.total), paused since \(since);"
            + " mended? paminn resume \(row.id)"
    }

    /// One line: a bar, the count, and the pace with the time left, or since when it stands still.
    private static func headline(
        _ row: RunRow, _ pace: Pace, _ verdict: WorkProgress.Verdict
    ) -> String {
        let share = row.total == 0 ? 1 : Double(row.finished) / Double(row.total)
        let head = "run \(row.id) \(Terminal.bar(share)) \(row.finished)/\(row.total),"
        if let since = verdict.since { return "\(head) stands still since \(since.at)" }
        let eta = pace.eta.map { ", \(Durations.written($0)) left" } ?? ""
        return head
            + " \(Int(pace.rate.rounded()))/s\(row.state == .open ? eta : ", \(row.state.rawValue)")"
    }

    /// The report of one run for people: the headline, counts by state, reasons, and what to do.
    private static func text(
        _ row: RunRow, _ reasons: [(code: String, count: Int)], pace: Pace,
        _ verdict: WorkProgress.Verdict, _ lettersFrom: Timestamp?
    ) -> [String] {
        var lines = [headline(row, pace, verdict)]
        let counts = ReminderState.allCases.compactMap { state -> String? in
            guard let count = row.counts[state], count > 0 else { return nil }
            return "\(count) \(state.word)"
        }
        lines.append(
            "  \(row.creditor), \(row.state.rawValue): "
                + (counts.isEmpty ? "nothing" : counts.joined(separator: ", ")))
        for (code, count) in reasons {
            let text = Reason(rawValue: code)?.english ?? ""
            lines.append("  \(count) \(code): \(text)")
        }
        switch verdict {
        case .moves: break
        case .noWorker: lines.append("  no worker is alive: start `paminn work`")
        case .standsStill:
            lines.append("  workers live, and nothing is sent: see `paminn doctor`")
        }
        if let lettersFrom {
            lines.append("  letters leave from \(lettersFrom): see `paminn creditor window`")
        }
        if let hold = row.holdUntil, row.state == .held { lines.append("  held until \(hold)") }
        if let pause = row.pause, row.state == .paused {
            let since = row.pausedAt.map { " since \($0)" } ?? ""
            lines.append("  paused\(since): \(pause.line)")
            lines.append("  when that is mended: paminn resume \(row.id)")
        }
        if row.stuckParts > 0 {
            lines.append("  \(row.stuckParts) parts are stuck: see `paminn stuck`")
        }
        return lines
    }

    /// One JSON object. `rate` is reminders a second; it and `eta_seconds` are null while the run
    /// stands still. `letters_from` is when the creditor's send window opens, null if it is open.
    /// `on_wire` counts the reminders in parts that a worker holds.
    private static func json(
        _ row: RunRow, _ reasons: [(code: String, count: Int)], pace: Pace,
        _ verdict: WorkProgress.Verdict, _ lettersFrom: Timestamp?
    ) -> String {
        var line = JSONLine()
        line.add("run", row.id)
        line.add("creditor", row.creditor)
        line.add("key", row.key)
        line.add("state", row.state.rawValue)
        line.add("total", row.total)
        line.add(
            "counts",
            .counts(
                [
                    .queued, .uncertain, .accepted, .skipped, .rejected, .failed, .cancelled,
                    .manual,
                ].map { (state: ReminderState) in (state.word, row.counts[state] ?? 0) }))
        line.add("on_wire", row.inHand)
        line.add("reasons", .counts(reasons.map { ($0.code, $0.count) }))
        line.add("rate", .number(verdict == .moves ? pace.rate : nil))
        line.add("eta_seconds", .number(verdict == .moves ? pace.eta : nil))
        line.add("stands_still_since", verdict.since?.at)
        line.add("stands_still_cause", verdict.cause)
        line.add("created_at", row.createdAt)
        line.add("created_by", row.createdBy)
        line.add("hold_until", row.holdUntil)
        line.add("letters_from", lettersFrom)
        line.add("finished_at", row.finishedAt)
        line.add("refused", row.refused)
        line.add("stuck_parts", row.stuckParts)
        line.add("pause_reason", row.pause?.line)
        line.add("paused_at", row.pausedAt)
        line.add("as_of", row.asOf)
        return line.line
    }
}
