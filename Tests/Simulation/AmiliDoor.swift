import Reminders
import Worker

/// One worker's way to Amili. Cut off by cancellation like the real one: before the request is
/// written it was not sent, after that nobody knows.
final class AmiliDoor: Delivery {
    private let system: SimulatedSystem
    private let hold: Hold
    private let name: String
    private let limits: WorkerLimits
    private let ledger: LedgerDoor
    private let wire: ConcurrencyLimiter

    init(
        _ system: SimulatedSystem, _ hold: Hold, name: String, limits: WorkerLimits,
        ledger: LedgerDoor
    ) {
        self.system = system
        self.ledger = ledger
        self.hold = hold
        self.name = name
        self.limits = limits
        wire = ConcurrencyLimiter(limits.inFlight)
    }

    func send(
        _ letters: [Letter], startBy: BootInstant, pacing: any LetterPacing,
        ended: @escaping @Sendable ([LetterEnd]) -> Void
    ) async {
        await withDiscardingTaskGroup { group in
            for (index, letter) in letters.enumerated() {
                group.addTask {
                    let report = await self.send(
                        letter, startBy: startBy, Place(pacing: pacing, index: index))
                    ended([LetterEnd(index, report)])
                }
            }
        }
    }

    /// A letter's place in its batch.
    private struct Place {
        let pacing: any LetterPacing
        let index: Int
    }

    private func send(_ letter: Letter, startBy: BootInstant, _ place: Place) async -> SendReport {
        let line = HeldTime(time: system.time, hold: hold)
        let ahead = place.pacing.slot(place.index) - system.time.now()
        if ahead > .zero { try? await line.sleep(for: ahead) }
        await wire.enter()
        guard let left = await begin(place) else {
            await wire.leave()
            return SendReport(.heldBack)
        }
        let report = await carry(letter, startBy: startBy, left)
        await wire.leave()
        return report
    }

    /// Waits until the letter may begin; a token that it needs goes before it.
    /// - Returns: whom to tell when it begins to be written; nil if it may not begin.
    private func begin(_ place: Place) async -> (@Sendable (BootInstant) -> Void)? {
        if let token = system.amili.with({ $0.tokenCall(system.time.now().nanoseconds) }) {
            let slots = place.pacing.slots(place.index, isSlotSpent: false)
            guard await slots.take() else { return nil }
            slots.left(at: system.time.now())
            system.amili.with { $0.calls.append(system.time.now().nanoseconds) }
            try? await system.time.sleep(for: token)
            guard await slots.take() else { return nil }
            return { slots.left(at: $0) }
        }
        // The line is the process's own: it stands still with it.
        let line = HeldTime(time: system.time, hold: hold)
        while !Task.isCancelled {
            switch place.pacing.begin(place.index, at: system.time.now()) {
            case .now: return { place.pacing.left(place.index, at: $0) }
            case .never: return nil
            case .later(let moment): try? await line.sleep(for: moment - system.time.now())
            }
        }
        return nil
    }

    private func carry(
        _ letter: Letter, startBy: BootInstant, _ left: @Sendable (BootInstant) -> Void
    ) async -> SendReport {
        let reminder = Self.reminder(letter)
        let isBraked = isBraked(reminder.run, reminder.position)
        let late = system.amili.with { $0.lateness }()
        if late > .zero { try? await system.time.sleep(for: late) }
        left(system.time.now())
        system.amili.with { amili in
            amili.onTheWire += 1
            amili.mostOnTheWire = max(amili.mostOnTheWire, amili.onTheWire)
        }
        defer { system.amili.with { $0.onTheWire -= 1 } }
        try? await system.time.sleep(for: system.amili.with { $0.onTheWay }())
        await hold.pass("send")
        let now = system.time.now()
        if Task.isCancelled || now >= startBy || hold.isOver { return SendReport(.notSent) }
        let known = violations
        if isBraked {
            let words = "a letter for \(letter.invoice.number.key) by a slot from before the gate"
            system.amili.with { $0.violations.append("\(words) was closed") }
        }
        judge(letter, reminder.run, now.nanoseconds)
        let reserved = ledger.reserved.with { $0 }
        let paidAt = system.ledger.with { ledger in
            (ledger.runs[reminder.run]?.creditor).flatMap {
                ledger.creditors[$0]?.paidAt[letter.invoice.number.key]
            }
        }
        let (report, extra) = system.amili.with {
            $0.take(
                letter, from: name, now.nanoseconds, reservedAt: reserved?.at, paidAt: paidAt,
                deadline: limits.callDeadline)
        }
        tell("sends \(letter.invoice.number.key) (\(reminder.run)/\(reminder.position))", known)
        let answer = await answered(report, extra) {
            var cut = SendReport(.unknown(retryAfter: nil))
            cut.trace.written = true
            return cut
        }
        switch answer.outcome {
        case .accepted(let caseID, _) where answer.trace.isProven:
            ledger.knows(
                LedgerDoor.Acceptance(
                    run: reminder.run, position: reminder.position, caseID: caseID,
                    timeline: reserved?.timeline ?? 0))
        // An answer that may be another letter's is none, but for a look-up that finds its case.
        case .accepted, .unknown: ledger.lostAnswer(reminder.run, reminder.position)
        default: break
        }
        tell("\(letter.invoice.number.key): \(answer.outcome)")
        return answer
    }

    /// Has this very worker closed a gate since it asked for the slot?
    private func isBraked(_ run: RunID, _ position: Int) -> Bool {
        let creditor = system.ledger.with { $0.runs[run]?.creditor }
        return ledger.brakes.hold(run, position, of: creditor)
    }

    private var violations: Int { system.amili.with { $0.violations.count } }

    /// - Parameter known: how many things were broken before.
    private func tell(_ what: @autoclosure () -> String, _ known: Int? = nil) {
        guard system.story.isTold else { return }
        system.story.tell(name, what())
        guard let known else { return }
        for words in system.amili.with({ $0.violations }).dropFirst(known) {
            system.story.tell(name, words, isBroken: true)
        }
    }

    /// Run and position: the key says handle, run and the run's hour, and position.
    private static func reminder(_ letter: Letter) -> (run: RunID, position: Int) {
        let words = letter.idempotencyKey.split(separator: "/")
        guard words.count == 3, let run = RunID(words[1].prefix { $0 != "-" }),
            let position = Int(words[2])
        else {
            preconditionFailure("a key is handle, run and position")
        }
        return (run, position)
    }

    /// No letter of what a human has stopped, but for the second that a slot lives, and none of a
    /// worker that others may take for dead.
    private func judge(_ letter: Letter, _ run: RunID, _ now: Int64) {
        let since = system.ledger.with { ledger -> Int64? in
            guard let found = ledger.runs[run] else { return nil }
            return [ledger.amili.barredAt, ledger.gates[found.creditor]?.barredAt, found.barredAt]
                .compactMap { $0 }.min()
        }
        func broken(_ what: String, _ moment: Int64) {
            let age = (now - moment) / 1_000_000
            let words = "a letter for \(letter.invoice.number.key), \(what) \(age) ms before"
            system.amili.with { $0.violations.append(words) }
        }
        if let since, now - since > limits.sendWithin.wholeNanoseconds { broken("stopped", since) }
        let beat = ledger.goodBeatAt.with { $0 }
        if now - beat > limits.sendingSpan.wholeNanoseconds { broken("last good beat", beat) }
    }

    private func answered(
        _ report: SendReport, _ extra: Duration, cut: () -> SendReport
    ) async -> SendReport {
        let latency = system.amili.with { $0.latency }()
        do { try await system.time.sleep(for: extra > .zero ? extra : latency) } catch {
            await hold.pass("cut off")
            return report.trace.written ? cut() : report
        }
        await hold.pass("answer")
        return report
    }

    private func written() { CallLeave.onWrite?(system.time.now().nanoseconds) }

    func lookUp(_ question: Question, startBy: BootInstant) async -> LookUpReport {
        guard await CallLeave.taken() else { return LookUpReport(.notSent) }
        written()
        await hold.pass("lookUp")
        if Task.isCancelled || system.time.now() >= startBy || hold.isOver {
            return LookUpReport(.notSent)
        }
        let now = system.time.now().nanoseconds
        let known = violations
        let fault = system.amili.with { amili in amili.lookUp(amili.questions.count) }
        let report = system.amili.with { $0.answer(question, fault, now) }
        tell(Self.words(question), known)
        if case .twoCalls(let span) = fault {
            await system.time.rest(for: span)
            guard await CallLeave.taken(), system.time.now() < startBy else {
                return LookUpReport(.notSent)
            }
            written()
            system.amili.with { $0.calls.append(system.time.now().nanoseconds) }
        }
        let latency = system.amili.with { $0.latency }()
        do { try await system.time.sleep(for: latency) } catch {
            await hold.pass("cut off")
            return LookUpReport(.noAnswer(why: "cut off", retryAfter: nil))
        }
        await hold.pass("looked up")
        tell(Self.words(report.outcome))
        return report
    }

    func cases(
        _ list: CaseList, page: Int, of party: AmiliParty, startBy: BootInstant
    ) async -> FollowReport<CasePage> {
        guard await CallLeave.taken() else { return FollowReport(.notSent) }
        await hold.pass("cases")
        if Task.isCancelled || system.time.now() >= startBy || hold.isOver {
            return FollowReport(.notSent)
        }
        let now = system.time.now().nanoseconds
        let (outcome, latency) = system.amili.with { amili in
            let fault = amili.poll(amili.polls.count)
            return (amili.cases(list, page, of: party, fault, now), amili.latency())
        }
        do { try await system.time.sleep(for: latency) } catch {
            await hold.pass("cut off")
            return FollowReport(.noAnswer(why: "cut off", retryAfter: nil))
        }
        await hold.pass("told")
        var trace = CallTrace()
        trace.calls = outcome == .notSent ? 0 : 1
        return FollowReport(outcome, trace)
    }

    func creditor(
        _ party: AmiliParty, knowing details: ActivationDetails, startBy: BootInstant
    ) async -> FollowReport<CreditorAtAmili> {
        await asked(startBy) { amili, now in
            amili.creditorAnswer
                ?? .answered(
                    CreditorAtAmili(isActive: amili.isActive(party, now), version: "version"))
        }
    }

    func handIn(
        _ details: ActivationDetails, of party: AmiliParty, version: String?,
        startBy: BootInstant
    ) async -> FollowReport<HandedIn> {
        await asked(startBy) { amili, now in
            guard version == "version" else {
                return .noAnswer(why: "changed meanwhile", retryAfter: nil)
            }
            amili.handIns += 1
            if case .answered(.taken) = amili.handInAnswer {
                amili.handedIn[party.creditor] = now
            }
            return amili.handInAnswer
        }
    }

    private func asked<Value>(
        _ startBy: BootInstant, _ answer: (inout FakeAmili, Int64) -> FollowOutcome<Value>
    ) async -> FollowReport<Value> {
        guard await CallLeave.taken() else { return FollowReport(.notSent) }
        await hold.pass("creditor")
        if Task.isCancelled || system.time.now() >= startBy || hold.isOver {
            return FollowReport(.notSent)
        }
        let now = system.time.now().nanoseconds
        let (outcome, latency) = system.amili.with { amili in
            amili.polls.append(now)
            return (answer(&amili, now), amili.latency())
        }
        do { try await system.time.sleep(for: latency) } catch {
            return FollowReport(.noAnswer(why: "cut off", retryAfter: nil))
        }
        return FollowReport(outcome)
    }

    private static func words(_ question: Question) -> String {
        let numbers = question.invoices.map(\.key).joined(separator: " ")
        let doubt = question.inDoubt.isEmpty ? "" : ", \(question.inDoubt.count) in doubt"
        return "asks about \(numbers)\(doubt), canary \(question.canary?.key ?? "none")"
            + (question.census ? ", census" : "")
    }

    private static func words(_ outcome: LookUpOutcome) -> String {
        guard case .answered(let cases, _) = outcome else { return "\(outcome)" }
        let found = cases.map { "\($0.invoiceKey) \($0.caseID)\($0.isOpen ? "" : " closed")" }
        return "finds \(found.isEmpty ? "nothing" : found.joined(separator: ", "))"
    }
}
