import LogEvents
import Logging
import Reminders

/// Claims a part whenever the limits leave room for one, and sees each part to its end.
struct Claimer {
    private let context: WorkerContext
    private let history: HistoryBook
    private let loop: PartLoop
    /// Limits the parts that still have letters to hand over.
    private let sending: ConcurrencyLimiter
    /// Limits all parts that were claimed to be sent.
    private let hands: ConcurrencyLimiter
    /// Limits the parts that were claimed only to ask Amili. They have as many places again, so
    /// that questions about a dead worker's letters need not wait until other letters are sent.
    private let askingHands: ConcurrencyLimiter
    /// Lets one claim run at a time, until the history book has seen its answer.
    private let turn = ConcurrencyLimiter(1)

    init(_ context: WorkerContext, _ history: HistoryBook) {
        self.context = context
        self.history = history
        loop = PartLoop(context)
        sending = ConcurrencyLimiter(context.limits.partsSending)
        hands = ConcurrencyLimiter(context.limits.partsInHand)
        askingHands = ConcurrencyLimiter(context.limits.partsInHand)
    }

    /// The result of a claim, or of a look that made the claim needless.
    private enum Claimed {
        case part(ClaimedPart, isForward: Bool)
        case nothing
        case dead
        /// The database went back in time, or another one took its place.
        case moved
    }

    /// Claims until stopped, then waits for the parts in hand. In the second stage of stopping,
    /// calls on the wire are cut off; their outcomes are uncertain, and written back as such.
    /// - Parameter once: whether to end as soon as nothing is left to do.
    /// - Returns: nil if the worker was found dead.
    func run(once: Bool) async -> Worker.Ending? {
        await withTaskGroup(of: Worker.Ending??.self) { group in
            group.addTask {
                await context.stop.reachedOrCancelled(.aborting)
                if context.stop.stage == .aborting { context.startWriteBackDeadline() }
                return .none
            }
            group.addTask { .some(await claimParts(once: once)) }
            var result: Worker.Ending?
            for await end in group {
                if let end { result = end }
                group.cancelAll()
            }
            return result
        }
    }

    /// Runs the claims, the part loop and the questions about rescued parts until all have ended.
    private func claimParts(once: Bool) async -> Worker.Ending? {
        async let looping: Void = loop.run()
        async let asked: Void = claimRescued()
        let ending = await withDiscardingTaskGroup { parts in
            var ending = Worker.Ending.stopped
            var quiet = 0
            var (mayBeWork, wasStirring) = (true, false)
            while context.mayBegin {
                await hands.enter()
                await sending.enter()
                guard context.mayBegin else { break }
                let claimed = await claim(to: .send, looksFirst: !once && !mayBeWork)
                if case .part(let part, let isForward) = claimed {
                    (quiet, mayBeWork) = (0, true)
                    await begin(part, isForward, &parts)
                    continue
                }
                await sending.leave()
                await hands.leave()
                await act(on: claimed)
                if once, let end = await endIfNothingLeft() {
                    ending = end
                    context.stop.advance(to: .draining)
                }
                quiet += 1
                // Maintenance may make parts claimable in a moment: pauses start short again. Only
                // when the stirring begins, for it may last.
                let isStirring = context.lastLook.isStirring(at: context.time.now())
                if isStirring, !wasStirring { quiet = 1 }
                wasStirring = isStirring
                let isCalled = await rest(quiet, once: once)
                mayBeWork = isCalled || quiet < Self.claimsBeforeLooks
            }
            return ending
        }
        // Ends `claimRescued`, which would wait for a rescue in vain: nothing new may begin.
        context.rescues.strike()
        await asked
        loop.close()
        await looping
        return context.lease.isDead ? nil : ending
    }

    /// Claims the parts that this worker has rescued, and asks Amili about them at once. It sends
    /// none of their letters.
    private func claimRescued() async {
        await withDiscardingTaskGroup { parts in
            while !Task.isCancelled {
                await context.rescues.struck()
                while true {
                    guard context.mayBegin else { return }
                    await askingHands.enter()
                    let claimed = await claim(to: .lookUp)
                    guard case .part(let part, let isForward) = claimed else {
                        await askingHands.leave()
                        await act(on: claimed)
                        break
                    }
                    parts.addTask {
                        await handle(part, isForward, asksOnly: true) {}
                        await askingHands.leave()
                    }
                }
            }
        }
    }

    /// Claims a part, one claim at a time. The answers are handled in the order of the claims: the
    /// next beat must find the part in hand, and history must not seem to run backwards because two
    /// claims changed places.
    /// - Parameter looksFirst: whether to ask first what is due, as an idle worker does, and to
    ///   claim only if a part is.
    private func claim(to purpose: Purpose, looksFirst: Bool = false) async -> Claimed {
        await turn.enter()
        var claimed: Claimed? = looksFirst ? await lookInTurn() : nil
        if claimed == nil {
            context.lastLook.forget()
            claimed = await claimInTurn(to: purpose)
        }
        await turn.leave()
        return claimed ?? .nothing
    }

    /// Asks the ledger what is due, and strikes `chores` if that is not for the claimer.
    /// - Returns: nil if there is a part to claim.
    private func lookInTurn() async -> Claimed? {
        guard context.maySend else { return .nothing }
        let asked = context.time.now()
        do {
            let look = try await context.ledger.look(
                context.id, settleDelay: context.limits.settleDelay)
            context.lastLook.note(look, asked: asked)
            if !look.due.isDisjoint(with: [.rescue, .stuck, .sweep]) { context.chores.strike() }
            if look.isDead { return .dead }
            if !follows(look.history) || look.isDatabaseMoved { return .moved }
            return look.due.contains(.parts) ? nil : .nothing
        } catch {
            context.troubles.note(error, "look", at: context.time.now())
            return .nothing
        }
    }

    private func claimInTurn(to purpose: Purpose) async -> Claimed {
        // We claim only what we may send: while our beats do not get through, the parts belong to
        // workers whose beats do.
        guard context.maySend else { return .nothing }
        do {
            switch try await context.ledger.claim(context.id, to: purpose) {
            case .part(let part):
                let isForward = follows(part.history)
                return context.lease.take(part.claim)
                    ? .part(part, isForward: isForward) : .nothing
            case .dead: return .dead
            // History is checked without a part, too, so that all workers pause within the same
            // second, and not one after another.
            case .nothing(let here), .gateClosed(let here):
                return follows(here) ? .nothing : .moved
            case .databaseMoved(let here):
                _ = follows(here)
                return .moved
            }
        } catch {
            // The claim may have taken effect; then the heartbeat finds it and gives it back.
            context.troubles.note(error, "claim", at: context.time.now())
            return .nothing
        }
    }

    /// Shows a point to the history book, and logs whether the book could be saved.
    /// - Returns: false if the database went back.
    private func follows(_ point: HistoryPoint) -> Bool {
        let isForward = history.follows(point)
        let now = context.time.now()
        if history.isKept {
            context.troubles.memoryIsKept(at: now)
        } else {
            context.troubles.note(
                .memory, .historyUnkept, at: now,
                [
                    "meaning": "a database set back while no worker runs may go unnoticed",
                    "remedy": "Let PAMINN_STATE_DIRECTORY name a directory with room, of this user",
                ])
        }
        return isForward
    }

    private func act(on claimed: Claimed) async {
        switch claimed {
        case .part, .nothing: return
        case .dead: context.lease.die()
        case .moved: await standStill()
        }
    }

    /// Starts work on a part. A suspect part's letters go with nothing else in hand: if they end
    /// this worker, no other part can be blamed for it, and this one is not blamed for another's
    /// doing.
    ///
    /// Questions are blamed on no part. So a suspect part that is wholly in doubt is asked about
    /// beside the others, and whoever claims it next sends it.
    private func begin(
        _ part: ClaimedPart, _ isForward: Bool, _ parts: inout DiscardingTaskGroup
    ) async {
        let goesAlone = part.isSuspect && !part.isAllInDoubt
        if goesAlone { for _ in 1..<hands.width { await hands.enter() } }
        parts.addTask {
            let asksOnly = part.isSuspect && part.isAllInDoubt
            await handle(part, isForward, asksOnly: asksOnly) { await sending.leave() }
            for _ in 0..<(goesAlone ? hands.width : 1) { await hands.leave() }
        }
    }

    /// Works on a part until it is out of hand.
    /// - Parameter handedOver: called once no more letters of the part are to be handed over.
    private func handle(
        _ part: ClaimedPart, _ isForward: Bool, asksOnly: Bool,
        handedOver: @escaping @Sendable () async -> Void
    ) async {
        let isOutOfHand: Bool
        if isForward {
            isOutOfHand = await loop.work(on: part, asksOnly: asksOnly, handedOver: handedOver)
        } else {
            isOutOfHand = await databaseWentBack(part)
            await handedOver()
        }
        // A part that could not be written back stays in hand: otherwise the next beats would give
        // it back as if nothing of it had been sent.
        if isOutOfHand {
            context.lease.drop(part.claim)
            context.partEnds.strike()
        }
    }

    /// Gives the part back after closing all of Amili.
    /// - Returns: whether the part is out of hand.
    private func databaseWentBack(_ part: ClaimedPart) async -> Bool {
        guard await standStill() else { return false }
        let given: Void? = await context.persist("give back") {
            try await context.ledger.giveBack(part.claim, by: context.id, .ready)
        }
        return given != nil
    }

    /// Closes all of Amili for the settle delay. The database does not know what was sent since the
    /// point it went back to. So nobody sends until the letters that were in flight then have
    /// settled; the look-ups find the rest.
    /// - Returns: false if that could not be written while there was time.
    @discardableResult
    private func standStill() async -> Bool {
        context.log.tell(
            .databaseMoved, ["seconds": "\(context.limits.settleDelay.seconds)"])
        context.localGates.hold(.all)
        let stood: Duration?? = await context.persist("stand still") {
            try await context.ledger.standStill(
                for: context.limits.settleDelay,
                amiliNow: context.amiliClock.now(at: context.time.now()))
        }
        context.localGates.isClosed(.all, at: context.time.now())
        guard let step = stood else { return false }
        context.tellClockSetBack(by: step)
        return true
    }

    /// Returns the ending of a worker that runs once; nil while something is left to do, or if the
    /// ledger could not tell.
    private func endIfNothingLeft() async -> Worker.Ending? {
        guard let left = try? await context.ledger.workLeft(), left.moving == 0 else { return nil }
        return left.waitingForHuman == 0 ? .nothingLeft : .waitingForHuman
    }

    /// The number of empty claims in a row that make the worker idle. Then it only looks: one
    /// statement a second instead of a dozen.
    private static let claimsBeforeLooks = 6

    /// Waits for the next claim or look. The pause grows to `WorkerLimits.idle` in an idle worker;
    /// a notification, a part that becomes due or is out of hand, or a stop ends it.
    /// - Parameter quiet: empty claims or looks in a row.
    /// - Returns: whether there may be new work.
    private func rest(_ quiet: Int, once: Bool) async -> Bool {
        let cap: Duration = once ? .milliseconds(200) : WorkerLimits.idle
        let isIdle = !once && quiet >= Self.claimsBeforeLooks
        let longest = Backoff(base: .milliseconds(50), cap: cap)
            .wait(setbacks: min(quiet, 8), jitter: isIdle ? 0.999 : 0.5 + context.jitter() / 2)
        let next = context.lastLook.nextIn(at: context.time.now())
        let span = min(longest, next.map { $0 + .milliseconds(5) } ?? longest)
        return await withTaskGroup(of: Bool.self) { group in
            group.addTask { await context.ledger.awaitWork(span) }
            group.addTask {
                await context.stop.reachedOrCancelled(.draining)
                return false
            }
            group.addTask {
                await context.partEnds.struck()
                return false
            }
            let isCalled = await group.next() ?? false
            group.cancelAll()
            return isCalled
        }
    }
}
