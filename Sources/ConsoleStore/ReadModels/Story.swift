import Database
import Postgres
package import Reminders

/// One thing that happened to an invoice. No personal data.
package struct StoryEvent: Sendable, Equatable {
    package enum Kind: String, Sendable { case enqueued, claimed, call, lookup, state, human }
    package let run: RunID
    package let position: Int
    /// RFC 3339 UTC. A call's or look-up's is that of its write-back, a moment after it ended.
    package var at: String
    package var kind: Kind
    package var attempt: Int?
    package var worker: WorkerID?
    package var httpStatus: Int?
    package var curlCode: Int?
    package var written: Bool?
    package var milliseconds: Int?
    package var from: ReminderState?
    package var to: ReminderState?
    /// The reason in words; for a human's decision, in their own.
    package var why: String
    package var decision: Decision?

    /// A human's decision, and who made it.
    package struct Decision: Sendable, Equatable {
        package let what: HumanDecision
        package let user: String
    }

    /// `why`, and who decided what before it.
    package var line: String {
        guard let decision else { return why }
        let line = decision.what.line(by: decision.user)
        return why.isEmpty ? line : "\(line): \(why)"
    }

    fileprivate init(
        run: RunID, position: Int, at: String, kind: Kind, to: ReminderState? = nil,
        why: String
    ) {
        self.run = run
        self.position = position
        self.at = at
        self.kind = kind
        self.to = to
        self.why = why
    }
}

extension ConsoleStore {
    /// Everything that is known of one invoice's reminders, each in the order of time.
    /// - Parameter number: canonical.
    package func story(of number: String, creditor: CreditorID) async throws -> [StoryEvent] {
        try await pool.perform { session in
            let reminders = try session.run(
                StoryStatement.reminders, [.int(creditor), .text(number)])
            var events: [StoryEvent] = []
            for row in 0..<reminders.count {
                let (run, position) = (reminders.int(row, 0), Int(reminders.int(row, 1)))
                let rows = try session.run(
                    StoryStatement.evidence,
                    [
                        .int(creditor), .int(run), .integer(position),
                        .int(reminders.int(row, 2)),
                    ])
                let recorded = try (0..<rows.count).map {
                    try Self.recorded(rows, $0, run: run, position: position)
                }
                let about = recorded.filter { Self.concerns(reminders, row, $0) }
                let story =
                    Self.beginning(reminders, row, run, position) + Self.withClaims(about)
                    + Self.ending(reminders, row, run, position, about)
                events += Self.inOrder(story)
            }
            return events
        }
    }

    /// What befell the rest of its part after it had come to its end is no part of its story.
    private static func concerns(
        _ rows: borrowing PostgresRows, _ row: Int, _ event: (event: StoryEvent, isOwn: Bool)
    ) -> Bool {
        let state = rows.string(row, 3).first.flatMap { ReminderState(rawValue: $0) }
        return event.isOwn || state?.isFinal == false || event.event.at <= rows.string(row, 17)
    }

    /// Stable: of two at the same moment the one that was written first comes first.
    private static func inOrder(_ events: [StoryEvent]) -> [StoryEvent] {
        events.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
            .map(\.element)
    }

    private static func beginning(
        _ rows: borrowing PostgresRows, _ row: Int, _ run: RunID, _ position: Int
    ) -> [StoryEvent] {
        let hold = rows.optionalString(row, 8).map { ", held until \($0)" } ?? ""
        return [
            StoryEvent(
                run: run, position: position, at: rows.string(row, 5), kind: .enqueued,
                why: "run \(run) by \(rows.string(row, 6)), by what was known"
                    + " at \(rows.string(row, 7))\(hold)"
                    + (rows.bool(row, 18) ? ", to be done by hand" : ""))
        ]
    }

    private static func recorded(
        _ rows: borrowing PostgresRows, _ row: Int, run: RunID, position: Int
    ) throws -> (event: StoryEvent, isOwn: Bool) {
        var event = try StoryEvent(
            run: run, position: position, at: rows.string(row, 0),
            kind: rows.word(row, 1, as: StoryEvent.Kind.self),
            why: rows.optionalString(row, 10) ?? "")
        event.attempt = rows.optionalInt(row, 2).map { Int($0) }
        event.worker = rows.optionalInt(row, 3)
        event.httpStatus = rows.optionalInt(row, 4).map { Int($0) }
        event.curlCode = rows.optionalInt(row, 5).map { Int($0) }
        event.written = rows.isNull(row, 6) ? nil : rows.bool(row, 6)
        event.milliseconds = rows.optionalInt(row, 7).map { Int($0) }
        event.from = rows.optionalString(row, 8)?.first.flatMap { ReminderState(rawValue: $0) }
        event.to = rows.optionalString(row, 9)?.first.flatMap { ReminderState(rawValue: $0) }
        if !rows.isNull(row, 12) {
            event.decision = try StoryEvent.Decision(
                what: rows.word(row, 12, as: HumanDecision.self), user: rows.string(row, 13))
        }
        return (event, rows.bool(row, 11))
    }

    /// A claim is known by the first thing that was written down of it.
    private static func withClaims(
        _ recorded: [(event: StoryEvent, isOwn: Bool)]
    ) -> [StoryEvent] {
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

    /// What is not written down one by one: a claim that has not ended, a plain first 201, a veto.
    private static func ending(
        _ rows: borrowing PostgresRows, _ row: Int, _ run: RunID, _ position: Int,
        _ recorded: [(event: StoryEvent, isOwn: Bool)]
    ) -> [StoryEvent] {
        let recorded = recorded.map(\.event)
        var events: [StoryEvent] = []
        let attempt = rows.optionalInt(row, 12).map { Int($0) }
        let state = rows.string(row, 3).first.flatMap { ReminderState(rawValue: $0) }
        if let worker = rows.optionalInt(row, 10), let at = rows.optionalString(row, 11),
            !recorded.contains(where: { $0.attempt == attempt }),
            state?.isFinal == false || at <= rows.string(row, 14)
        {
            var claim = StoryEvent(
                run: run, position: position, at: at, kind: .claimed,
                why: "claim \(attempt ?? 0) of its part, in hand now")
            claim.attempt = attempt
            claim.worker = worker
            events.append(claim)
        }
        // What is to be done by hand was so from the beginning; that it was done is on record.
        guard let state, state.isFinal, state != .manual,
            !recorded.contains(where: { $0.to == state })
        else {
            return events
        }
        let isFirst201 = state == .accepted && rows.int(row, 4) == 1
        // A reminder's time is its transaction's beginning; what led to it was written down a
        // moment later, in the same transaction.
        let causes = recorded.filter { $0.kind != .human && $0.at <= rows.string(row, 17) }
        var end = StoryEvent(
            run: run, position: position,
            at: causes.map(\.at).reduce(rows.string(row, 14), max),
            kind: isFirst201 ? .call : .state, to: state,
            why: rows.optionalString(row, 16)
                ?? rows.optionalString(row, 15).map { "case \($0)" } ?? state.word)
        if isFirst201 {
            end.httpStatus = 201
            end.written = true
            end.from = .queued
        }
        events.append(end)
        return events
    }
}
