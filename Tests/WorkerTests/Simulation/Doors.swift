import Reminders

@testable import Worker

/// A process that can be stopped for a while, or for good, wherever it waits.
final class Hold: Sendable {
    private enum State {
        case running
        case paused(until: BootInstant)
        case killed
    }
    private let state = Locked(State.running)
    private let time: VirtualTime

    init(_ time: VirtualTime) { self.time = time }

    func pause(_ span: Duration) {
        let until = time.now() + span
        state.with { $0 = .paused(until: until) }
    }
    func kill() { state.with { $0 = .killed } }
    var isKilled: Bool { state.with { if case .killed = $0 { true } else { false } } }

    func pass() async {
        while true {
            switch state.with({ $0 }) {
            case .running: return
            case .killed: await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
            case .paused(let until):
                let left = until - time.now()
                if left <= .zero {
                    state.with { $0 = .running }
                } else {
                    await time.rest(for: left)
                }
            }
        }
    }
}

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

/// One worker's way to the book.
final class LedgerDoor: Ledger {
    private let book: Locked<Book>
    private let time: VirtualTime
    private let hold: Hold
    private let latency: @Sendable () -> Duration
    private let script = Locked(Script())
    let calls = Locked<[String: Int]>([:])
    /// When it last got slots to send, virtual nanoseconds.
    let reservedAt = Locked<Int64?>(nil)

    init(
        _ book: Locked<Book>, _ time: VirtualTime, _ hold: Hold,
        latency: @escaping @Sendable () -> Duration
    ) {
        self.book = book
        self.time = time
        self.hold = hold
        self.latency = latency
    }

    /// In a struct: a bare function under a generic lock is wrapped anew at each look.
    private struct Script { var fault: (String) -> LedgerFault = { _ in .none } }

    /// What becomes of the call by that name.
    func onCall(_ fault: @escaping (String) -> LedgerFault) { script.with { $0.fault = fault } }

    private func call<Value>(
        _ name: String, _ change: (inout Book, Int64) -> Value
    ) async throws -> Value {
        await hold.pass()
        await time.rest(for: latency())
        await hold.pass()
        calls.with { $0[name, default: 0] += 1 }
        let fault = script.with { $0.fault(name) }
        if case .before = fault { throw LedgerAway() }
        let now = time.now().nanoseconds
        let value = book.with { change(&$0, now) }
        if case .slow(let span) = fault { await time.rest(for: span) }
        await time.rest(for: latency())
        await hold.pass()
        if case .after = fault { throw LedgerAway() }
        return value
    }

    func register(_ name: String) async throws -> WorkerID {
        try await call("register") { book, _ in book.register() }
    }
    func beat(_ worker: WorkerID) async throws -> Beat? {
        try await call("beat") { book, _ in book.beat(worker) }
    }
    func retire(_ worker: WorkerID) async throws {
        try await call("retire") { book, _ in book.workers[worker]?.isDead = true }
    }
    func sightings() async throws -> [Sighting] {
        try await call("sightings") { book, _ in
            book.workers.filter { !$0.value.isDead }.sorted { $0.key < $1.key }
                .map { Sighting(worker: $0.key, beat: $0.value.beat) }
        }
    }
    func declareDead(_ worker: WorkerID, beat: Int64) async throws -> Bool {
        try await call("declareDead") { book, _ in book.declareDead(worker, beat: beat) }
    }
    func rescue(settleDelay: Duration) async throws -> Int {
        try await call("rescue") { book, now in book.rescue(settleDelay: settleDelay, now) }
    }
    func tend(settleDelay: Duration) async throws {
        try await call("tend") { book, now in book.tend(now) }
    }
    func claim(_ worker: WorkerID) async throws -> Claim {
        try await call("claim") { book, now in book.claim(worker, now) }
    }
    func read(_ part: ClaimedPart, by worker: WorkerID) async throws -> PartReading {
        try await call("read") { book, now in book.read(part, by: worker, now) }
    }
    func reserve(
        _ wanted: Int, to purpose: Purpose, for part: ClaimedPart, by worker: WorkerID
    ) async throws -> Reservation {
        try await call("reserve") { book, now in
            let answer = book.reserve(wanted, to: purpose, for: part, by: worker, now)
            if purpose == .send, case .slots = answer { reservedAt.with { $0 = now } }
            return answer
        }
    }
    func settle(
        _ part: ClaimedPart, by worker: WorkerID, _ settlements: [Settlement],
        evidence: [Evidence], settleDelay: Duration
    ) async throws -> Settled {
        try await call("settle") { book, now in
            book.settle(
                part, by: worker, settlements, evidence: evidence, settleDelay: settleDelay, now)
        }
    }
    func giveBack(_ claim: PartClaim, by worker: WorkerID, _ how: Return) async throws {
        try await call("giveBack") { book, now in book.giveBack(claim, by: worker, how, now) }
    }
    func becomePioneer(_ part: ClaimedPart) async throws -> Bool {
        try await call("becomePioneer") { book, _ in book.becomePioneer(part) }
    }
    func closeGate(_ creditor: CreditorID?, for span: Duration, reason: String) async throws {
        try await call("closeGate") { book, now in book.closeGate(creditor, for: span, now) }
    }
    func standStill(for span: Duration, reason: String) async throws {
        try await call("standStill") { book, now in book.standStill(for: span, now) }
    }
    func pauseRun(_ run: RunID, reason: String) async throws {
        try await call("pauseRun") { book, _ in book.pauseRun(run) }
    }
    func awaitWork(_ longest: Duration) async {
        try? await time.sleep(for: longest)
        await hold.pass()
    }
    func workLeft() async throws -> WorkLeft {
        try await call("workLeft") { book, _ in book.workLeft() }
    }
}

/// One worker's way to Amili. Cut off by cancellation like the real one: before the request is
/// written it was not sent, after that nobody knows.
final class AmiliDoor: Delivery {
    private let office: Locked<Office>
    private let time: VirtualTime
    private let hold: Hold
    private let name: String
    private let deadline: Duration
    private let ledger: LedgerDoor

    init(
        _ office: Locked<Office>, _ time: VirtualTime, _ hold: Hold, name: String,
        deadline: Duration, ledger: LedgerDoor
    ) {
        self.ledger = ledger
        self.office = office
        self.time = time
        self.hold = hold
        self.name = name
        self.deadline = deadline
    }

    func send(_ letter: Letter, startBy: BootInstant) async -> SendReport {
        office.with { office in
            office.onTheWire += 1
            office.mostOnTheWire = max(office.mostOnTheWire, office.onTheWire)
        }
        defer { office.with { $0.onTheWire -= 1 } }
        try? await time.sleep(for: .milliseconds(1))
        await hold.pass()
        let now = time.now()
        if Task.isCancelled || now >= startBy { return SendReport(.notSent) }
        let reservedAt = ledger.reservedAt.with { $0 }
        let (report, extra) = office.with {
            $0.take(
                letter, from: name, now.nanoseconds, reservedAt: reservedAt, deadline: deadline)
        }
        return await answered(report, extra) {
            var cut = SendReport(.unknown(retryAfter: nil))
            cut.trace.written = true
            return cut
        }
    }

    private func answered(
        _ report: SendReport, _ extra: Duration, cut: () -> SendReport
    ) async -> SendReport {
        let latency = office.with { $0.latency() }
        do { try await time.sleep(for: extra > .zero ? extra : latency) } catch {
            await hold.pass()
            return report.trace.written ? cut() : report
        }
        await hold.pass()
        return report
    }

    func lookUp(_ question: Question, startBy: BootInstant) async -> LookUpReport {
        await hold.pass()
        if Task.isCancelled || time.now() >= startBy { return LookUpReport(.notSent) }
        let now = time.now().nanoseconds
        let (report, fault) = office.with { office in
            let fault = office.lookUp(office.questions.count)
            return (office.answer(question, fault, now), fault)
        }
        if case .twoCalls(let span) = fault {
            await time.rest(for: span)
            if time.now() >= startBy { return LookUpReport(.notSent) }
        }
        let latency = office.with { $0.latency() }
        do { try await time.sleep(for: latency) } catch {
            await hold.pass()
            return LookUpReport(.noAnswer(why: "cut off", retryAfter: nil))
        }
        await hold.pass()
        return report
    }
}
