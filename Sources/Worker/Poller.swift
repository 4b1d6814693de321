import LogEvents
import Logging
import Reminders
import Texts

/// Follows up after the letter: asks Amili what became of the accepted cases, and whether a
/// creditor that wants to be active is active by now. It asks one question at a time. Nothing here
/// can delay a letter, and a question that fails is only asked again.
struct Poller {
    private let context: WorkerContext
    init(_ context: WorkerContext) { self.context = context }

    /// The pause between two checks whether anything is due.
    static let look = Duration.seconds(1)
    /// The most pages of one turn. The next holder of the turn goes on, and other creditors come in
    /// between.
    static let pagesOfATurn = 50
    /// The longest wait for a slot. Before a longer one the turn is given back.
    static let patience = Turn.patience
    /// Seconds that the first reading of changes goes back. The reading of all cases covers the
    /// rest.
    static let firstSpan: Int64 = 86_400

    func run() async {
        while !Task.isCancelled, context.mayBegin {
            if let turn = await takeTurn() {
                await end(turn, await take(turn))
            } else {
                await rest()
            }
        }
    }

    private func takeTurn() async -> Turn? {
        guard context.lastLook.due(at: context.time.now()).contains(.turns) else { return nil }
        do {
            return try await context.ledger.takeTurn(context.id)
        } catch {
            context.troubles.note(error, "take a turn", at: context.time.now())
            return nil
        }
    }

    private func rest() async {
        await wait(Self.look)
    }

    /// Waits, but no longer than until the worker begins to stop.
    private func wait(_ span: Duration) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await context.time.sleep(for: span) }
            group.addTask { await context.stop.reachedOrCancelled(.draining) }
            _ = await group.next()
            group.cancelAll()
        }
    }

    /// - Returns: nil if the turn is another worker's by now.
    private func take(_ turn: Turn) async -> TurnEnd? {
        switch turn.task {
        case .changes(let since, let place):
            await read(.lastChangedFirst, of: turn, from: place, since: since)
        case .reconciliation(let place):
            await read(.byID, of: turn, from: place, since: nil)
        case .activation(let details, .read(let mayHandIn)):
            await readCreditor(turn, details, mayHandIn)
        case .activation(let details, .handIn(let version)):
            await handIn(turn, details, version)
        }
    }

    /// Ends the turn. Tries once, because a turn that is not ended becomes due again by itself.
    private func end(_ turn: Turn, _ how: TurnEnd?) async {
        guard let how else { return }
        do {
            try await context.ledger.end(turn, how)
        } catch {
            context.troubles.note(error, "end a turn", at: context.time.now())
            await rest()
        }
    }

    // MARK: Cases

    /// Reads a list of cases page by page, and records each page.
    /// - Parameters:
    ///   - start: how far earlier turns have read.
    ///   - since: seconds since 1970 by Amili's clock, for a list with the last change first.
    ///     Reading ends at older cases; nil: at those older than `firstSpan`.
    /// - Returns: nil if the turn is lost.
    private func read(
        _ list: CaseList, of turn: Turn, from start: Turn.Place, since: Int64?
    ) async -> TurnEnd? {
        var place = start
        var strangers: [FollowedCase] = []
        for _ in 0..<Self.pagesOfATurn {
            let number = place.page
            let asked = await ask(turn) { startBy in
                await context.delivery.cases(list, page: number, of: turn.party, startBy: startBy)
            }
            guard case .value(let page) = asked else { return asked.end?.with(strangers) }
            let began = place.began ?? page.amiliNow
            place = Turn.Place(
                page: number + 1, began: began, read: place.read + page.cases.count)
            do {
                guard let found = try await context.ledger.record(page.cases, of: turn, next: place)
                else { return nil }
                strangers += found
            } catch {
                context.troubles.note(error, "record cases", at: context.time.now())
                return .failed(strangers: strangers)
            }
            context.troubles.followingWorks(for: turn.creditor, at: context.time.now())
            await context.answersHold(in: .following, of: turn.creditor)
            let floor = since ?? began - Self.firstSpan
            let isBelow =
                list == .lastChangedFirst && page.cases.contains { $0.updatedAt < floor }
            if isBelow || page.cases.isEmpty || number * CasePage.size >= page.total {
                return .read(
                    upTo: began, strangers: strangers, isWhole: place.read >= page.total)
            }
            if Task.isCancelled || !context.mayBegin { break }
        }
        return .more(strangers: strangers)
    }

    // MARK: Activation

    /// Asks how Amili sees the creditor. One call is a whole turn: at a low rate the next may be
    /// minutes away, and what was learned is kept until then.
    private func readCreditor(
        _ turn: Turn, _ details: ActivationDetails, _ mayHandIn: Bool
    ) async -> TurnEnd? {
        let denial = Denial(
            forbidden: .activation(.hindered(.noAccess)),
            missing: .activation(.refused(.unknownCreditor, [])))
        let asked = await ask(turn, denial) { startBy in
            await context.delivery.creditor(turn.party, knowing: details, startBy: startBy)
        }
        guard case .value(let creditor) = asked else { return asked.end }
        context.troubles.followingWorks(for: turn.creditor, at: context.time.now())
        if creditor.isActive { return active(turn) }
        return .activation(mayHandIn ? .lacksDetails(version: creditor.version) : .inactive)
    }

    /// Hands in what Amili demands of an active creditor.
    private func handIn(
        _ turn: Turn, _ details: ActivationDetails, _ version: String?
    ) async -> TurnEnd? {
        // `readCreditor` saw the creditor a moment ago, so a 404 means, too, that the right is
        // missing.
        let hindered = TurnEnd.activation(.hindered(.partnerOnly))
        let asked = await ask(turn, Denial(forbidden: hindered, missing: hindered)) { startBy in
            await context.delivery.handIn(
                details, of: turn.party, version: version, startBy: startBy)
        }
        guard case .value(let answer) = asked else {
            if asked.end == hindered {
                context.log.tell(
                    .activationPartnerOnly,
                    metadata(turn).merging([
                        "remedy":
                            "\(ActivationCause.partnerOnly.operatorRemedy(turn.handle))"
                    ]) { $1 })
            }
            return asked.end
        }
        context.troubles.followingWorks(for: turn.creditor, at: context.time.now())
        switch answer {
        case .taken(isActive: true): return active(turn)
        case .taken: return .activation(.handedIn)
        case .refused(let issues):
            context.log.tell(.activationRefused, metadata(turn))
            return .activation(.refused(.details, issues))
        }
    }

    private func active(_ turn: Turn) -> TurnEnd {
        context.log.tell(.creditorActive, metadata(turn))
        return .activation(.active)
    }

    // MARK: One question

    /// The answer to a question, or the end of the turn.
    private enum Asked<Value: Sendable> {
        case value(Value)
        /// nil: the turn is lost.
        case over(TurnEnd?)

        var end: TurnEnd? {
            if case .over(let end) = self { end } else { nil }
        }
    }

    /// The turn's end after a 403 and after a 404, for a question to which these are answers.
    private struct Denial {
        let forbidden: TurnEnd
        let missing: TurnEnd
    }

    /// Makes one call in one slot. A failure concerns this turn alone: gates that letters pass are
    /// closed by letters only.
    /// - Parameter denial: nil if a 403 or a 404 is a failure.
    private func ask<Value: Sendable & Equatable>(
        _ turn: Turn, _ denial: Denial? = nil,
        _ call: (BootInstant) async -> FollowReport<Value>
    ) async -> Asked<Value> {
        let slot: BootInstant
        switch await self.slot(turn) {
        case .over(let end): return .over(end)
        case .value(let firstIn):
            slot = context.time.now() + firstIn
            if firstIn > .zero { await wait(firstIn) }
            if Task.isCancelled || !context.mayBegin { return .over(.postponed(.zero)) }
        }
        let startBy = slot + context.limits.sendWithin
        let slots = PacedSlots(
            context, first: PacedSlots.Slot(at: slot, reserved: slot), startBy: startBy,
            mayLeave: { [context] _ in context.mayBegin },
            reserve: { [context] in try await context.ledger.reserve(1, for: turn, by: context.id) }
        )
        let report = await CallLeave.$slots.withValue(slots) { await call(startBy) }
        // A token call may have taken the slot, with the next one too far ahead: try again soon.
        if slots.wasRefused, !report.isAnswered { return .over(.postponed(.seconds(1))) }
        return await judge(report, turn, denial)
    }

    /// Reserves one slot.
    /// - Returns: how long until the slot.
    private func slot(_ turn: Turn) async -> Asked<Duration> {
        let end = context.time.now() + Self.patience
        while !Task.isCancelled, context.mayBegin {
            do {
                switch try await context.ledger.reserve(1, for: turn, by: context.id) {
                case .slots(_, let firstIn, _, _): return .value(firstIn)
                case .busy(let wait):
                    if context.time.now() + wait > end { return .over(.postponed(wait)) }
                    try? await context.time.sleep(for: max(wait, .milliseconds(20)))
                case .closed(let left):
                    return .over(.postponed(min(left ?? .seconds(30), .seconds(30))))
                case .parked, .stopped: return .over(.postponed(.seconds(30)))
                case .dead:
                    context.lease.die()
                    return .over(nil)
                case .leaseLost: return .over(nil)
                }
            } catch {
                context.troubles.note(error, "reserve a question", at: context.time.now())
                return .over(.failed())
            }
        }
        return .over(.postponed(.zero))
    }

    /// Turns a report into a value or the turn's end, and notes failures.
    private func judge<Value>(
        _ report: FollowReport<Value>, _ turn: Turn, _ denial: Denial?
    ) async -> Asked<Value> {
        let wasCutOff = Task.isCancelled || !context.mayBegin
        await context.noteFlaw(report.trace.flaw, in: .following, of: turn.creditor)
        switch report.outcome {
        case .answered(let value): return .value(value)
        // A call that we cut off ourselves says nothing of Amili.
        case .notSent where wasCutOff, .noAnswer where wasCutOff:
            return .over(.postponed(.zero))
        case .notSent: note(turn, report.trace.message ?? "not sent", report.trace.remedy)
        case .noAnswer(let why, let retryAfter):
            note(turn, report.trace.flaw?.english ?? why, report.trace.remedy)
            if let retryAfter { await hold(retryAfter, .retryAfter) }
        case .tooMany(let retryAfter):
            await hold(retryAfter ?? .seconds(60), .tooMany)
            return .over(.postponed(.seconds(60)))
        case .unauthorized:
            note(turn, "401", "Replace the file that PAMINN_AMILI_KEY_FILE names.")
        case .forbidden:
            if let denial { return .over(denial.forbidden) }
            note(turn, report.trace.message ?? "forbidden", "Ask Amili about this creditor.")
        case .missing:
            if let denial { return .over(denial.missing) }
            note(turn, report.trace.message ?? "missing", "Ask Amili about this creditor.")
        }
        return .over(.failed())
    }

    /// Logs that Amili gave no usable answer.
    private func note(_ turn: Turn, _ why: String, _ remedy: String) {
        let code: LogCode =
            if case .activation = turn.task { .activationUntold } else { .casesUntold }
        context.troubles.note(
            .following(turn.creditor), code, at: context.time.now(),
            metadata(turn).merging(["error": "\(why)", "remedy": "\(remedy)"]) { $1 })
    }

    /// Stops all follow-up questions for `span`, at most an hour. Letters go on.
    private func hold(_ span: Duration, _ cause: GateCause) async {
        do {
            try await context.ledger.holdPolls(for: min(span, .seconds(3600)), cause: cause)
        } catch {
            context.troubles.note(error, "hold polls", at: context.time.now())
        }
    }

    private func metadata(_ turn: Turn) -> Logger.Metadata { ["creditor": "\(turn.handle)"] }
}
