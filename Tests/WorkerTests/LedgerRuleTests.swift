import LedgerSuite
import Reminders
import Testing

@testable import Simulation
@testable import Worker

/// The simulated ledger keeps the rules of the real one.
struct LedgerRuleTests {
    @Test(arguments: LedgerRule.all)
    func theBookKeeps(rule: LedgerRule) async throws { try await rule.check(BookBench()) }
}

/// The book without a wire or a clock of its own.
private final class BookBench: Bench, Ledger {
    private struct State {
        var book = Book()
        var now: Int64 = 1_000_000_000_000
        var pulses: [WorkerID: Pulse] = [:]
    }
    private let state = Locked(State())

    private func with<Value>(_ body: (inout Book, Int64) -> Value) -> Value {
        state.with { state in
            let now = state.now
            return body(&state.book, now)
        }
    }

    // MARK: Bench

    var ledger: any Ledger { self }
    func creditor() async throws -> CreditorID {
        with { book, _ in book.creditors[1] = Book.Creditor(party: Simulation.party(1)) }
        return 1
    }
    func load(_ count: Int, of creditor: CreditorID) async throws -> RunID {
        let invoices = (1...count).map { number in
            Simulation.invoice(number) { $0.number = InvoiceNumber("F\(number)")! }
        }
        return with { book, now in
            let run = book.lastRun + 1
            book.load(run, of: creditor, invoices, partSize: 99, now)
            return run
        }
    }
    func age(_ span: Duration) async throws {
        state.with { $0.now += span.wholeNanoseconds }
    }
    func branch() async throws { with { book, _ in book.timeline += 1 } }
    func cancel(_ run: RunID) async throws { with { $0.cancel(run, $1) } }
    func pause(_ run: RunID) async throws { with { $0.pauseRun(run, $1) } }
    func setPaused(_ isPaused: Bool, _ creditor: CreditorID?) async throws {
        with { $0.setPaused(isPaused, creditor, $1) }
    }
    func states(_ run: RunID) async throws -> String {
        with { book, _ in String(book.runs[run]!.reminders.map(\.state.rawValue)) }
    }
    func permits() async throws -> [String] {
        with { book, _ in
            book.creditors[1]!.permits.sorted { $0.key < $1.key }
                .map { "\($0.key) \($0.value.run)/\($0.value.position)" }
        }
    }
    func isDone(_ run: RunID) async throws -> Bool { with { book, _ in book.runs[run]!.done } }
    func incidents() async throws -> Int { with { book, _ in book.incidents.count } }

    // MARK: Ledger

    func register(_ name: String) async throws -> WorkerID { with { book, _ in book.register() } }
    func beat(_ worker: WorkerID) async throws -> Beat? { with { book, _ in book.beat(worker) } }
    func note(_ pulse: Pulse, of worker: WorkerID) async throws {
        state.with { $0.pulses[worker] = pulse }
    }
    func progress() async throws -> WorkProgress {
        with { book, _ in WorkProgress(alive: book.workers.values.count { !$0.isDead }) }
    }
    func retire(_ worker: WorkerID) async throws {
        with { book, _ in book.workers[worker]?.isDead = true }
    }
    func sightings() async throws -> [Sighting] { with { book, _ in book.sightings() } }
    func declareDead(_ worker: WorkerID, beat: Int64) async throws -> Bool {
        with { book, _ in book.declareDead(worker, beat: beat) }
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
        with { book, _ in book.claimFirstLetter(part) }
    }
    func closeGate(
        _ creditor: CreditorID?, for span: Duration, cause: GateCause, words: String?
    ) async throws {
        with { $0.closeGate(creditor, for: span, cause, $1) }
    }
    func standStill(
        for span: Duration, reason: String, amiliNow: Int64?
    ) async throws -> Duration? {
        with { $0.standStill(for: span, amiliNow: amiliNow, $1) }
    }
    func noteFlaw(
        _ flaw: AnswerFlaw, in purpose: AnswerPurpose, of creditor: CreditorID
    ) async throws { with { book, _ in book.flaws[creditor, default: [:]][purpose] = flaw } }
    func forgetFlaw(in purpose: AnswerPurpose, of creditor: CreditorID) async throws {
        with { book, _ in book.flaws[creditor]?[purpose] = nil }
    }
    func pauseRun(_ run: RunID, _ pause: RunPause) async throws { with { $0.pauseRun(run, $1) } }
    func awaitWork(_ longest: Duration) async -> Bool { false }
    func look(_ worker: WorkerID, settleDelay: Duration) async throws -> WorkLook {
        with { $0.look(worker, settleDelay: settleDelay, $1) }
    }
    func workLeft() async throws -> WorkLeft { with { book, _ in book.workLeft() } }

    func takeTurn(_ worker: WorkerID) async throws -> Turn? { with { $0.takeTurn($1) } }
    func reserve(
        _ calls: Int, for turn: Turn, by worker: WorkerID
    ) async throws -> Reservation { with { $0.reserve(calls, for: turn, by: worker, $1) } }
    func record(
        _ cases: [FollowedCase], of turn: Turn, next: Turn.Place
    ) async throws -> [FollowedCase]? { with { $0.record(cases, of: turn, next: next, $1) } }
    func end(_ turn: Turn, _ how: TurnEnd) async throws { with { $0.end(turn, how, $1) } }
    func holdPolls(for span: Duration, reason: String) async throws {
        with { $0.holdPolls(for: span, $1) }
    }
}
