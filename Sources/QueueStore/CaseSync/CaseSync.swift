import Database
import Postgres
package import Reminders
import SharedChanges

extension QueueStore {
    /// A turn that nobody ends is anybody's again after so long.
    private static let turnLife = PostgresValue.double(90)

    package func takeTurn(_ worker: WorkerID) async throws -> Turn? {
        try await pool.performToEnd { session in
            let limits = [Self.turnLife, .double(Turn.patience.seconds)]
            let asked = try session.run(CaseSyncStatement.takeActivationTurn, limits)
            if asked.count == 1, let details = ActivationDetails.read(asked, 0, from: 8) {
                let step: ActivationStep =
                    asked.string(0, 5) == "hand_in"
                    ? .handIn(version: asked.optionalString(0, 6))
                    : .read(mayHandIn: asked.bool(0, 7))
                return Self.turn(asked, .activation(details, step))
            }
            let rows = try session.run(CaseSyncStatement.takePollTurn, limits)
            guard rows.count == 1 else { return nil }
            let place = Turn.Place(
                page: Int(rows.int(0, 7)), began: rows.optionalInt(0, 8),
                read: Int(rows.int(0, 9)))
            return Self.turn(
                rows,
                rows.bool(0, 5)
                    ? .changes(since: rows.optionalInt(0, 6), place) : .reconciliation(place))
        }
    }

    private static func turn(_ rows: borrowing PostgresRows, _ task: Turn.Task) -> Turn {
        Turn(
            creditor: rows.int(0, 0), handle: rows.string(0, 1),
            party: AmiliParty(account: rows.string(0, 2), creditor: rows.string(0, 3)),
            number: rows.int(0, 4), task: task)
    }

    package func reserve(
        _ calls: Int, for turn: Turn, by worker: WorkerID
    ) async throws -> Reservation {
        precondition(calls >= 1)
        let rateShare = rateShare
        return try await pool.performToEnd { session in
            let slots = try session.run(
                CaseSyncStatement.reserve,
                [
                    .double(Double(calls)), .int(turn.creditor), .int(worker),
                    .double(rateShare),
                ])
            if slots.count == 1 {
                return .slots(
                    count: Int(slots.int(0, 0)), firstIn: span(slots.double(0, 1)),
                    spacing: span(slots.double(0, 2)))
            }
            let why = try session.run(
                CaseSyncStatement.whyNoSlot, [.int(turn.creditor), .int(worker)])
            guard why.count == 1 else { return .leaseLost }
            if why.bool(0, 0) { return .dead }
            if why.bool(0, 1) { return .closed(left: nil) }
            let closed = why.double(0, 2)
            if closed > 0 { return .closed(left: span(closed)) }
            if why.bool(0, 3) { return .parked }
            return .busy(span(why.double(0, 4)))
        }
    }

    package func record(
        _ cases: [FollowedCase], of turn: Turn, next: Turn.Place
    ) async throws -> [FollowedCase]? {
        let isOfChanges = if case .changes = turn.task { true } else { false }
        return try await pool.performToEnd { session in
            // First, and apart, for it locks in another order: what follows finds them ours.
            try Self.adopt(cases, of: turn.creditor, in: session)
            return try session.transaction { session in
                let kept = try session.run(
                    CaseSyncStatement.keepTurn,
                    [
                        .int(turn.creditor), .int(turn.number), Self.turnLife,
                        .bool(isOfChanges), .integer(next.page),
                        next.began.map { .double(Double($0)) } ?? .null, .integer(next.read),
                        .integer(cases.count(where: \.isOpen)),
                    ])
                guard kept.count == 1 else { return nil }
                // One case, one row: a page that names one twice is read by its first.
                var seen: Set<String> = []
                let cases = cases.filter { seen.insert($0.caseID).inserted }
                guard !cases.isEmpty else { return [] }
                let rows = try session.run(
                    CaseSyncStatement.record, [.int(turn.creditor)] + Self.values(cases))
                let ours = Set((0..<rows.count).map { rows.string($0, 0) })
                return cases.filter { $0.isOpen && !ours.contains($0.caseID) }
            }
        }
    }

    private static func values(_ cases: [FollowedCase]) -> [PostgresValue] {
        [
            .textArray(cases.map(\.invoiceKey)), .textArray(cases.map(\.caseID)),
            .textArray(cases.map(\.standing.state)), .textArray(cases.map(\.standing.status)),
            .textArray(cases.map { $0.isOpen ? "t" : "f" }),
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

    private static func endPoll(
        _ turn: Turn, _ how: TurnEnd, in session: borrowing PostgresSession
    ) throws {
        let key: [PostgresValue] = [.int(turn.creditor), .int(turn.number)]
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
                try session.run(HistoryStatement.closeLostTimeByPoll, [seconds(upTo)] + key)
                try session.run(CaseSyncStatement.endChanges, key + [.int(upTo)])
                return
            }
            if isWhole, let began = locked.optionalString(0, 0) {
                try session.run(
                    CaseSyncStatement.lostCases, [.int(turn.creditor), .text(began)])
            }
            try session.run(CaseSyncStatement.endWhole, key)
        case .postponed(let wait, let strangers):
            try note(strangers, turn.creditor, in: session)
            try session.run(
                CaseSyncStatement.endLater, key + [.bool(isOfChanges), .double(wait.seconds)])
        case .failed(let strangers):
            try note(strangers, turn.creditor, in: session)
            try session.run(CaseSyncStatement.endLater, key + [.bool(isOfChanges), .null])
        case .activation: preconditionFailure("an answer to another question")
        }
    }

    private static func note(
        _ strangers: [FollowedCase], _ creditor: CreditorID,
        in session: borrowing PostgresSession
    ) throws {
        guard !strangers.isEmpty else { return }
        try session.run(
            CaseSyncStatement.secondCases,
            [
                .int(creditor), .textArray(strangers.map(\.invoiceKey)),
                .textArray(strangers.map(\.caseID)),
            ])
    }

    private static func endActivation(
        _ turn: Turn, _ how: TurnEnd, in session: borrowing PostgresSession
    ) throws {
        let key: [PostgresValue] = [.int(turn.creditor), .int(turn.number)]
        let creditor = try session.run(ActivationTurnStatement.lockTurn, key)
        guard creditor.count == 1 else { return }
        switch how {
        case .activation(let news):
            let before = (
                state: ActivationState(rawValue: creditor.string(0, 0)),
                cause: creditor.optionalString(0, 1).flatMap(ActivationCause.init)
            )
            try write(news, turn, before, in: session)
        case .postponed(let wait, _):
            try session.run(ActivationTurnStatement.later, key + [.double(wait.seconds)])
        case .failed:
            try session.run(ActivationTurnStatement.later, key + [.null])
        case .more, .read: preconditionFailure("an answer to another question")
        }
    }

    /// - Parameter before: what the creditor was; a human may have decided meanwhile.
    private static func write(
        _ news: ActivationNews, _ turn: Turn,
        _ before: (state: ActivationState?, cause: ActivationCause?),
        in session: borrowing PostgresSession
    ) throws {
        let key: [PostgresValue] = [.int(turn.creditor), .int(turn.number)]
        switch news {
        case .lacksDetails(let version):
            try session.run(
                ActivationTurnStatement.lacksDetails, key + [version.map { .text($0) } ?? .null])
        case .handedIn:
            try session.run(ActivationTurnStatement.stillPending, key + [.bool(true)])
            try note(turn, "handed in", in: session)
        case .inactive:
            try session.run(ActivationTurnStatement.stillPending, key + [.bool(false)])
        case .hindered(let cause):
            try session.run(ActivationTurnStatement.hindered, key + [.text(cause.rawValue)])
            if before.cause != cause { try note(turn, "hindered", cause, in: session) }
        case .active: try decide(turn, .active, nil, [], before.state, in: session)
        case .refused(let cause, let issues):
            try decide(turn, .refused, cause, issues, before.state, in: session)
        }
    }

    private static func decide(
        _ turn: Turn, _ state: ActivationState, _ cause: ActivationCause?,
        _ issues: [ActivationIssue], _ before: ActivationState?,
        in session: borrowing PostgresSession
    ) throws {
        let decided = try session.run(
            ActivationTurnStatement.decided,
            [
                .int(turn.creditor), .int(turn.number),
                cause.map { .text($0.rawValue) } ?? .null,
            ])
        guard decided.count == 1, before == .pending else { return }
        try session.run(
            ActivationChangeStatement.setActivation, [.int(turn.creditor), .text(state.rawValue)])
        if !issues.isEmpty {
            try session.run(
                ActivationTurnStatement.addIssues,
                [
                    .int(turn.creditor), .textArray(issues.map(\.field.rawValue)),
                    .textArray(issues.map(\.message)),
                ])
        }
        try note(turn, state.rawValue, cause, issues, in: session)
    }

    private static func note(
        _ turn: Turn, _ what: String, _ cause: ActivationCause? = nil,
        _ issues: [ActivationIssue] = [], in session: borrowing PostgresSession
    ) throws {
        let words = issues.map(\.message).filter { !$0.isEmpty }.joined(separator: "; ")
        try session.run(
            ActivationChangeStatement.note,
            [
                .int(turn.creditor), .text(what), .null,
                cause.map { .text($0.rawValue) } ?? .null,
                words.isEmpty ? .null : .text(words),
            ])
    }

    package func holdPolls(for span: Duration, reason: String) async throws {
        try await pool.performToEnd { session in
            _ = try session.run(
                CaseSyncStatement.holdPolls, [.double(span.seconds), .text(reason)])
        }
    }
}

private func span(_ seconds: Double) -> Duration { .nanoseconds(Int64(seconds * 1e9)) }
