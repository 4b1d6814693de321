import Reminders
import Texts

struct LedgerAway: Error {}

/// What the wire to the database does to one call.
enum LedgerFault {
    case none
    /// It fails and has no effect.
    case before
    /// It fails and has its effect.
    case after
    /// Its answer takes so long.
    case slow(Duration)
}

/// One worker's way to the ledger.
final class LedgerDoor: Ledger {
    let system: SimulatedSystem
    let name: String
    private let hold: Hold
    private let latency: @Sendable () -> Duration
    private let script = Single(Script())
    let calls = Single<[String: Int]>([:])
    /// When it last got slots to send, virtual nanoseconds, and on which timeline of the ledger.
    let reserved = Single<(at: Int64, timeline: Int64)?>(nil)
    /// When its last beat was sent that got through, virtual nanoseconds.
    let goodBeatAt = Single<Int64>(0)
    /// Cases that Amili has told this worker of in answer to a letter, and that are not in the
    /// ledger yet.
    let unwritten = Single<[Acceptance]>([])
    /// Letters (run, position) of this worker whose answer was lost, until that is written back.
    private let unanswered = Single<Set<[Int64]>>([])
    let brakes = KnownBrakes()
    /// What its worker told beside its beats.
    let pulses = Single<[Pulse]>([])
    /// What its worker is told of the fleet.
    let known = Single(Known())

    struct Known { var progress = WorkProgress() }

    struct Acceptance {
        let run: RunID
        let position: Int
        let caseID: String
        /// The ledger's, when the slot was given: a later one may not know the claim.
        let timeline: Int64
    }

    init(
        _ system: SimulatedSystem, _ hold: Hold, name: String,
        latency: @escaping @Sendable () -> Duration
    ) {
        self.system = system
        self.name = name
        self.hold = hold
        self.latency = latency
    }

    /// In a struct: a bare function under a generic cell is wrapped anew at each look.
    private struct Script { var fault: (String) -> LedgerFault = { _ in .none } }

    /// What becomes of the call by that name.
    func onCall(_ fault: @escaping (String) -> LedgerFault) { script.with { $0.fault = fault } }

    private func call<Value>(
        _ name: String, _ change: (inout InMemoryLedger, Int64) -> Value,
        told: (Value) -> String? = { _ in nil }
    ) async throws -> Value {
        await hold.pass(name)
        await system.time.rest(for: latency())
        await hold.pass(name)
        if hold.isOver { throw LedgerAway() }
        calls.with { $0[name, default: 0] += 1 }
        let fault = script.with { $0.fault }(name)
        if case .before = fault {
            tell("\(name) fails")
            throw LedgerAway()
        }
        let now = system.time.now().nanoseconds
        let known = system.ledger.with { $0.violations.count }
        let value = system.ledger.with { ledger in
            ledger.position += 1
            return change(&ledger, now + ledger.clockOffset)
        }
        if system.story.isTold, let words = told(value) {
            if case .after = fault {
                tell("\(words), and does not learn of it")
            } else {
                tell(words)
            }
        }
        tellBroken(from: known)
        if case .slow(let span) = fault {
            tell("\(name) takes \(span.wholeNanoseconds / 1_000_000) ms")
            await system.time.rest(for: span)
        }
        await system.time.rest(for: latency())
        await hold.pass("\(name) done")
        if case .after = fault { throw LedgerAway() }
        return value
    }

    private func tell(_ what: @autoclosure () -> String) { system.story.tell(name, what()) }

    private func tellBroken(from known: Int) {
        guard system.story.isTold else { return }
        for words in system.ledger.with({ $0.violations }).dropFirst(known) {
            system.story.tell(name, words, isBroken: true)
        }
    }

    func register(_ name: String) async throws -> WorkerID {
        let sent = system.time.now().nanoseconds
        let id = try await call("register") { ledger, _ in
            ledger.register()
        } told: {
            "is worker \($0)"
        }
        goodBeatAt.with { $0 = sent }
        return id
    }
    func beat(_ worker: WorkerID, amiliNow: Int64?) async throws -> Beat? {
        let sent = system.time.now().nanoseconds
        let beat = try await call("beat") { ledger, _ in
            ledger.beat(worker, amiliNow: amiliNow)
        } told: {
            $0 == nil ? "finds itself dead" : nil
        }
        goodBeatAt.with { $0 = sent }
        return beat
    }
    func note(_ pulse: Pulse, of worker: WorkerID) async throws {
        pulses.with { $0.append(pulse) }
    }
    /// The simulated fleet has no clock of its own that shows a stand-still.
    func progress() async throws -> WorkProgress { known.with { $0.progress } }
    func retire(_ worker: WorkerID) async throws {
        try await call("retire") { ledger, _ in
            ledger.workers[worker]?.isDead = true
        } told: {
            "retires worker \(worker)"
        }
    }
    func sightings() async throws -> [Sighting] {
        try await call("sightings") { ledger, _ in ledger.sightings() }
    }
    func declareDead(_ worker: WorkerID, beat: Int64) async throws -> Bool {
        try await call("declareDead") { ledger, _ in
            ledger.declareDead(worker, beat: beat)
        } told: {
            "declares worker \(worker) dead\($0 ? "" : ", in vain")"
        }
    }
    func rescue(settleDelay: Duration, amiliNow: Int64?) async throws -> Int {
        try await call("rescue") { ledger, now in
            ledger.rescue(settleDelay: settleDelay, amiliNow: amiliNow, now)
        } told: {
            $0 == 0 ? nil : "rescues \($0) parts"
        }
    }
    func retryStuck() async throws -> Int {
        try await call("retryStuck") { ledger, now in
            ledger.retryStuck(now)
        } told: {
            $0 == 0 ? nil : "tries \($0) stuck parts again"
        }
    }
    func tend(settleDelay: Duration) async throws -> Duration? {
        try await call("tend") { ledger, now in
            ledger.tend(settleDelay: settleDelay, now)
        } told: {
            $0.map { "finds the clock set back by \($0.wholeNanoseconds / 1_000_000) ms" }
        }
    }
    func noteLookUp(
        _ part: ClaimedPart, by worker: WorkerID, amiliNow: Int64, settleDelay: Duration
    ) async throws {
        try await call("noteLookUp") { ledger, now in
            ledger.noteLookUp(
                part, by: worker, amiliNow: amiliNow, settleDelay: settleDelay, now)
        }
    }
    func claim(_ worker: WorkerID, to purpose: Purpose) async throws -> Claim {
        try await call("claim") { ledger, now in
            ledger.claim(worker, to: purpose, now)
        } told: { claim in
            guard case .part(let part) = claim else { return nil }
            let doubt = part.uncertain > 0 ? ", \(part.uncertain) in doubt" : ""
            return
                "claims \(Self.word(part.claim)) by worker \(worker): \(part.queued) queued\(doubt)"
        }
    }
    func read(_ part: ClaimedPart, by worker: WorkerID) async throws -> PartReading {
        try await call("read") { ledger, now in
            ledger.read(part, by: worker, now)
        } told: { reading in
            switch reading {
            case .leaseLost: "reads \(Self.word(part.claim)): lease lost"
            case .reminders(let open, let canary, _):
                "reads \(Self.word(part.claim)): \(open.count) open, canary \(canary?.key ?? "none")"
            }
        }
    }
    func reserve(
        _ wanted: Int, to purpose: Purpose, for part: ClaimedPart, by worker: WorkerID
    ) async throws -> Reservation {
        let asked = system.time.now().nanoseconds
        return try await call("reserve") { ledger, now in
            let answer = ledger.reserve(wanted, to: purpose, for: part, by: worker, now)
            if purpose == .send, case .slots = answer {
                reserved.with { $0 = (now - ledger.clockOffset, ledger.timeline) }
                brakes.gotSlots(part, asked: asked)
            }
            return answer
        } told: { answer in
            let words =
                switch answer {
                case .slots(let count, _, _, _): "\(count) slots"
                case .busy, .closed, .parked, .stopped, .dead, .leaseLost: "no slot: \(answer)"
                }
            return "\(Self.word(part.claim)) gets \(words) to \(purpose)"
        }
    }
    func settle(
        _ part: ClaimedPart, by worker: WorkerID, _ settlements: [Settlement],
        evidence: [Evidence], settleDelay: Duration
    ) async throws -> Settled {
        try await call("settle") { ledger, now in
            if Set(settlements.map(\.position)).count != settlements.count {
                ledger.violations.append("two settlements of one reminder in one settle")
            }
            for settlement in settlements where !wasCounted(settlement, of: part.claim.run) {
                ledger.violations.append(
                    "\(part.claim.run)/\(settlement.position): a lost answer is no attempt")
            }
            let answer = ledger.settle(
                part, by: worker, settlements, evidence: evidence, settleDelay: settleDelay, now)
            wrote(settlements, of: part.claim.run)
            return answer
        } told: { answer in
            let words = settlements.map { "\($0.position) \($0.state)" }.joined(separator: ", ")
            return "settles \(Self.word(part.claim)): \(words.isEmpty ? "evidence" : words)"
                + (answer == .leaseLost ? "; lease lost" : "")
        }
    }
    func giveBack(_ claim: PartClaim, by worker: WorkerID, _ how: Return) async throws {
        try await call("giveBack") { ledger, now in
            if let index = ledger.index(of: claim, heldBy: worker) {
                let range = ledger.parts[index].first...ledger.parts[index].last
                for one in unwritten.with({ $0 }) where one.run == claim.run {
                    if range.contains(one.position), one.timeline == ledger.timeline {
                        ledger.violations.append(
                            "\(Self.word(claim)) is given back, \(one.caseID) of \(one.position) "
                                + "is not written")
                    }
                }
            }
            ledger.giveBack(claim, by: worker, how, now)
        } told: {
            "gives \(Self.word(claim)) back, \(how)"
        }
    }
    func claimFirstLetter(_ part: ClaimedPart) async throws -> Bool {
        try await call("claimFirstLetter") { ledger, _ in
            ledger.claimFirstLetter(part)
        } told: {
            "\(Self.word(part.claim)) may \($0 ? "" : "not ")send the first letter"
        }
    }
    func closeGate(
        _ creditor: CreditorID?, for span: Duration, cause: GateCause, words: String?
    ) async throws {
        let scope = creditor.map { KnownBrakes.Scope.creditor($0) } ?? .all
        brakes.pulled(scope, at: system.time.now().nanoseconds)
        try await call("closeGate") { ledger, now in
            ledger.closeGate(creditor, for: span, cause, now)
        } told: {
            let whose = creditor.map { "creditor \($0)" } ?? "all Amili"
            return
                "closes the gate of \(whose) for \(span.wholeNanoseconds / 1_000_000) ms: \(cause)"
        }
        brakes.isWritten(scope)
    }
    func standStill(
        for span: Duration, amiliNow: Int64?
    ) async throws -> Duration? {
        brakes.pulled(.all, at: system.time.now().nanoseconds)
        let step = try await call("standStill") { ledger, now in
            ledger.standStill(for: span, amiliNow: amiliNow, now)
        } told: { _ in
            "all stand still for \(span.wholeNanoseconds / 1_000_000) ms"
        }
        brakes.isWritten(.all)
        return step
    }
    func pauseRun(_ run: RunID, _ pause: RunPause) async throws {
        brakes.pulled(.run(run), at: system.time.now().nanoseconds)
        try await call("pauseRun") { ledger, now in
            ledger.pauseRun(run, now - ledger.clockOffset)
        } told: {
            "pauses run \(run): \(pause.line)"
        }
        brakes.isWritten(.run(run))
    }
    func awaitWork(_ longest: Duration) async -> Bool {
        try? await system.time.sleep(for: longest)
        await hold.pass("awaitWork")
        return false
    }
    func look(_ worker: WorkerID, settleDelay: Duration) async throws -> WorkLook {
        try await call("look") { ledger, now in
            ledger.look(worker, settleDelay: settleDelay, now)
        }
    }
    func workLeft() async throws -> WorkLeft {
        try await call("workLeft") { ledger, _ in ledger.workLeft() }
    }

    // MARK: What people read

    // No call of its own: nothing is decided by it.
    func noteFlaw(
        _ flaw: AnswerFlaw, in purpose: AnswerPurpose, of creditor: CreditorID
    ) async throws {
        system.ledger.with { $0.flaws[creditor, default: [:]][purpose] = flaw }
    }
    func forgetFlaw(in purpose: AnswerPurpose, of creditor: CreditorID) async throws {
        system.ledger.with { $0.flaws[creditor]?[purpose] = nil }
    }

    // MARK: After the letter

    func takeTurn(_ worker: WorkerID) async throws -> Turn? {
        try await call("takeTurn") { ledger, now in
            ledger.takeTurn(now)
        } told: {
            $0.map { "takes turn \($0.number) of creditor \($0.creditor): \($0.task)" }
        }
    }
    func reserve(
        _ calls: Int, for turn: Turn, by worker: WorkerID
    ) async throws -> Reservation {
        try await call("reservePoll") { ledger, now in
            ledger.reserve(calls, for: turn, by: worker, now)
        }
    }
    func record(
        _ cases: [FollowedCase], of turn: Turn, next: Turn.Place
    ) async throws -> [FollowedCase]? {
        try await call("record") { ledger, now in
            ledger.record(cases, of: turn, next: next, now)
        } told: {
            "records \(cases.count) cases\($0 == nil ? ": turn lost" : "")"
        }
    }
    func end(_ turn: Turn, _ how: TurnEnd) async throws {
        try await call("endTurn") { ledger, now in
            ledger.end(turn, how, now)
        } told: {
            "ends turn \(turn.number) of creditor \(turn.creditor): \(how)"
        }
    }
    func holdPolls(for span: Duration, cause: GateCause) async throws {
        try await call("holdPolls") { ledger, now in
            ledger.holdPolls(for: span, now)
        } told: {
            "asks nothing more for \(span.wholeNanoseconds / 1_000_000) ms: \(cause.words)"
        }
    }

    // MARK: What this worker knows

    func knows(_ acceptance: Acceptance) { unwritten.with { $0.append(acceptance) } }

    /// A letter left, and no certain answer came.
    func lostAnswer(_ run: RunID, _ position: Int) {
        unanswered.with { _ = $0.insert([run.rawValue, Int64(position)]) }
    }

    private func wasCounted(_ settlement: Settlement, of run: RunID) -> Bool {
        let key = [run.rawValue, Int64(settlement.position)]
        let wasUnanswered = unanswered.with { $0.remove(key) != nil }
        return !wasUnanswered || settlement.state != .uncertain || settlement.countsAttempt
    }

    private func wrote(_ settlements: [Settlement], of run: RunID) {
        unwritten.with { unwritten in
            guard !unwritten.isEmpty else { return }
            let written = Set(settlements.filter { $0.state == .accepted }.map(\.position))
            unwritten.removeAll { $0.run == run && written.contains($0.position) }
        }
    }

    static func word(_ claim: PartClaim) -> String {
        "\(claim.run)/\(claim.first)#\(claim.attempt)"
    }
}
