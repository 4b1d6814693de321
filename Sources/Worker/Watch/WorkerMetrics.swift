import CoreMetrics
import Reminders

/// The handles of a worker's metrics, each made once.
struct WorkerMetrics: Sendable {
    let slotsGranted: Counter
    let slotsWaited: Counter
    let duplicatesPrevented: Counter
    let leasesLost: Counter
    let rescuedParts: Counter
    private let reminders: HandleTable<Counter>
    private let calls: HandleTable<Timer>
    private let statements: HandleTable<Timer>

    /// One more than the greatest number of a reason; 0 is none.
    private static let reasons = Int(Reason.allCases.map(\.storageID).max() ?? 0) + 1
    private static let states = ReminderState.allCases
    private static let calls = WorkerCall.allCases
    private static let endings = CallEnding.allCases
    private static let works = LedgerWork.allCases

    init(_ factory: any MetricsFactory) {
        func counter(_ name: String) -> Counter { Counter(label: name, factory: factory) }
        slotsGranted = counter("paminn_slots_granted_total")
        slotsWaited = counter("paminn_slots_waited_total")
        duplicatesPrevented = counter("paminn_duplicates_prevented_total")
        leasesLost = counter("paminn_leases_lost_total")
        rescuedParts = counter("paminn_rescued_parts_total")
        reminders = HandleTable(count: Self.states.count * Self.reasons) { index in
            let reason = Reason(storageID: Int16(index % Self.reasons))
            return Counter(
                label: "paminn_reminders_total",
                dimensions: [
                    ("outcome", Self.states[index / Self.reasons].word),
                    ("reason", reason?.rawValue ?? ""),
                ], factory: factory)
        }
        calls = HandleTable(count: Self.calls.count * Self.endings.count) { index in
            Timer(
                label: "paminn_call_seconds",
                dimensions: [
                    ("call", Self.calls[index / Self.endings.count].label),
                    ("outcome", Self.endings[index % Self.endings.count].label),
                ], factory: factory)
        }
        statements = HandleTable(count: Self.works.count) { index in
            Timer(
                label: "paminn_database_seconds",
                dimensions: [("work", Self.works[index].label)], factory: factory)
        }
        // So that the first of each is seen as a rise from 0.
        _ = reminders(.accepted, nil)
        _ = reminders(.uncertain, nil)
        _ = reminders(.rejected, .amiliValidation)
        _ = reminders(.failed, .attemptsExhausted)
        _ = call(.register, .answered)
        _ = call(.register, .noAnswer)
        _ = call(.lookUp, .answered)
        for work in Self.works { _ = statement(work) }
    }

    func reminders(_ state: ReminderState, _ reason: Reason?) -> Counter {
        // One of eight: shorter to compare than to hash.
        let place = Self.states.firstIndex(of: state)!
        return reminders[place * Self.reasons + Int(reason?.storageID ?? 0)]
    }

    func call(_ call: WorkerCall, _ ending: CallEnding) -> Timer {
        calls[call.rawValue * Self.endings.count + ending.rawValue]
    }

    func statement(_ work: LedgerWork) -> Timer { statements[work.rawValue] }
}
