import NIOConcurrencyHelpers
import Reminders

/// The letters of one part that are handed over together. It decides when each may begin.
final class Departures: LetterPacing {
    private struct Progress {
        /// The earliest moment at which the letter's call can have begun.
        var began: BootInstant
        /// The pacer's entry of the call; nil before the call may leave.
        var departure: Pacer.Departure?
    }
    private let list: [Departure]
    /// No letter begins after this moment.
    private let startBy: BootInstant
    private let context: WorkerContext
    private let part: ClaimedPart
    /// Keeps letters that wait for their slots from beginning.
    private let lineHold: LineHold
    private let progress: NIOLockedValueBox<[Progress]>

    init(
        _ context: WorkerContext, _ part: ClaimedPart, _ list: [Departure], startBy: BootInstant,
        lineHold: LineHold
    ) {
        self.context = context
        self.part = part
        self.list = list
        self.startBy = startBy
        self.lineHold = lineHold
        let now = context.time.now()
        progress = NIOLockedValueBox(list.map { _ in Progress(began: now) })
    }

    /// Counts the letters as in flight from here on.
    func handOver() { context.lettersInFlight.handedOver(list.count) }

    /// Hands the letters to Amili's client, and returns when all have ended.
    /// - Parameter ended: called with several ends at a time, each once, on any thread.
    func send(_ ended: @escaping @Sendable ([LetterEnd]) -> Void) async {
        await context.delivery.send(list.map(\.letter), startBy: startBy, pacing: self) {
            [context, lineHold] ends in
            lineHold.ended(unaccepted: ends.count { !$0.report.isAccepted })
            let called = ends.count { $0.report.outcome != .heldBack }
            context.lettersInFlight.ended(ends.count, called: called, at: context.time.now())
            ended(ends)
        }
    }

    /// Joins ends with the letters that they belong to.
    func letters(_ ends: [LetterEnd]) -> [EndedLetter] {
        progress.withLockedValue { progress in
            ends.map { end in
                EndedLetter(
                    departure: list[end.index], report: end.report,
                    began: progress[end.index].began, startBy: startBy)
            }
        }
    }

    /// Notes that the part has handled these ends, so that the line may go on.
    func heeded(_ ends: [LetterEnd]) {
        lineHold.heeded(ends.count { !$0.report.isAccepted })
    }

    func slot(_ index: Int) -> BootInstant { list[index].notBefore }

    func begin(_ index: Int, at now: BootInstant) -> LetterBeginning {
        let slot = slotInHand(index)
        guard now < startBy, mayLeave(slot) else { return .never }
        if lineHold.isWaitingForHeed { return .later(now + .milliseconds(1)) }
        switch context.pacer.leave(inSlot: slot.at, now: now) {
        case .now(let departure):
            progress.withLockedValue { $0[index] = Progress(began: now, departure: departure) }
            return .now
        case .later(let moment):
            return moment < startBy ? .later(moment) : .never
        }
    }

    func stays(_ index: Int) {
        let departure = progress.withLockedValue { progress in
            defer { progress[index].departure = nil }
            return progress[index].departure
        }
        if let departure { context.pacer.stays(departure) }
    }

    func left(_ index: Int, at moment: BootInstant) {
        if let departure = progress.withLockedValue({ $0[index].departure }) {
            context.pacer.left(departure, at: moment)
        }
    }

    func slots(_ index: Int, isSlotSpent: Bool) -> any CallSlots {
        PacedSlots(
            context, first: isSlotSpent ? nil : slotInHand(index), startBy: startBy,
            mayLeave: { self.mayLeave($0) },
            reserve: { [context, part] in
                try await context.ledger.reserve(1, to: .send, for: part, by: context.id)
            })
    }

    private func slotInHand(_ index: Int) -> PacedSlots.Slot {
        PacedSlots.Slot(at: list[index].notBefore, reserved: list[index].reserved)
    }

    /// The last check before a call leaves.
    private func mayLeave(_ slot: PacedSlots.Slot) -> Bool {
        context.maySend && !lineHold.isForGood
            && context.localGates.allow(part, reserved: slot.reserved)
    }
}
