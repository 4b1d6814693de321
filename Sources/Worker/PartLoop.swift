import Reminders

/// Feeds the states of all parts in hand with events, and has their actions done. There is one loop
/// for a worker's life, and it waits for nothing but its mailbox.
final class PartLoop: Sendable {
    private enum Message: Sendable {
        case begin(
            ClaimedPart, asksOnly: Bool, handedOver: @Sendable () async -> Void,
            CheckedContinuation<Bool, Never>)
        case event(PartClaim, PartEvent)
        case ended(PartClaim, Departures, [LetterEnd])
        /// A second has passed.
        case turn
        /// No further part comes.
        case close
    }

    private struct InHand {
        var state: PartState
        /// The moment after its claim at which the loop took it in hand.
        let began: BootInstant
        /// Holds the letters that stand in line. Letters sent after a hold for good get a new one.
        var lineHold = LineHold()
        /// nil once it was called.
        var handedOver: (@Sendable () async -> Void)?
        /// Resumed at the part's end with whether the part is out of hand.
        let ended: CheckedContinuation<Bool, Never>
    }

    private let context: WorkerContext
    private let performer: PartPerformer
    private let mailbox = Mailbox<Message>()

    init(_ context: WorkerContext) {
        self.context = context
        performer = PartPerformer(context)
    }

    /// Works on a part until it is done, given back, or lost to another worker.
    /// - Parameters:
    ///   - asksOnly: whether the part is given back after the look-up, with no letter sent.
    ///   - handedOver: called once, when the last letter stands in the client's line or no more is
    ///     to be sent.
    /// - Returns: false if the part could not be written back; it is still in hand then.
    func work(
        on part: ClaimedPart, asksOnly: Bool, handedOver: @escaping @Sendable () async -> Void
    ) async -> Bool {
        await withCheckedContinuation { continuation in
            mailbox.put([.begin(part, asksOnly: asksOnly, handedOver: handedOver, continuation)])
        }
    }

    /// Lets `run` end once no part is in hand any more.
    func close() { mailbox.put([.close]) }

    /// Handles messages until `close` was called and no part is in hand. Cancelling the task cuts
    /// off what is on the wire; the parts come to their ends all the same.
    func run() async {
        var worker = PartEnvironment(
            now: context.time.now(), standing: context.standing, appetite: 0,
            jitter: context.jitter)
        var inHand: [PartClaim: InHand] = [:]
        var isClosed = false
        await withDiscardingTaskGroup { group in
            group.addTask { await self.keepTurning() }
            while !isClosed || !inHand.isEmpty {
                for message in await mailbox.take() {
                    // A look moves the window by which slots are asked for: only news may.
                    if case .turn = message {} else { look(&worker) }
                    switch message {
                    case .begin(var part, let asksOnly, let handedOver, let ended):
                        part.traceID = context.newTraceID()
                        let state = PartState(part, asksOnly: asksOnly, limits: context.limits)
                        inHand[part.claim] = InHand(
                            state: state, began: worker.now, handedOver: handedOver, ended: ended)
                        handle(.began, of: part.claim, &inHand, &worker, &group)
                    case .event(let claim, let event):
                        handle(event, of: claim, &inHand, &worker, &group)
                    case .ended(let claim, let departures, let ends):
                        handle(
                            .answered(departures.letters(ends)), of: claim, &inHand, &worker,
                            &group)
                        departures.heeded(ends)
                    case .turn:
                        context.watch.loopTurned(at: context.time.now(), parts: inHand.count)
                    case .close: isClosed = true
                    }
                }
            }
            // Only alarms are left, and no part waits for them.
            group.cancelAll()
        }
    }

    /// Sends a message each second, by whose handling others see that the loop goes on.
    private func keepTurning() async {
        while (try? await context.time.sleep(for: .seconds(1))) != nil { mailbox.put([.turn]) }
    }

    /// Brings the parts' view of their worker up to date.
    private func look(_ worker: inout PartEnvironment) {
        worker.now = context.time.now()
        worker.standing = context.standing
        worker.isCancelled = Task.isCancelled
        worker.amiliTime = context.amiliClock.time
        worker.isLedgerSlow = context.ledgerPace.isSlow
        worker.appetite = context.lettersInFlight.appetite(at: worker.now)
    }

    /// Hands an event to its part, and begins the actions that follow.
    private func handle(
        _ event: PartEvent, of claim: PartClaim, _ inHand: inout [PartClaim: InHand],
        _ worker: inout PartEnvironment, _ group: inout DiscardingTaskGroup
    ) {
        // An alarm may come after the part has ended.
        guard let index = inHand.index(forKey: claim) else { return }
        let actions = inHand.values[index].state.handle(event, in: &worker)
        for action in actions {
            perform(action, of: claim, &inHand.values[index], &group)
        }
        if let handedOver = inHand.values[index].handedOver,
            inHand.values[index].state.hasHandedOverAll
        {
            inHand.values[index].handedOver = nil
            group.addTask { await handedOver() }
        }
        if inHand.values[index].state.phase == .ended { inHand[claim] = nil }
    }

    /// Does an action at once, or begins it in a task of its own.
    private func perform(
        _ action: PartAction, of claim: PartClaim, _ inHand: inout InHand,
        _ group: inout DiscardingTaskGroup
    ) {
        let part = inHand.state.part
        switch action {
        case .send(let letters, let startBy):
            if inHand.lineHold.isForGood { inHand.lineHold = LineHold() }
            let departures = Departures(
                context, part, letters, startBy: startBy, lineHold: inHand.lineHold)
            departures.handOver()
            group.addTask { [mailbox] in
                await departures.send { mailbox.put([.ended(claim, departures, $0)]) }
            }
        case .holdLine: inHand.lineHold.holdForGood()
        case .workerIsDead: context.lease.die()
        case .tell(let news): context.tell(news, of: part)
        case .end(let isOutOfHand):
            context.tellSpan(
                of: inHand.state, since: inHand.began, isOutOfHand: isOutOfHand)
            inHand.ended.resume(returning: isOutOfHand)
        case .noteFlaw(let flaw, let purpose):
            let isNews = context.answers.note(flaw, purpose, part.creditor, at: context.time.now())
            guard isNews else { return }
            group.addTask { [context] in await context.write(flaw, in: purpose, of: part.creditor) }
        case .forgetFlaw(let purpose):
            guard context.answers.holds(purpose, part.creditor, at: context.time.now()) else {
                return
            }
            group.addTask { [context] in await context.forgetFlaw(in: purpose, of: part.creditor) }
        case .closeGate(let gate, _, _, _): begin(action, closing: gate, of: part, &group)
        case .pauseRun: begin(action, closing: .run, of: part, &group)
        case .read, .decideFirstLetter, .reserve, .lookUp, .noteLookUp, .settle, .giveBack, .wake:
            begin(action, of: part, &group)
        }
    }

    /// Begins an action in a task; its result comes back as one event.
    /// - Parameter gate: the gate that the action closes; nil if none.
    private func begin(
        _ action: PartAction, closing gate: PartGate? = nil, of part: ClaimedPart,
        _ group: inout DiscardingTaskGroup
    ) {
        let scope = gate.map { LocalGates.Scope($0, of: part) }
        // At once, so that no letter leaves before the ledger has closed the gate.
        if let scope { context.localGates.hold(scope) }
        group.addTask { [context, performer, mailbox] in
            let event = await performer.event(of: action, part)
            if let scope { context.localGates.isClosed(scope, at: context.time.now()) }
            mailbox.put([.event(part.claim, event)])
        }
    }
}

extension LocalGates.Scope {
    fileprivate init(_ gate: PartGate, of part: ClaimedPart) {
        switch gate {
        case .amili: self = .all
        case .creditor: self = .creditor(part.creditor)
        case .run: self = .run(part.claim.run)
        }
    }
}
