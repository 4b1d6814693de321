import Logging
import Reminders

/// Claims a part whenever there is a hand free for one, and sees to it that each comes to its end.
struct Claiming {
    private let crew: Crew
    private let history: HistoryBook
    private let hands: Places

    init(_ crew: Crew, _ history: HistoryBook) {
        self.crew = crew
        self.history = history
        hands = Places(crew.limits.partsInHand)
    }

    /// Claims until stopped, then waits for the parts in hand. At the second stage of stopping the
    /// calls on the wire are cut off; their outcomes are uncertain, and written back as such.
    /// - Returns: nil if the worker was found dead.
    func run(once: Bool) async -> Worker.Ending? {
        await withTaskGroup(of: Worker.Ending??.self) { group in
            group.addTask {
                await crew.stop.reachedOrCancelled(.aborting)
                if crew.stop.stage == .aborting { crew.losePatience() }
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

    private func claimParts(once: Bool) async -> Worker.Ending? {
        await withDiscardingTaskGroup { parts in
            var ending = Worker.Ending.stopped
            var quiet = 0
            while crew.mayBegin {
                await hands.enter()
                guard crew.mayBegin else { break }
                // What cannot be sent is not claimed: while our beats do not get through, the
                // parts belong to those whose do.
                let claim = crew.maySend ? await claim() : nil
                if case .part(let part) = claim {
                    quiet = 0
                    await begin(part, &parts)
                    continue
                }
                await hands.leave()
                await heed(claim)
                if once, let end = await endIfNothingLeft() {
                    ending = end
                    crew.stop.advance(to: .draining)
                }
                quiet += 1
                await rest(quiet, once: once)
            }
            return crew.standing.isDead ? nil : ending
        }
    }

    private func claim() async -> Claim? {
        do {
            return try await crew.ledger.claim(crew.id)
        } catch {
            // Whether it took effect is found by the beat.
            crew.troubles.note(error, "claim", at: crew.time.now())
            return nil
        }
    }

    /// Nothing was claimed. History is looked at all the same: the whole fleet is to notice within
    /// the same second, and not one worker after another, each when the last has stood still.
    private func heed(_ claim: Claim?) async {
        switch claim {
        case .part: preconditionFailure("a part is begun")
        case nil: return
        case .dead?: crew.standing.die()
        case .nothing(let here)?, .gateClosed(let here)?:
            if !history.follows(here) { await standStill() }
        case .databaseMoved(let here)?:
            _ = history.follows(here)
            await standStill()
        }
    }

    /// Looks at the part in the order of the claims, before its task begins: the next beat must
    /// find it in hand, and history must not seem to run backwards because two tasks changed
    /// places.
    ///
    /// A suspect part is tried alone: if it ends this worker, no other part can be blamed for it,
    /// and it is not blamed for another's doing.
    private func begin(_ part: ClaimedPart, _ parts: inout DiscardingTaskGroup) async {
        let isForward = history.follows(part.history)
        guard crew.standing.take(part.claim) else {
            parts.addTask { await hands.leave() }
            return
        }
        if part.isSuspect { for _ in 1..<hands.width { await hands.enter() } }
        parts.addTask {
            let isOutOfHand =
                isForward ? await PartRun(crew, part).run() : await databaseWentBack(part)
            // What could not be written back stays in hand, or the next beat would give it back
            // as if nothing of it had been sent.
            if isOutOfHand { crew.standing.drop(part.claim) }
            for _ in 0..<(part.isSuspect ? hands.width : 1) { await hands.leave() }
        }
    }

    private func databaseWentBack(_ part: ClaimedPart) async -> Bool {
        guard await standStill() else { return false }
        let given: Void? = await crew.persist("give back") {
            try await crew.ledger.giveBack(part.claim, by: crew.id, .ready)
        }
        return given != nil
    }

    /// What was sent since the point it went back to is unknown to the database: nobody sends until
    /// whatever was in flight then has settled; the look-ups find the rest.
    @discardableResult
    private func standStill() async -> Bool {
        crew.log.critical(
            "the database is not where it was; all sends stop for the settle delay",
            metadata: ["seconds": "\(crew.limits.settleDelay.seconds)"])
        let stood: Duration?? = await crew.brakes.pull(.all, crew.time) {
            await crew.persist("stand still") {
                try await crew.ledger.standStill(
                    for: crew.limits.settleDelay,
                    reason: "the database went back in time, or another took its place",
                    amiliNow: crew.amiliClock.now(at: crew.time.now()))
            }
        }
        guard let step = stood else { return false }
        crew.tellClockSetBack(by: step)
        return true
    }

    private func endIfNothingLeft() async -> Worker.Ending? {
        guard let left = try? await crew.ledger.workLeft(), left.moving == 0 else { return nil }
        return left.waitingForHuman == 0 ? .nothingLeft : .waitingForHuman
    }

    /// Polling backs off to a second when idle; a notification ends the wait.
    private func rest(_ quiet: Int, once: Bool) async {
        let cap: Duration = once ? .milliseconds(200) : WorkerLimits.idle
        let span = Backoff(base: .milliseconds(50), cap: cap)
            .wait(setbacks: min(quiet, 8), jitter: 0.5 + crew.jitter() / 2)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await crew.ledger.awaitWork(span) }
            group.addTask { await crew.rescues.struck() }
            group.addTask { await crew.stop.reachedOrCancelled(.draining) }
            _ = await group.next()
            group.cancelAll()
        }
    }
}
