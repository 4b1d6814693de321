import Reminders

@testable import Simulation
@testable import Worker

/// Drives a `PartState` by events alone: whatever it asks for is answered in any order, by chance,
/// with whatever a ledger and Amili may answer. After each event the rules that a part keeps are
/// held against what it did.
struct PartRehearsal {
    private enum Pending {
        case request(PartAction)
        case letter(Departure, startBy: BootInstant, began: BootInstant)
    }
    private var chance: Chance
    private var state: PartState
    private var worker: PartEnvironment
    private var pending: [Pending] = []
    private(set) var events = 0
    private(set) var lettersSent = 0
    private(set) var broken: [String] = []

    // What the ledger knows.
    private var ledger: [Int: ReminderState] = [:]
    private let invoices: [Int: SharedInvoice]
    private var isClaimOurs = true
    private var isRunStopped = false
    /// Decided by a human, behind the part's back.
    private var decided: Set<Int> = []

    // What the part was told.
    private var lastReadAsked = BootInstant(nanoseconds: 0)
    private var lookedUpAt = BootInstant(nanoseconds: 0)
    private var lookedUp: Set<Int> = []
    private var isFirstLetterOurs = false
    private var hasSeenStop = false
    private var isDoubtOver: Bool
    private var onWire: Set<Int> = []
    private var written: Set<Int> = []
    private var isLineHeld = false
    private var hasRead = false
    private var hasEnded = false
    private var hasGivenBack = false

    private static let limits = WorkerLimits(
        inFlight: 4, callDeadline: .seconds(2), lease: .seconds(3), heartbeat: .seconds(1),
        settleDelay: .seconds(10), maxAttempts: 2,
        backoff: Backoff(base: .milliseconds(500), cap: .seconds(4)))
    private static let canary = InvoiceNumber("CANARY")!
    private static let invoicePool = (1...8).map { SharedInvoice(Simulation.invoice($0)) }

    init(seed: UInt64) {
        chance = Chance(seed: seed)
        let size = 1 + chance.below(8)
        var open: [Int: ReminderState] = [:]
        let doubt = chance.happens(0.3) ? chance.share() : 0
        for position in 1...size { open[position] = chance.happens(doubt) ? .uncertain : .queued }
        ledger = open
        invoices = Dictionary(
            uniqueKeysWithValues: (1...size).map { ($0, Self.invoicePool[$0 - 1]) })
        let isOver = chance.happens(0.5)
        isDoubtOver = isOver
        let knowsAmilisTime = chance.happens(0.8)
        let part = ClaimedPart(
            claim: PartClaim(run: 1, first: 1, attempt: 1), last: size, creditor: 1, handle: "a",
            party: Simulation.party, stopped: chance.happens(0.05), doubtIsOver: isOver,
            doubtLeft: isOver ? .zero : .seconds(5),
            queued: open.values.filter { $0 == .queued }.count,
            uncertain: open.values.filter { $0 == .uncertain }.count, setbacks: chance.below(3),
            canary: chance.happens(0.8) ? Self.canary : nil,
            today: CalendarDate(iso: "2026-10-20")!, graceBankDays: 0, runBorn: 1,
            amiliDoubtUntil: isOver && knowsAmilisTime ? 1 : nil, lostTimes: [],
            history: HistoryPoint(system: "s", timeline: 1, position: 1))
        state = PartState(part, asksOnly: chance.happens(0.05), limits: Self.limits)
        let begin = BootInstant(nanoseconds: 1_000_000_000_000)
        worker = PartEnvironment(
            now: begin, standing: WorkerStanding(sendBy: begin + .seconds(3)), appetite: 4,
            jitter: { 0.5 })
        hasSeenStop = part.stopped
    }

    /// - Returns: the end of the part was reached within so many events.
    mutating func run(most: Int = 4_000) {
        handle(.began)
        while !hasEnded, broken.isEmpty {
            guard events < most else { return note("it does not come to an end") }
            disturb()
            answerOne()
        }
    }

    // MARK: The world around it

    private mutating func disturb() {
        if chance.happens(0.6) { worker.now = worker.now + .milliseconds(1 + chance.below(60)) }
        if chance.happens(0.01) { worker.now = worker.now + .seconds(1 + chance.below(40)) }
        if chance.happens(0.3) { worker.standing.sendBy = worker.now + .seconds(3) }
        if chance.happens(0.002) { worker.standing.isDead = true }
        if chance.happens(0.004) { worker.standing.stage = max(worker.standing.stage, .draining) }
        if chance.happens(0.001) {
            worker.standing.stage = .aborting
            worker.isCancelled = true
        }
        if chance.happens(0.002) { isRunStopped = true }
        if chance.happens(0.001) { isClaimOurs = false }
        worker.appetite = chance.happens(0.9) ? 1 + chance.below(8) : 0
        if chance.happens(0.003), let open = ledger.first(where: { !$0.value.isFinal })?.key,
            !onWire.contains(open)
        {
            ledger[open] = .cancelled
            decided.insert(open)
        }
    }

    private mutating func answerOne() {
        guard !pending.isEmpty else { return note("it waits for nothing") }
        let index = chance.below(pending.count)
        switch pending[index] {
        case .letter: answerLetters(from: index)
        case .request(let action):
            pending.remove(at: index)
            if let event = answer(to: action) { handle(event) }
        }
    }

    private mutating func answerLetters(from first: Int) {
        var ended: [EndedLetter] = []
        var index = first
        while index < pending.count, ended.count < 3 {
            guard case .letter(let departure, let startBy, let began) = pending[index] else {
                break
            }
            pending.remove(at: index)
            let isHeld = worker.now >= startBy || isLineHeld || worker.isCancelled
            let report = isHeld && chance.happens(0.7) ? SendReport(.heldBack) : outcome()
            onWire.remove(departure.reminder.position)
            ended.append(
                EndedLetter(
                    departure: departure, report: report, began: began, startBy: startBy))
            if chance.happens(0.5) { index = pending.count }
        }
        handle(.answered(ended))
    }

    private mutating func outcome() -> SendReport {
        var trace = CallTrace()
        trace.calls = 1
        trace.isProven = chance.happens(0.8)
        let retryAfter: Duration? = chance.happens(0.5) ? .seconds(1 + chance.below(20)) : nil
        guard chance.happens(0.25) else {
            return SendReport(.accepted(caseID: "case", ocr: nil), trace)
        }
        let outcomes: [SendOutcome] = [
            .notSent, .heldBack, .rejected, .unauthorized, .forbidden, .conflict,
            .tooMany(retryAfter: retryAfter), .unknown(retryAfter: retryAfter),
            .unknown(retryAfter: nil), .unknown(retryAfter: nil),
        ]
        return SendReport(outcomes[chance.below(outcomes.count)], trace)
    }

    private mutating func answer(to action: PartAction) -> PartEvent? {
        switch action {
        case .read: return .read(read())
        case .decideFirstLetter:
            isFirstLetterOurs = chance.happens(0.8)
            return .firstLetterDecided(isOurs: isFirstLetterOurs)
        case .reserve(let wanted, _, let readsToo):
            return .slotsCame(
                SlotGrant(
                    reservation: reservation(wanted), read: readsToo ? read() : nil,
                    asked: worker.now - .milliseconds(chance.below(20)), came: worker.now))
        case .lookUp(let question, _, _): return .lookedUp(lookedUp(question))
        case .noteLookUp: return .lookUpNoted(isWritten: !worker.isCancelled)
        case .settle(let batch): return .settled(settle(batch))
        case .closeGate(let gate, _, _, _): return .gateClosed(gate)
        case .pauseRun: return .gateClosed(.run)
        case .giveBack: return .givenBack(isWritten: true)
        case .wake(let alarm, let span):
            if !worker.isCancelled { worker.now = worker.now + span }
            return .woken(alarm)
        case .send, .holdLine, .workerIsDead, .noteFlaw, .forgetFlaw, .tell, .end: return nil
        }
    }

    private mutating func read() -> PartRead {
        let asked = worker.now - .milliseconds(chance.below(20))
        if chance.happens(0.02) { return PartRead(reading: nil, asked: asked) }
        guard isClaimOurs else { return PartRead(reading: .leaseLost, asked: asked) }
        let open = ledger.filter { !$0.value.isFinal }.sorted { $0.key < $1.key }.map { item in
            let isInDoubt = item.value == .uncertain
            var reminder = OpenReminder(
                position: item.key, state: item.value, attempts: isInDoubt ? 1 : 0,
                doubtSince: isInDoubt ? 5 : nil, number: invoices[item.key]!.value.number,
                invoice: nil)
            reminder.sharedInvoice = invoices[item.key]
            return reminder
        }
        lastReadAsked = asked
        hasRead = true
        return PartRead(
            reading: .reminders(
                open, canary: state.part.canary ?? (chance.happens(0.1) ? Self.canary : nil),
                databaseNow: 1_000),
            asked: asked)
    }

    private mutating func reservation(_ wanted: Int) -> Reservation? {
        if isRunStopped {
            hasSeenStop = true
            return .stopped
        }
        if !isClaimOurs { return .leaseLost }
        if worker.standing.isDead { return .dead }
        guard chance.happens(0.15) else {
            return .slots(
                count: 1 + chance.below(wanted), firstIn: .milliseconds(chance.below(300)),
                spacing: .milliseconds(chance.below(5)), fleetSpacing: .zero)
        }
        let others: [Reservation?] = [
            nil, .busy(.milliseconds(50)), .busy(.seconds(2)), .closed(left: nil), .parked,
        ]
        return others[chance.below(others.count)]
    }

    private mutating func lookedUp(_ question: Question) -> LookUpEnd {
        let began = worker.now - .milliseconds(chance.below(30))
        var trace = CallTrace()
        trace.calls = 1
        guard chance.happens(0.1) || worker.isCancelled else {
            let asked = Set(question.invoices.map(\.key))
            let cases = asked.sorted().filter { _ in chance.happens(0.1) }.map { key in
                FoundCase(
                    invoiceKey: key, caseID: chance.happens(0.5) ? "case" : "other",
                    isOpen: chance.happens(0.7), createdAt: chance.happens(0.5) ? 2_000 : 3)
            }
            lookedUpAt = began
            lookedUp = Set(
                invoices.filter { asked.contains($0.value.value.number.key) }.keys)
            return LookUpEnd(
                report: LookUpReport(.answered(cases: cases, amiliNow: 1_001), trace),
                began: began, wasRefused: false)
        }
        let failures: [LookUpOutcome] = [
            .noAnswer(why: "canary missing", retryAfter: nil), .notSent, .unauthorized,
            .forbidden, .tooMany(retryAfter: .seconds(1)),
            .noAnswer(why: "nothing", retryAfter: .seconds(2)),
        ]
        return LookUpEnd(
            report: LookUpReport(failures[chance.below(failures.count)], trace), began: began,
            wasRefused: chance.happens(0.1))
    }

    /// What the ledger makes of it, and whether it may be.
    private mutating func settle(_ batch: WriteBack.Batch) -> Settled? {
        if worker.isCancelled, chance.happens(0.1) { return nil }
        guard isClaimOurs else { return .leaseLost }
        for settlement in batch.settlements where !decided.contains(settlement.position) {
            let before = ledger[settlement.position]!
            if before.isFinal { note("\(settlement.position) is settled again") }
            if before == .uncertain, settlement.state != .accepted, settlement.state != .skipped,
                settlement.state != .rejected, settlement.state != .uncertain
            {
                if !settlement.endsDoubt { note("a doubt ends without a look-up") }
                if !isDoubtOver { note("a doubt ends before its time") }
            }
            if settlement.state == .uncertain {
                (isDoubtOver, isDoubtOver) = (false, false)
            }
            ledger[settlement.position] = settlement.state
        }
        let open = ledger.values
        return .settled(
            queued: open.count { $0 == .queued }, uncertain: open.count { $0 == .uncertain })
    }

    // MARK: The part

    private mutating func handle(_ event: PartEvent) {
        events += 1
        if hasEnded { return note("an event after its end") }
        for action in state.handle(event, in: &worker) { take(action) }
        if !hasEnded { holdInvariants() }
    }

    private mutating func take(_ action: PartAction) {
        if hasEnded { note("an action after its end") }
        switch action {
        case .send(let letters, let startBy): send(letters, startBy: startBy)
        case .holdLine: isLineHeld = true
        case .workerIsDead: worker.standing.isDead = true
        case .noteFlaw, .forgetFlaw, .tell: break
        case .end(let isOutOfHand): end(isOutOfHand: isOutOfHand)
        case .giveBack:
            hasGivenBack = true
            pending.append(.request(action))
        case .read, .decideFirstLetter, .reserve, .lookUp, .noteLookUp, .settle, .closeGate,
            .pauseRun, .wake:
            pending.append(.request(action))
        }
    }

    private mutating func send(_ letters: [Departure], startBy: BootInstant) {
        isLineHeld = false
        lettersSent += letters.count
        let limits = Self.limits
        if !worker.maySend { note("letters of a worker that may not send") }
        if state.asksOnly { note("letters of a part that only asks") }
        if hasSeenStop { note("letters of a stopped run") }
        if startBy > worker.standing.sendBy { note("letters beyond the lease") }
        if startBy > lastReadAsked + limits.sendWithin { note("letters by an old read") }
        if startBy > lookedUpAt + .seconds(60) { note("letters by an old look-up") }
        if letters.contains(where: { startBy > $0.reserved + limits.sendWithin }) {
            note("letters in old slots")
        }
        if state.part.canary == nil, !isFirstLetterOurs || onWire.count + letters.count > 1 {
            note("more than the one letter of a creditor without a case")
        }
        for letter in letters {
            let position = letter.reminder.position
            if !onWire.insert(position).inserted { note("\(position) is on the wire already") }
            if ledger[position] != .queued, !decided.contains(position) {
                note("\(position) is not queued and is sent")
            }
            if !lookedUp.contains(position) { note("\(position) was not asked about") }
            pending.append(.letter(letter, startBy: startBy, began: worker.now))
        }
    }

    private mutating func end(isOutOfHand: Bool) {
        hasEnded = true
        if !onWire.isEmpty { note("it ends with letters on the wire") }
        guard isOutOfHand, !state.writeBack.isLeaseLost else { return }
        if !state.writeBack.isEmpty || state.writeBack.isBeingWritten {
            note("it ends with outcomes unwritten")
        }
        if !hasGivenBack, ledger.values.contains(where: { !$0.isFinal }) {
            note("it ends with reminders open, and is not given back")
        }
    }

    /// Each reminder is in one place; never are two requests on their way.
    private mutating func holdInvariants() {
        guard hasRead, !state.writeBack.isLeaseLost else { return }
        var open = Positions()
        for reminder in state.reminders.queue { open.insert(reminder.position) }
        for reminder in state.reminders.doubtful { open.insert(reminder.position) }
        for item in state.reminders.questionable { open.insert(item.reminder.position) }
        for item in state.reminders.unproven { open.insert(item.reminder.position) }
        for position in onWire { open.insert(position) }
        if open.hasTwice { note("a reminder in two places") }
        var settled = Positions()
        settled.insert(finalOf: state.writeBack.settlements)
        var requests = 0
        for case .request(let action) in pending {
            switch action {
            case .settle(let batch): settled.insert(finalOf: batch.settlements)
            case .wake, .closeGate, .pauseRun: break
            default: requests += 1
            }
        }
        if requests > 1 { note("two requests at once") }
        for (position, state) in ledger {
            if !state.isFinal, !open.contains(position), !settled.contains(position) {
                note("\(position) is lost")
            }
            if settled.contains(position), open.contains(position) {
                note("\(position) is open and has its outcome")
            }
        }
    }

    /// A set of positions that knows whether one was inserted twice.
    private struct Positions {
        private var bits: UInt16 = 0
        private(set) var hasTwice = false
        mutating func insert(_ position: Int) {
            if contains(position) { hasTwice = true }
            bits |= 1 << position
        }
        mutating func insert(finalOf settlements: [Settlement]) {
            for settlement in settlements where settlement.state.isFinal {
                insert(settlement.position)
            }
        }
        func contains(_ position: Int) -> Bool { bits & (1 << position) != 0 }
    }

    private mutating func note(_ words: String) {
        if broken.count < 5 { broken.append("\(words) (event \(events), \(state.phase))") }
    }
}
