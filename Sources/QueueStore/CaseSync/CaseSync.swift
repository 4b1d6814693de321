import Database
import Postgres
package import Reminders
import SharedChanges

extension QueueStore {
    /// Seconds after which any worker may take a turn that its holder has not ended.
    private static let turnLife = PostgresValue.double(90)

    /// Takes a turn of an activation first, and else of a poll.
    package func takeTurn(_ worker: WorkerID) async throws -> Turn? {
        try await pool.performToEnd { session in
            let limits: StatementArguments = [
                "held_for": Self.turnLife, "patience": .double(Turn.patience.seconds),
            ]
            let asked = try session.run(CaseSyncStatement.takeActivationTurn, limits)
            if asked.count == 1, let details = ActivationDetails.read(asked, 0) {
                let step: ActivationStep =
                    asked.bool(0, "is_hand_in")
                    ? .handIn(version: asked.optionalString(0, "version"))
                    : .read(mayHandIn: asked.bool(0, "may_hand_in"))
                return Self.turn(asked, .activation(details, step))
            }
            let rows = try session.run(CaseSyncStatement.takePollTurn, limits)
            guard rows.count == 1 else { return nil }
            let place = Turn.Place(
                page: Int(rows.int(0, "page")), began: rows.optionalInt(0, "began"),
                read: Int(rows.int(0, "read")))
            return Self.turn(
                rows,
                rows.bool(0, "changes")
                    ? .changes(since: rows.optionalInt(0, "since"), place)
                    : .reconciliation(place))
        }
    }

    /// Makes the turn of a row of either statement that takes one.
    private static func turn(_ rows: borrowing PostgresRows, _ task: Turn.Task) -> Turn {
        Turn(
            creditor: rows.id(0, "creditor"), handle: rows.string(0, "handle"),
            party: AmiliParty(
                account: rows.string(0, "account"), creditor: rows.string(0, "amili_creditor")),
            number: rows.int(0, "turn"), task: task)
    }

    /// Takes slots of the polls' scope, or finds out why there are none.
    package func reserve(
        _ calls: Int, for turn: Turn, by worker: WorkerID
    ) async throws -> Reservation {
        precondition(calls >= 1)
        let rateShare = limits.rateShare
        return try await pool.performToEnd { session in
            let slots = try session.run(
                CaseSyncStatement.reserve,
                [
                    "calls": .double(Double(calls)), "creditor": .id(turn.creditor),
                    "worker": .id(worker), "rate_share": .double(rateShare),
                ])
            if slots.count == 1 {
                return .slots(
                    count: Int(slots.int(0, "granted")),
                    firstIn: slots.duration(0, "first_in"),
                    spacing: slots.duration(0, "spacing"), fleetSpacing: .zero)
            }
            let why = try session.run(
                CaseSyncStatement.whyNoSlot,
                ["creditor": .id(turn.creditor), "worker": .id(worker)])
            guard why.count == 1 else { return .leaseLost }
            if why.bool(0, "is_dead") { return .dead }
            if why.bool(0, "is_amili_paused") { return .closed(left: nil) }
            let closed = why.duration(0, "amili_closed_for")
            if closed > .zero { return .closed(left: closed) }
            if why.bool(0, "is_closed") { return .parked }
            return .busy(why.duration(0, "free_in"))
        }
    }

    /// Writes one page down. The place where the next one goes on is part of the same transaction.
    package func record(
        _ cases: [FollowedCase], of turn: Turn, next: Turn.Place
    ) async throws -> [FollowedCase]? {
        let isOfChanges = if case .changes = turn.task { true } else { false }
        return try await pool.performToEnd { session in
            // First and apart, because it locks in another order. What follows finds these cases
            // ours.
            try Self.adopt(cases, of: turn.creditor, in: session)
            return try session.transaction { session in
                let kept = try session.run(
                    CaseSyncStatement.keepTurn,
                    [
                        "creditor": .id(turn.creditor), "turn": .int(turn.number),
                        "held_for": Self.turnLife, "changes": .bool(isOfChanges),
                        "page": .integer(next.page), "began": Self.seconds(next.began),
                        "read": .integer(next.read),
                        "open": .integer(cases.count(where: \.isOpen)),
                    ])
                guard kept.count == 1 else { return nil }
                // A page that names a case twice is read by the first: one case is one row.
                var seen: Set<String> = []
                let cases = cases.filter { seen.insert($0.caseID).inserted }
                guard !cases.isEmpty else { return [] }
                let rows = try session.run(
                    CaseSyncStatement.record,
                    ["creditor": .id(turn.creditor)] + Self.values(cases))
                let ours = Set((0..<rows.count).map { rows.string($0, "case_id") })
                return cases.filter { $0.isOpen && !ours.contains($0.caseID) }
            }
        }
    }

    /// The parameters of `record`: arrays with an element for each case.
    private static func values(_ cases: [FollowedCase]) -> StatementArguments {
        [
            "numbers": .textArray(cases.map(\.invoiceKey)),
            "cases": .textArray(cases.map(\.caseID)),
            "states": .textArray(cases.map(\.standing.state)),
            "statuses": .textArray(cases.map(\.standing.status)),
            "open": .textArray(cases.map { $0.isOpen ? "t" : "f" }),
        ]
    }

    package func end(_ turn: Turn, _ how: TurnEnd) async throws {
        try await pool.performToEnd { session in
            try session.transaction { session in
                if case .activation = turn.task {
                    try Self.endActivation(turn, how, in: session)
                } else {
                    try Self.endPoll(turn, how, in: session)
                }
            }
        }
    }

    /// Ends a turn that read cases; a turn that was lost changes nothing.
    private static func endPoll(
        _ turn: Turn, _ how: TurnEnd, in session: borrowing PostgresSession
    ) throws {
        let key: StatementArguments = [
            "creditor": .id(turn.creditor), "turn": .int(turn.number),
        ]
        let isOfChanges = if case .changes = turn.task { true } else { false }
        let locked = try session.run(CaseSyncStatement.lockTurn, key)
        guard locked.count == 1 else { return }
        switch how {
        case .more(let strangers):
            try note(strangers, turn.creditor, in: session)
            try session.run(CaseSyncStatement.endUnfinished, key)
        case .read(let upTo, let strangers, let isWhole):
            try note(strangers, turn.creditor, in: session)
            if isOfChanges {
                try session.run(
                    HistoryStatement.closeLostTimeByPoll, key + ["up_to": seconds(upTo)])
                try session.run(CaseSyncStatement.endChanges, key + ["up_to": .int(upTo)])
                return
            }
            if isWhole, let began = locked.optionalString(0, "whole_taken_at") {
                try session.run(
                    CaseSyncStatement.lostCases,
                    ["creditor": .id(turn.creditor), "began": .text(began)])
            }
            try session.run(CaseSyncStatement.endWhole, key)
        case .postponed(let wait, let strangers):
            try note(strangers, turn.creditor, in: session)
            try session.run(
                CaseSyncStatement.endLater,
                key + ["changes": .bool(isOfChanges), "wait": .double(wait.seconds)])
        case .failed(let strangers):
            try note(strangers, turn.creditor, in: session)
            try session.run(
                CaseSyncStatement.endLater,
                key + ["changes": .bool(isOfChanges), "wait": .null])
        case .activation: preconditionFailure("an answer to another question")
        }
    }

    /// Opens incidents for open cases that stand beside a live reminder's own.
    private static func note(
        _ strangers: [FollowedCase], _ creditor: CreditorID,
        in session: borrowing PostgresSession
    ) throws {
        guard !strangers.isEmpty else { return }
        try session.run(
            CaseSyncStatement.secondCases,
            [
                "creditor": .id(creditor), "numbers": .textArray(strangers.map(\.invoiceKey)),
                "cases": .textArray(strangers.map(\.caseID)),
            ])
    }

    /// Ends a turn of an activation; a turn that was lost changes nothing.
    private static func endActivation(
        _ turn: Turn, _ how: TurnEnd, in session: borrowing PostgresSession
    ) throws {
        let key: StatementArguments = [
            "creditor": .id(turn.creditor), "turn": .int(turn.number),
        ]
        let creditor = try session.run(ActivationTurnStatement.lockTurn, key)
        guard creditor.count == 1 else { return }
        switch how {
        case .activation(let news):
            let before = (
                state: try creditor.word(0, "activation", as: ActivationState.self),
                cause: try creditor.optionalWord(0, "cause", as: ActivationCause.self)
            )
            try write(news, turn, before, in: session)
        case .postponed(let wait, _):
            try session.run(ActivationTurnStatement.later, key + ["wait": .double(wait.seconds)])
        case .failed:
            try session.run(ActivationTurnStatement.later, key + ["wait": .null])
        case .more, .read: preconditionFailure("an answer to another question")
        }
    }

    /// Writes down what a turn has learned.
    /// - Parameter before: what the creditor was; a human may have decided meanwhile.
    private static func write(
        _ news: ActivationNews, _ turn: Turn,
        _ before: (state: ActivationState, cause: ActivationCause?),
        in session: borrowing PostgresSession
    ) throws {
        let key: StatementArguments = [
            "creditor": .id(turn.creditor), "turn": .int(turn.number),
        ]
        switch news {
        case .lacksDetails(let version):
            try session.run(
                ActivationTurnStatement.lacksDetails,
                key + ["version": version.map { .text($0) } ?? .null])
        case .handedIn:
            try session.run(
                ActivationTurnStatement.stillPending, key + ["is_handed_in": .bool(true)])
            try note(turn, "handed in", in: session)
        case .inactive:
            try session.run(
                ActivationTurnStatement.stillPending, key + ["is_handed_in": .bool(false)])
        case .hindered(let cause):
            try session.run(
                ActivationTurnStatement.hindered, key + ["cause": .text(cause.rawValue)])
            if before.cause != cause { try note(turn, "hindered", cause, in: session) }
        case .active: try decide(turn, .active, nil, [], before.state, in: session)
        case .refused(let cause, let issues):
            try decide(turn, .refused, cause, issues, before.state, in: session)
        }
    }

    /// Writes down Amili's decision. It counts only if the creditor is still pending.
    private static func decide(
        _ turn: Turn, _ state: ActivationState, _ cause: ActivationCause?,
        _ issues: [ActivationIssue], _ before: ActivationState,
        in session: borrowing PostgresSession
    ) throws {
        let decided = try session.run(
            ActivationTurnStatement.decided,
            [
                "creditor": .id(turn.creditor), "turn": .int(turn.number),
                "cause": cause.map { .text($0.rawValue) } ?? .null,
            ])
        guard decided.count == 1, before == .pending else { return }
        try session.run(
            ActivationChangeStatement.setActivation,
            ["creditor": .id(turn.creditor), "activation": .text(state.rawValue)])
        if !issues.isEmpty {
            try session.run(
                ActivationTurnStatement.addIssues,
                [
                    "creditor": .id(turn.creditor),
                    "fields": .textArray(issues.map(\.field.rawValue)),
                    "messages": .textArray(issues.map(\.message)),
                ])
        }
        try note(turn, state.rawValue, cause, issues, in: session)
    }

    /// Adds an event to the creditor's history, with Amili's words and without a human's name.
    private static func note(
        _ turn: Turn, _ what: String, _ cause: ActivationCause? = nil,
        _ issues: [ActivationIssue] = [], in session: borrowing PostgresSession
    ) throws {
        let words = issues.map(\.message).filter { !$0.isEmpty }.joined(separator: "; ")
        try session.run(
            ActivationChangeStatement.note,
            [
                "creditor": .id(turn.creditor), "what": .text(what), "by_whom": .null,
                "cause": cause.map { .text($0.rawValue) } ?? .null,
                "why": words.isEmpty ? .null : .text(words),
            ])
    }

    /// Closes the polls' gate, and takes back slots that were given ahead.
    package func holdPolls(for span: Duration, cause: GateCause) async throws {
        try await pool.performToEnd { session in
            try Self.close(GateScope.polls, for: span, cause, in: session)
        }
    }
}
