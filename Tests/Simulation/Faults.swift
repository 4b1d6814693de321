import Reminders
import Worker

/// What can go wrong.
extension FaultPlan {
    // MARK: On the wires

    func postFault() -> SendFault {
        guard !isCalm, happens(severity) else { return .accepted }
        let fault = draw { chance -> (String, SendFault) in
            let faults: [(String, SendFault)] = [
                ("letter not sent", .notSent), ("answer lost", .answerLost),
                ("answer unproven", .unproven),
                ("another letter's answer", .unsolicited(made: chance.happens(0.5))),
                ("letter lost", .lost), ("letter done late", .doneLate(chance.span(0...1500))),
                ("letter rejected", .rejected("no \(chance.below(3))")),
                ("letter 401", .unauthorized), ("letter 403", .forbidden),
                ("letter 409", .conflict(made: chance.happens(0.5))),
                ("letter 429", .tooMany(chance.happens(0.5) ? nil : chance.span(100...2000))),
                (
                    "letter 5xx",
                    .serverError(made: chance.happens(0.5), retryAfter: nil)
                ),
                (
                    "letter 503 with Retry-After",
                    .serverError(made: true, retryAfter: chance.span(100...2000))
                ),
            ]
            return faults[chance.below(faults.count)]
        }
        note(fault.0)
        return fault.1
    }

    func lookUpFault() -> LookUpFault {
        guard !isCalm, happens(severity) else { return .answered }
        let fault = draw { chance -> (String, LookUpFault) in
            let faults: [(String, LookUpFault)] = [
                ("look-up not sent", .notSent), ("look-up 401", .unauthorized),
                ("look-up 403", .forbidden), ("look-up 429", .tooMany(nil)),
                ("look-up 5xx", .noAnswer(status: 503, retryAfter: nil)),
                ("look-up without answer", .noAnswer(status: nil, retryAfter: nil)),
                ("look-up unreadable", .noAnswer(status: 200, retryAfter: .seconds(1))),
                ("look-up of two pages", .twoCalls(chance.span(0...1500))),
            ]
            return faults[chance.below(faults.count)]
        }
        note(fault.0)
        return fault.1
    }

    func ledgerFault(_ call: String, of worker: Simulation.RunningWorker, _ shaky: Double)
        -> LedgerFault
    {
        if call == "beat", !isCalm, let until = worker.beatsCutUntil.with({ $0 }),
            simulation.time.now() < until
        {
            return .before
        }
        guard !isCalm, happens(shaky) else { return .none }
        switch below(5) {
        case 0, 1:
            note("ledger away")
            return .before
        case 2, 3:
            note("COMMIT in doubt")
            return .after
        default:
            note("ledger slow")
            return .slow(draw { $0.span(50...4000) })
        }
    }

    // MARK: From outside

    func disturb() {
        switch below(27) {
        case 0, 1, 2: disturbProcess()
        case 3, 4: start()
        case 5, 6, 7: pay()
        case 8, 9: colleague()
        case 10: if happens(0.3) { withRun("run cancelled") { $0.cancel($1, $2) } }
        case 11: withRun("run paused") { $0.pauseRun($1, $2) }
        case 12, 13: withRun("run resumed") { ledger, run, _ in ledger.resume(run) }
        case 14: withGate("creditor paused", true)
        case 15: withGate("creditor resumed", false)
        case 16: setAllPaused(true)
        case 17, 18: setAllPaused(false)
        case 19: load(anyCreditor)
        case 20: decide()
        case 21: storm()
        case 22: copyBook()
        case 23: cutBeats()
        case 24, 25: stepClock()
        default: if happens(0.4) { goBack() } else { copyBook() }
        }
    }

    private var anyCreditor: CreditorID { creditors[below(creditors.count)] }

    private func disturbProcess() {
        let worker = simulation.workers[below(simulation.workers.count)]
        guard worker.ending.with({ $0 }) == nil, !worker.hold.isKilled else { return }
        switch below(5) {
        case 0, 1:
            strike("process killed", worker.name)
            worker.hold.kill()
        case 2:
            let span = draw { $0.span(200...9000) }
            strike("process stops for a while", "\(worker.name) for \(span)")
            worker.hold.pause(span)
        case 3:
            strike("worker drained", worker.name)
            worker.stop.advance(to: .draining)
        default:
            strike("worker aborted", worker.name)
            worker.stop.advance(to: .aborting)
        }
    }

    private func pay() {
        let (creditor, key) = (anyCreditor, "\(1 + below(universe))")
        strike("payment", "\(key) of creditor \(creditor)")
        simulation.pay(key, of: creditor)
    }

    /// In Amili's own portal.
    private func colleague() {
        let (creditor, key) = (anyCreditor, "\(1 + below(universe))")
        strike("a colleague's case", "\(key) of creditor \(creditor)")
        let now = now
        simulation.amili.with {
            _ = $0.make(key, Simulation.party(creditor), at: now, isOurs: false)
        }
    }

    private func withRun(_ kind: String, _ change: (inout InMemoryLedger, RunID, Int64) -> Void) {
        let runs = simulation.ledger.with { $0.runs.keys.sorted() }
        guard !runs.isEmpty else { return }
        let run = runs[below(runs.count)]
        strike(kind, "\(run)")
        let now = now
        simulation.ledger.with { change(&$0, run, now) }
    }

    private func withGate(_ kind: String, _ isPaused: Bool) {
        let (creditor, now) = (anyCreditor, now)
        strike(kind, "\(creditor)")
        simulation.ledger.with { $0.setPaused(isPaused, creditor, now) }
    }

    private func setAllPaused(_ isPaused: Bool) {
        strike(isPaused ? "all paused" : "all resumed", "all of Amili")
        let now = now
        simulation.ledger.with { $0.setPaused(isPaused, nil, now) }
    }

    /// A human looks into Amili's portal, once the doubt is over, and decides by what is there.
    private func decide() {
        guard past.with({ $0.timesGoneBack }) == 0 else { return }
        let now = now
        let open = simulation.ledger.with { $0.undecided(now + $0.clockOffset) }
        guard !open.isEmpty else { return }
        let (run, position) = open[below(open.count)]
        let (creditor, key) = simulation.ledger.with { ledger in
            let found = ledger.runs[run]!
            return (found.creditor, found.reminders[position - 1].number.key)
        }
        let cases = simulation.amili.with {
            $0.cases(key, of: Simulation.party(creditor), by: now)
        }
        let found = cases.first { $0.isOurs } ?? cases.first { $0.found.isOpen }
        strike("human decides", "\(run)/\(position): \(found?.found.caseID ?? "not there")")
        _ = simulation.ledger.with { ledger in
            ledger.decide(run, position, caseID: found?.found.caseID, now + ledger.clockOffset)
        }
    }

    /// For a while Amili answers everything in one bad way.
    private func storm() {
        let until = simulation.time.now() + draw { $0.span(200...3000) }
        let storms: [(String, SendFault, LookUpFault)] = [
            (
                "storm of 5xx", .serverError(made: false, retryAfter: nil),
                .noAnswer(status: 503, retryAfter: nil)
            ),
            ("storm of 429", .tooMany(nil), .tooMany(nil)),
            ("storm of 401", .unauthorized, .unauthorized),
            ("storm of 403", .forbidden, .forbidden),
            ("storm of lost answers", .answerLost, .noAnswer(status: nil, retryAfter: nil)),
        ]
        let (kind, post, lookUp) = storms[below(storms.count)]
        strike(kind, "until \(until.nanoseconds - VirtualTime.beginning) ns")
        simulation.amili.with { [self] amili in
            amili.post = { [self] _ in
                if simulation.time.now() < until, !isCalm { return post }
                return postFault()
            }
            amili.lookUp = { [self] _ in
                if simulation.time.now() < until, !isCalm { return lookUp }
                return lookUpFault()
            }
        }
    }

    /// Only the beats of one worker do not get through.
    private func cutBeats() {
        let worker = simulation.workers[below(simulation.workers.count)]
        let span = draw { $0.span(1000...8000) }
        strike("beats cut", "\(worker.name) for \(span)")
        let until = simulation.time.now() + span
        worker.beatsCutUntil.with { $0 = until }
    }

    /// Only the database's.
    private func stepClock() {
        let offset = simulation.ledger.with { $0.clockOffset }
        let isBack = offset > -300_000_000_000 && (offset > 300_000_000_000 || happens(0.6))
        let step = [4, 30, 300][below(3)] * (isBack ? -1 : 1)
        strike("database's clock steps", "by \(step) s")
        simulation.ledger.with { $0.clockOffset += Int64(step) * 1_000_000_000 }
    }

    // MARK: The database's past

    private func copyBook() {
        let (copy, now) = (simulation.ledger.with { $0 }, now)
        past.with { past in
            past.copies.append((copy, now))
            if past.copies.count > 3 { past.copies.removeFirst() }
        }
    }

    /// A fail-over that lost the last seconds: what was claimed, settled, paid and cancelled since
    /// is unknown to the database. A human loads again what is missing.
    private func goBack() {
        let now = now
        guard
            let copy = past.with({ past in past.copies.last { now - $0.at <= 6_000_000_000 } })
        else { return }
        strike("database goes back in time", "by \((now - copy.at) / 1_000_000) ms")
        past.with {
            $0.timesGoneBack += 1
            $0.copies = []
        }
        simulation.ledger.with { $0.goBack(to: copy.ledger, now) }
        if happens(0.5) { reloadForgotten() }
    }
}
