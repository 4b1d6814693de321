import LedgerSuite
import NIOConcurrencyHelpers
import Reminders
import Testing

@testable import Simulation
@testable import Worker

/// The simulated ledger keeps the rules of the real one.
struct LedgerRuleTests {
    @Test(arguments: LedgerRule.all)
    func theBookKeeps(rule: LedgerRule) async throws { try await rule.check(BookBench()) }
}

/// The ledger without a wire or a clock of its own.
private final class BookBench: LedgerHarness, Ledger {
    private struct State {
        var ledger = InMemoryLedger()
        var now: Int64 = 1_000_000_000_000
        var pulses: [WorkerID: Pulse] = [:]
    }
    private let state = NIOLockedValueBox(State())

    private func with<Value>(_ body: (inout InMemoryLedger, Int64) -> Value) -> Value {
        state.withLockedValue { state in
            let now = state.now
            return body(&state.ledger, now)
        }
    }

    // MARK: Harness

    var ledger: any Ledger { self }
    func creditor() async throws -> CreditorID {
        with { ledger, _ in
            let creditor = CreditorID(rawValue: Int64(ledger.creditors.count + 1))
            let party = Simulation.party(creditor)
            ledger.creditors[creditor] = InMemoryLedger.Creditor(party: party)
            return creditor
        }
    }
    func load(_ count: Int, of creditor: CreditorID) async throws -> RunID {
        let invoices = (1...count).map { number in
            Simulation.invoice(number) { $0.number = InvoiceNumber("F\(number)")! }
        }
        return with { ledger, now in
            let run = ledger.nextRun
            ledger.load(run, of: creditor, invoices, partSize: 99, now)
            return run
        }
    }
    func age(_ span: Duration) async throws {
        state.withLockedValue { $0.now += span.wholeNanoseconds }
    }
    func branch() async throws { with { ledger, _ in ledger.timeline += 1 } }
    func cancel(_ run: RunID) async throws { with { $0.cancel(run, $1) } }
    func pause(_ run: RunID) async throws { with { $0.pauseRun(run, $1) } }
    func setPaused(_ isPaused: Bool, _ creditor: CreditorID?) async throws {
        with { $0.setPaused(isPaused, creditor, $1) }
    }
    func setRate(_ rate: Double, _ creditor: CreditorID) async throws {
        with { ledger, _ in ledger.gates[creditor, default: InMemoryLedger.Gate()].rate = rate }
    }
    func sayNotSent(
        _ position: Int, of run: RunID, _ creditor: CreditorID
    ) async throws -> Bool {
        with { $0.decide(run, position, caseID: nil, $1) }
    }
    func states(_ run: RunID) async throws -> String {
        with { ledger, _ in String(ledger.runs[run]!.reminders.map(\.state.rawValue)) }
    }
    func permits() async throws -> [String] {
        with { ledger, _ in
            ledger.creditors[1]!.permits.sorted { $0.key < $1.key }
                .map { "\($0.key) \($0.value.run)/\($0.value.position)" }
        }
    }
    func isDone(_ run: RunID) async throws -> Bool { with { ledger, _ in ledger.runs[run]!.done } }
    func incidents() async throws -> Int { with { ledger, _ in ledger.incidents.count } }

    // MARK: Ledger

    func register(_ name: String) async throws -> WorkerID {
        with { ledger, _ in ledger.register() }
    }
    func beat(_ worker: WorkerID, amiliNow: Int64?) async throws -> Beat? {
        with { ledger, _ in ledger.beat(worker, amiliNow: amiliNow) }
    }
    func note(_ pulse: Pulse, of worker: WorkerID) async throws {
        state.withLockedValue { $0.pulses[worker] = pulse }
    }
    func progress() async throws -> WorkProgress {
        with { ledger, _ in WorkProgress(alive: ledger.workers.values.count { !$0.isDead }) }
    }
    func retire(_ worker: WorkerID) async throws {
        with { ledger, _ in ledger.workers[worker]?.isDead = true }
    }
    func sightings() async throws -> [Sighting] { with { ledger, _ in ledger.sightings() } }
    func declareDead(_ worker: WorkerID, beat: Int64) async throws -> Bool {
        with { ledger, _ in ledger.declareDead(worker, beat: beat) }
    }
    func rescue(settleDelay: Duration, amiliNow: Int64?) async throws -> Int {
        with { $0.rescue(settleDelay: settleDelay, amiliNow: amiliNow, $1) }
    }
    func noteLookUp(
        _ part: ClaimedPart, by worker: WorkerID, amiliNow: Int64, settleDelay: Duration
    ) async throws {
        with { $0.noteLookUp(part, by: worker, amiliNow: amiliNow, settleDelay: settleDelay, $1) }
    }
    func retryStuck() async throws -> Int { with { $0.retryStuck($1) } }
    func tend(settleDelay: Duration) async throws -> Duration? {
        with { $0.tend(settleDelay: settleDelay, $1) }
    }
    func claim(_ worker: WorkerID, to purpose: Purpose) async throws -> Claim {
        with { $0.claim(worker, to: purpose, $1) }
    }
    func read(_ part: ClaimedPart, by worker: WorkerID) async throws -> PartReading {
        with { $0.read(part, by: worker, $1) }
    }
    func reserve(
        _ wanted: Int, to purpose: Purpose, for part: ClaimedPart, by worker: WorkerID
    ) async throws -> Reservation {
        with { $0.reserve(wanted, to: purpose, for: part, by: worker, $1) }
    }
    func settle(
        _ part: ClaimedPart, by worker: WorkerID, _ settlements: [Settlement],
        evidence: [Evidence], settleDelay: Duration
    ) async throws -> Settled {
        with {
            $0.settle(
                part, by: worker, settlements, evidence: evidence, settleDelay: settleDelay, $1)
        }
    }
    func giveBack(_ claim: PartClaim, by worker: WorkerID, _ how: Return) async throws {
        with { $0.giveBack(claim, by: worker, how, $1) }
    }
    func claimFirstLetter(_ part: ClaimedPart) async throws -> Bool {
        with { ledger, _ in ledger.claimFirstLetter(part) }
    }
    func closeGate(
        _ creditor: CreditorID?, for span: Duration, cause: GateCause, words: String?
    ) async throws {
        with { $0.closeGate(creditor, for: span, cause, $1) }
    }
    func standStill(
        for span: Duration, amiliNow: Int64?
    ) async throws -> Duration? {
        with { $0.standStill(for: span, amiliNow: amiliNow, $1) }
    }
    func noteFlaw(
        _ flaw: AnswerFlaw, in purpose: AnswerPurpose, of creditor: CreditorID
    ) async throws { with { ledger, _ in ledger.flaws[creditor, default: [:]][purpose] = flaw } }
    func forgetFlaw(in purpose: AnswerPurpose, of creditor: CreditorID) async throws {
        with { ledger, _ in ledger.flaws[creditor]?[purpose] = nil }
    }
    func pauseRun(_ run: RunID, _ pause: RunPause) async throws { with { $0.pauseRun(run, $1) } }
    func awaitWork(_ longest: Duration) async -> Bool { false }
    func look(_ worker: WorkerID, settleDelay: Duration) async throws -> WorkLook {
        with { $0.look(worker, settleDelay: settleDelay, $1) }
    }
    func workLeft() async throws -> WorkLeft { with { ledger, _ in ledger.workLeft() } }

    func takeTurn(_ worker: WorkerID) async throws -> Turn? { with { $0.takeTurn($1) } }
    func reserve(
        _ calls: Int, for turn: Turn, by worker: WorkerID
    ) async throws -> Reservation { with { $0.reserve(calls, for: turn, by: worker, $1) } }
    func record(
        _ cases: [FollowedCase], of turn: Turn, next: Turn.Place
    ) async throws -> [FollowedCase]? { with { $0.record(cases, of: turn, next: next, $1) } }
    func end(_ turn: Turn, _ how: TurnEnd) async throws { with { $0.end(turn, how, $1) } }
    func holdPolls(for span: Duration, cause: GateCause) async throws {
        with { $0.holdPolls(for: span, $1) }
    }
}
