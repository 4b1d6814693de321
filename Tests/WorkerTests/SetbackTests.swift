import Reminders
import Testing

@testable import Simulation
@testable import Worker

/// A claim that got nowhere is a setback, so that the next wait is longer. A part that gets nowhere
/// any more is not claimed without end because something has moved once.
struct SetbackTests {
    private static let begin = BootInstant(nanoseconds: 1_000_000_000_000)
    private static let canary = InvoiceNumber("CANARY")!

    private var worker = PartEnvironment(
        now: begin, standing: WorkerStanding(sendBy: begin + .seconds(3_600)), appetite: 4,
        jitter: { 0.5 })

    /// Claims a part with these reminders, and looks it up; Amili has nothing against it.
    private mutating func lookedUp(
        _ open: [OpenReminder], setbacks: Int
    ) -> (state: PartState, actions: [PartAction]) {
        let part = ClaimedPart(
            claim: PartClaim(run: 1, first: 1, attempt: 1), last: 2, creditor: 1, handle: "a",
            party: Simulation.party, stopped: false, doubtIsOver: false, doubtLeft: .seconds(500),
            queued: open.count { $0.state == .queued },
            uncertain: open.count { $0.state == .uncertain }, setbacks: setbacks,
            canary: Self.canary, today: CalendarDate(iso: "2026-10-20")!, graceBankDays: 0,
            runBorn: 1, amiliDoubtUntil: 2_000, lostTimes: [],
            history: HistoryPoint(system: "s", timeline: 1, position: 1))
        var state = PartState(part, asksOnly: false, limits: WorkerLimits())
        _ = state.handle(.began, in: &worker)
        _ = state.handle(read(open), in: &worker)
        _ = state.handle(slot, in: &worker)
        let report = LookUpReport(.answered(cases: [], amiliNow: 1_001), CallTrace())
        let actions = state.handle(
            .lookedUp(LookUpEnd(report: report, began: worker.now, wasRefused: false)),
            in: &worker)
        return (state, actions)
    }

    private func reminder(_ position: Int, _ state: ReminderState) -> OpenReminder {
        let invoice = SharedInvoice(Simulation.invoice(position))
        var reminder = OpenReminder(
            position: position, state: state, attempts: state == .queued ? 0 : 1,
            doubtSince: state == .queued ? nil : 5, number: invoice.value.number, invoice: nil)
        reminder.sharedInvoice = invoice
        return reminder
    }

    private func read(_ open: [OpenReminder]) -> PartEvent {
        .read(
            PartRead(
                reading: .reminders(open, canary: Self.canary, databaseNow: 1_000),
                asked: worker.now))
    }

    private var slot: PartEvent {
        .slotsCame(
            SlotGrant(
                reservation: .slots(count: 1, firstIn: .zero, spacing: .zero, fleetSpacing: .zero),
                read: nil,
                asked: worker.now, came: worker.now))
    }

    /// Answers every write until the part is given back.
    private mutating func givenBack(
        _ state: inout PartState, after actions: [PartAction]
    ) -> Return? {
        var waiting = actions
        while !waiting.isEmpty {
            switch waiting.removeFirst() {
            case .settle:
                waiting += state.handle(.settled(.settled(queued: 1, uncertain: 0)), in: &worker)
            case .giveBack(let how): return how
            default: break
            }
        }
        return nil
    }

    /// Waits for slots until the look-up is too old.
    private mutating func waitInVain(_ state: inout PartState) -> Return? {
        worker.now = worker.now + .seconds(60)
        var actions = state.handle(.woken(.settling), in: &worker)
        actions += state.handle(
            .slotsCame(
                SlotGrant(
                    reservation: .busy(.seconds(1)), read: nil, asked: worker.now,
                    came: worker.now)),
            in: &worker)
        actions += state.handle(.woken(.slots), in: &worker)
        return givenBack(&state, after: actions)
    }

    @Test mutating func aClaimThatSentALetterIsNoneAndTheNextOneIs() {
        var (state, _) = lookedUp([reminder(1, .queued), reminder(2, .queued)], setbacks: 3)
        let sent = state.handle(slot, in: &worker)
        var letters: [EndedLetter] = []
        for case .send(let departures, let startBy) in sent {
            letters += departures.map {
                EndedLetter(
                    departure: $0, report: SendReport(.rejected, CallTrace()), began: worker.now,
                    startBy: startBy)
            }
        }
        #expect(letters.count == 1)
        _ = state.handle(.answered(letters), in: &worker)
        #expect(waitInVain(&state) == .ready)

        // The other letter finds no slot, now and ever after.
        var (next, _) = lookedUp([reminder(2, .queued)], setbacks: 0)
        #expect(waitInVain(&next) == .waiting(.milliseconds(500), setback: true))
        var (later, _) = lookedUp([reminder(2, .queued)], setbacks: 4)
        #expect(waitInVain(&later) == .waiting(.seconds(8), setback: true))
    }

    @Test mutating func aDoubtThatNothingEndsIsASetback() {
        var (state, actions) = lookedUp([reminder(1, .uncertain)], setbacks: 2)
        #expect(
            givenBack(&state, after: actions) == .waiting(.seconds(2), setback: true))
    }
}
