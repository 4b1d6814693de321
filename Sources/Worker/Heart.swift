import Logging
import Reminders

/// The beat: proves this worker alive, and finds parts that the ledger believes it holds and it
/// does not.
struct Heart {
    private let crew: Crew
    init(_ crew: Crew) { self.crew = crew }

    func beat() async {
        while !Task.isCancelled, !crew.standing.isDead {
            let sent = crew.time.now()
            var pause = crew.limits.heartbeat
            do {
                guard let beat = try await crew.ledger.beat(crew.id) else {
                    crew.standing.die()
                    return
                }
                await giveBack(crew.standing.beat(sent: sent, held: beat.held))
                try await tell()
                crew.troubles.ledgerWorks(at: crew.time.now())
            } catch {
                if Task.isCancelled { return }
                let isEstranged = (error as? any LedgerTrouble)?.isEstranged ?? false
                if isEstranged { crew.standing.suspend() }
                crew.troubles.note(error, "beat", at: crew.time.now())
                pause = pause / 4
            }
            try? await crew.time.sleep(for: pause)
        }
    }

    /// Writes only what has changed: an idle fleet's rows stay as they are.
    private func tell() async throws {
        guard let pulse = crew.activity.pulse(holding: crew.standing.inHand) else { return }
        try await crew.ledger.note(pulse, of: crew.id)
        crew.activity.told(pulse)
    }

    private func giveBack(_ orphans: [PartClaim]) async {
        for orphan in orphans {
            crew.log.warning(
                "claim without a holder given back",
                metadata: ["run": "\(orphan.run)", "part": "\(orphan.first)"])
            try? await crew.ledger.giveBack(orphan, by: crew.id, .ready)
        }
    }
}

/// Watches the others' beats. Alone, so that its looks stay close together: looks too far apart
/// prove nothing.
struct Watch {
    private let crew: Crew
    init(_ crew: Crew) { self.crew = crew }

    func run() async {
        var watch = DeathWatch(lease: crew.limits.lease)
        while !Task.isCancelled, !crew.standing.isDead {
            let hasOthers = crew.lastLook.hasOthers(at: crew.time.now())
            do {
                if hasOthers { try await look(&watch) }
            } catch {
                if Task.isCancelled { return }
                crew.troubles.note(error, "watch", at: crew.time.now())
            }
            let isClose = watch.isAnySilent(for: crew.limits.suspicion, at: crew.time.now())
            let pause =
                isClose
                ? crew.limits.watch : crew.limits.calmWatch * (hasOthers ? 1 : 2)
            try? await crew.time.sleep(for: pause)
        }
    }

    private func look(_ watch: inout DeathWatch) async throws {
        let asked = crew.time.now()
        let others = try await crew.ledger.sightings().filter { $0.worker != crew.id }
        var isAnyDead = false
        for silent in watch.look(others, asked: asked, answered: crew.time.now()) {
            if try await crew.ledger.declareDead(silent.worker, beat: silent.beat) {
                crew.log.error(
                    "worker declared dead", metadata: ["dead_worker": "\(silent.worker)"])
                isAnyDead = true
            }
        }
        // At once: whoever waits for its letters has waited for the lease already.
        if isAnyDead { try await crew.rescue() }
    }
}

/// Looking after what others left: dead workers' parts, due parts, held runs, finished runs.
struct Tending {
    private let crew: Crew
    init(_ crew: Crew) { self.crew = crew }

    /// What no look asks about is due so often, and everything else as well.
    private static let tendAllEvery = Duration.seconds(600)

    func run() async {
        var tendedAllAt: BootInstant?
        var isPartDue = false
        while !Task.isCancelled, !crew.standing.isDead {
            let now = crew.time.now()
            let isTimeForAll = tendedAllAt.map { now - $0 >= Self.tendAllEvery } ?? true
            var due = isTimeForAll ? .everything : crew.lastLook.due(at: now)
            // No look may have been made since.
            if isPartDue { due.insert(.sweep) }
            do {
                try await tend(due)
                if due == .everything { tendedAllAt = now }
            } catch {
                if Task.isCancelled { return }
                crew.troubles.note(error, "tend", at: crew.time.now())
            }
            let ended = crew.time.now()
            let next = crew.dueParts.next(after: ended).map { $0 - ended + .milliseconds(5) }
            let longest = min(.seconds(1), crew.limits.heartbeat)
            isPartDue = next.map { $0 <= longest } ?? false
            await rest(min(next ?? longest, longest))
        }
    }

    private func rest(_ span: Duration) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await crew.time.sleep(for: span) }
            group.addTask { await crew.chores.struck() }
            _ = await group.next()
            group.cancelAll()
        }
    }

    private func tend(_ due: WorkDue) async throws {
        if due.contains(.rescue) { try await crew.rescue() }
        if due.contains(.stuck) {
            let retried = try await crew.ledger.retryStuck()
            if retried > 0 {
                crew.log.error(
                    "stuck parts are tried again, each alone",
                    metadata: [
                        "parts": "\(retried)",
                        "remedy": "See `paminn stuck` and the logs of the workers that died.",
                    ])
            }
        }
        if due.contains(.sweep) {
            let step = try await crew.ledger.tend(settleDelay: crew.limits.settleDelay)
            crew.tellClockSetBack(by: step)
        }
    }
}
