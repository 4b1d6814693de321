import Database
import Postgres
package import Reminders

extension ConsoleStore {
    /// Tells all that is known of an invoice's reminders: the oldest run first, each in the order
    /// of time.
    /// - Parameter number: The canonical number.
    package func story(of number: String, creditor: CreditorID) async throws -> [StoryEvent] {
        try await pool.perform { session in
            let keys: StatementArguments = ["creditor": .id(creditor), "number": .text(number)]
            let reminders = try session.run(StoryStatement.reminders, keys)
            var events = try Self.pruned(keys, in: session)
            for row in 0..<reminders.count {
                let run: RunID = reminders.id(row, "run")
                let position = Int(reminders.int(row, "pos"))
                let rows = try session.run(
                    StoryStatement.evidence,
                    [
                        "creditor": .id(creditor), "run": .id(run), "pos": .integer(position),
                        "first": .int(reminders.int(row, "first")),
                    ])
                let recorded = try (0..<rows.count).map {
                    try Self.recorded(rows, $0, run: run, position: position)
                }
                let about = try recorded.filter { try Self.concerns(reminders, row, $0) }
                let story =
                    try Self.beginning(reminders, row, run, position) + Self.withClaims(about)
                    + Self.ending(reminders, row, run, position, about)
                events += Self.inOrder(story)
            }
            return events
        }
    }

    /// Tells how a pruned reminder of the invoice ended; empty if there is none.
    private static func pruned(
        _ keys: StatementArguments, in session: borrowing PostgresSession
    ) throws -> [StoryEvent] {
        let rows = try session.run(StoryStatement.pruned, keys)
        return (0..<rows.count).map { row in
            StoryEvent(
                run: rows.id(row, "run"), position: Int(rows.int(row, "pos")),
                at: rows.timestamp(row, "pruned_at"), kind: .pruned, to: .accepted,
                why: "case \(rows.string(row, "case_id")), closed at Amili; its history is pruned")
        }
    }

    /// Whether an event is part of a reminder's story: one of its own, or one of its part before
    /// the reminder ended.
    private static func concerns(
        _ rows: borrowing PostgresRows, _ row: Int, _ event: (event: StoryEvent, isOwn: Bool)
    ) throws -> Bool {
        let state = try rows.reminderState(row, "state")
        return event.isOwn || state.isFinal == false
            || event.event.at <= rows.timestamp(row, "second_later")
    }

    /// Sorts by time. Of two events at one moment, the one written first stays first.
    private static func inOrder(_ events: [StoryEvent]) -> [StoryEvent] {
        events.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
            .map(\.element)
    }

    /// The event of the load.
    private static func beginning(
        _ rows: borrowing PostgresRows, _ row: Int, _ run: RunID, _ position: Int
    ) -> [StoryEvent] {
        let hold = rows.optionalTimestamp(row, "hold_until").map { ", held until \($0)" } ?? ""
        return [
            StoryEvent(
                run: run, position: position, at: rows.timestamp(row, "created_at"),
                kind: .enqueued,
                why: "run \(run) by \(rows.string(row, "created_by")), by what was known"
                    + " at \(rows.timestamp(row, "as_of"))\(hold)"
                    + (rows.bool(row, "by_hand") ? ", to be done by hand" : ""))
        ]
    }

    /// Reads an event from a row of evidence. `isOwn`: it is about the reminder or its run, and not
    /// only about its part.
    private static func recorded(
        _ rows: borrowing PostgresRows, _ row: Int, run: RunID, position: Int
    ) throws -> (event: StoryEvent, isOwn: Bool) {
        var event = try StoryEvent(
            run: run, position: position, at: rows.timestamp(row, "at"),
            kind: rows.word(row, "kind", as: StoryEvent.Kind.self),
            why: rows.optionalString(row, "why") ?? "")
        event.attempt = rows.optionalInt(row, "attempt").map { Int($0) }
        event.worker = rows.optionalID(row, "worker")
        event.httpStatus = rows.optionalInt(row, "http_status").map { Int($0) }
        event.curlCode = rows.optionalInt(row, "curl_code").map { Int($0) }
        event.written = rows.isNull(row, "written") ? nil : rows.bool(row, "written")
        event.milliseconds = rows.optionalInt(row, "ms").map { Int($0) }
        event.from = try rows.optionalReminderState(row, "from_state")
        event.to = try rows.optionalReminderState(row, "to_state")
        let isOwn = rows.bool(row, "is_own")
        if !rows.isNull(row, "decision") {
            event.decision = try StoryEvent.Decision(
                what: rows.word(row, "decision", as: HumanDecision.self),
                user: rows.string(row, "by_whom"))
        }
        return (event, isOwn)
    }

    /// Adds the claims, which are not evidence: each comes before the first event of its attempt.
    private static func withClaims(
        _ recorded: [(event: StoryEvent, isOwn: Bool)]
    ) throws -> [StoryEvent] {
        var attempts: Set<Int> = []
        var events: [StoryEvent] = []
        for event in recorded.map(\.event) {
            if let attempt = event.attempt, attempts.insert(attempt).inserted {
                var claim = StoryEvent(
                    run: event.run, position: event.position, at: event.at, kind: .claimed,
                    why: "claim \(attempt) of its part")
                claim.attempt = attempt
                claim.worker = event.worker
                events.append(claim)
            }
            events.append(event)
        }
        return events
    }

    /// Adds what is not evidence: a claim that has not ended, a plain first 201, a veto.
    private static func ending(
        _ rows: borrowing PostgresRows, _ row: Int, _ run: RunID, _ position: Int,
        _ recorded: [(event: StoryEvent, isOwn: Bool)]
    ) throws -> [StoryEvent] {
        let recorded = recorded.map(\.event)
        let state = try rows.reminderState(row, "state")
        let claim = claimInHand(rows, row, run, position, state, recorded)
        let events = claim.map { [$0] } ?? []
        // A manual reminder was so from the beginning, and its being done is on record.
        guard state.isFinal, state != .manual,
            !recorded.contains(where: { $0.to == state })
        else {
            return events
        }
        let isFirst201 = state == .accepted && rows.int(row, "attempts") == 1
        // A reminder's time is its transaction's beginning. What led to it was written down a
        // moment later, in the same transaction.
        let causes = recorded.filter {
            $0.kind != .human && $0.at <= rows.timestamp(row, "second_later")
        }
        var end = StoryEvent(
            run: run, position: position,
            at: causes.map(\.at).reduce(rows.timestamp(row, "changed_at"), max),
            kind: isFirst201 ? .call : .state, to: state,
            why: rows.optionalString(row, "code")
                ?? rows.optionalString(row, "case_id").map { "case \($0)" } ?? state.word)
        if isFirst201 {
            end.httpStatus = 201
            end.written = true
            end.from = .queued
        }
        return events + [end]
    }

    /// The claim that has not ended; nil if there is none.
    private static func claimInHand(
        _ rows: borrowing PostgresRows, _ row: Int, _ run: RunID, _ position: Int,
        _ state: ReminderState, _ recorded: [StoryEvent]
    ) -> StoryEvent? {
        let attempt = rows.optionalInt(row, "attempt").map { Int($0) }
        guard let worker: WorkerID = rows.optionalID(row, "worker"),
            let at = rows.optionalTimestamp(row, "claimed_at"),
            !recorded.contains(where: { $0.attempt == attempt }),
            state.isFinal == false || at <= rows.timestamp(row, "changed_at")
        else { return nil }
        var claim = StoryEvent(
            run: run, position: position, at: at, kind: .claimed,
            why: "claim \(attempt ?? 0) of its part, in hand now")
        claim.attempt = attempt
        claim.worker = worker
        return claim
    }
}
