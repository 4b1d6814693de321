import Reminders

/// The ledger, which notes in `Activity` what this worker waits for, and in `WorkerWatch` what came
/// of it. Calls that concern neither pass through as they are.
struct WatchedLedger: Ledger {
    private let ledger: any Ledger
    private let activity: Activity
    private let watch: WorkerWatch
    private let time: any Timekeeper

    init(
        _ ledger: any Ledger, _ activity: Activity, _ watch: WorkerWatch, _ time: any Timekeeper
    ) {
        self.ledger = ledger
        self.activity = activity
        self.watch = watch
        self.time = time
    }

    /// Measures how long `body` takes, however it ends.
    private func measured<Value>(
        _ work: LedgerWork, _ body: () async throws -> Value
    ) async rethrows -> Value {
        let began = time.now()
        defer { watch.took(work, time.now() - began) }
        return try await body()
    }

    /// Notes what came of a claim or a look.
    private func claiming<Value>(
        _ body: () async throws -> Value, news: (Value) -> ClaimNews?
    ) async throws -> Value {
        do {
            let value = try await body()
            if let news = news(value) { watch.claimed(news, at: time.now()) }
            return value
        } catch {
            watch.claimed(.failed, at: time.now())
            throw error
        }
    }

    // MARK: Parts

    func claim(_ worker: WorkerID, to purpose: Purpose) async throws -> Claim {
        try await claiming {
            try await measured(.claim) {
                try await activity.waiting(for: .claim, nil) {
                    try await ledger.claim(worker, to: purpose)
                }
            }
        } news: { claim in
            switch claim {
            case .part: .part
            case .nothing: .nothing
            case .gateClosed: .gateClosed
            case .databaseMoved: .databaseMoved
            case .dead: .dead
            }
        }
    }

    func read(_ part: ClaimedPart, by worker: WorkerID) async throws -> PartReading {
        try await activity.waiting(for: .read, part.claim.key) {
            try await ledger.read(part, by: worker)
        }
    }

    func noteLookUp(
        _ part: ClaimedPart, by worker: WorkerID, amiliNow: Int64, settleDelay: Duration
    ) async throws {
        try await activity.waiting(for: .noteLookUp, part.claim.key) {
            try await ledger.noteLookUp(
                part, by: worker, amiliNow: amiliNow, settleDelay: settleDelay)
        }
    }

    func reserve(
        _ wanted: Int, to purpose: Purpose, for part: ClaimedPart, by worker: WorkerID
    ) async throws -> Reservation {
        let reservation = try await measured(.slots) {
            try await activity.waiting(for: .reserve, part.claim.key) {
                try await ledger.reserve(wanted, to: purpose, for: part, by: worker)
            }
        }
        watch.reserved(reservation)
        return reservation
    }

    func settle(
        _ part: ClaimedPart, by worker: WorkerID, _ settlements: [Settlement],
        evidence: [Evidence], settleDelay: Duration
    ) async throws -> Settled {
        let settled = try await measured(.settle) {
            try await activity.waiting(for: .settle, part.claim.key) {
                try await ledger.settle(
                    part, by: worker, settlements, evidence: evidence, settleDelay: settleDelay)
            }
        }
        if !settlements.isEmpty, case .settled = settled {
            watch.settled(settlements)
            activity.acts { counts in
                for settlement in settlements { counts.settled[settlement.state, default: 0] += 1 }
            }
        }
        return settled
    }

    func giveBack(_ claim: PartClaim, by worker: WorkerID, _ how: Return) async throws {
        try await activity.waiting(for: .giveBack, claim.key) {
            try await ledger.giveBack(claim, by: worker, how)
        }
    }

    // MARK: The rest

    func register(_ name: String) async throws -> WorkerID { try await ledger.register(name) }

    func beat(_ worker: WorkerID, amiliNow: Int64?) async throws -> Beat? {
        let sent = time.now()
        let beat = try await measured(.beat) {
            try await ledger.beat(worker, amiliNow: amiliNow)
        }
        if beat != nil { watch.hasBeaten(at: sent) }
        return beat
    }

    func note(_ pulse: Pulse, of worker: WorkerID) async throws {
        try await ledger.note(pulse, of: worker)
    }

    func progress() async throws -> WorkProgress { try await ledger.progress() }

    func retire(_ worker: WorkerID) async throws { try await ledger.retire(worker) }

    func sightings() async throws -> [Sighting] { try await ledger.sightings() }

    func declareDead(_ worker: WorkerID, beat: Int64) async throws -> Bool {
        try await ledger.declareDead(worker, beat: beat)
    }

    func rescue(settleDelay: Duration, amiliNow: Int64?) async throws -> Int {
        let parts = try await ledger.rescue(settleDelay: settleDelay, amiliNow: amiliNow)
        watch.rescued(parts)
        return parts
    }

    func retryStuck() async throws -> Int { try await ledger.retryStuck() }

    func tend(settleDelay: Duration) async throws -> Duration? {
        try await ledger.tend(settleDelay: settleDelay)
    }

    func claimFirstLetter(_ part: ClaimedPart) async throws -> Bool {
        try await ledger.claimFirstLetter(part)
    }

    func closeGate(
        _ creditor: CreditorID?, for span: Duration, cause: GateCause, words: String?
    ) async throws {
        try await ledger.closeGate(creditor, for: span, cause: cause, words: words)
    }

    func standStill(
        for span: Duration, amiliNow: Int64?
    ) async throws -> Duration? {
        try await ledger.standStill(for: span, amiliNow: amiliNow)
    }

    func pauseRun(_ run: RunID, _ pause: RunPause) async throws {
        try await ledger.pauseRun(run, pause)
    }

    func awaitWork(_ longest: Duration) async -> Bool { await ledger.awaitWork(longest) }

    func look(_ worker: WorkerID, settleDelay: Duration) async throws -> WorkLook {
        try await claiming {
            try await activity.waiting(for: .claim, nil) {
                try await ledger.look(worker, settleDelay: settleDelay)
            }
        } news: { look in
            if look.isDead { return .dead }
            if look.isDatabaseMoved { return .databaseMoved }
            // With a part to claim, the claim that follows tells more.
            return look.due.contains(.parts) ? nil : .nothing
        }
    }

    func workLeft() async throws -> WorkLeft { try await ledger.workLeft() }

    // MARK: After the letter

    func takeTurn(_ worker: WorkerID) async throws -> Turn? { try await ledger.takeTurn(worker) }

    func reserve(
        _ calls: Int, for turn: Turn, by worker: WorkerID
    ) async throws -> Reservation {
        let reservation = try await measured(.slots) {
            try await ledger.reserve(calls, for: turn, by: worker)
        }
        watch.reserved(reservation)
        return reservation
    }

    func record(
        _ cases: [FollowedCase], of turn: Turn, next: Turn.Place
    ) async throws -> [FollowedCase]? {
        try await ledger.record(cases, of: turn, next: next)
    }

    func end(_ turn: Turn, _ how: TurnEnd) async throws { try await ledger.end(turn, how) }

    func holdPolls(for span: Duration, cause: GateCause) async throws {
        try await ledger.holdPolls(for: span, cause: cause)
    }

    func noteFlaw(
        _ flaw: AnswerFlaw, in purpose: AnswerPurpose, of creditor: CreditorID
    ) async throws {
        try await ledger.noteFlaw(flaw, in: purpose, of: creditor)
    }

    func forgetFlaw(in purpose: AnswerPurpose, of creditor: CreditorID) async throws {
        try await ledger.forgetFlaw(in: purpose, of: creditor)
    }
}

extension PartClaim {
    fileprivate var key: WorkerWait.PartKey { WorkerWait.PartKey(run: run, first: first) }
}
