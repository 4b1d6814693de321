import Reminders

/// What happened in a simulation, in the order of its happening: who, when, what. Without an
/// address, a wall clock or an unsorted set in it, so that one seed tells one story byte for byte.
package final class Story: Sendable {
    package struct Event: Sendable {
        /// Virtual nanoseconds since the simulation began.
        package let at: Int64
        package let who: String
        package let what: String
        package let isBroken: Bool

        package var line: String {
            let milliseconds = at / 1_000_000
            let fraction = String(milliseconds % 1000)
            let moment =
                "\(milliseconds / 1000).\(String(repeating: "0", count: 3 - fraction.count))\(fraction)"
            let left = String(repeating: " ", count: max(0, 9 - moment.count)) + moment
            let name = who + String(repeating: " ", count: max(0, 8 - who.count))
            return "\(left)  \(name)  \(isBroken ? "BROKEN: " : "")\(what)"
        }
    }
    private let events = Single<[Event]>([])
    let isTold: Bool
    private let time: VirtualTime

    init(_ time: VirtualTime, isTold: Bool) {
        self.time = time
        self.isTold = isTold
    }

    func tell(_ who: String, _ what: @autoclosure () -> String, isBroken: Bool = false) {
        guard isTold else { return }
        let at = time.now().nanoseconds - VirtualTime.beginning
        let event = Event(at: at, who: who, what: what(), isBroken: isBroken)
        events.with { $0.append(event) }
    }

    package var lines: [String] { events.with { $0.map(\.line) } }

    /// What went before the first thing that was broken, and a little of what came after.
    package func aroundTheFirstBreak(before: Int = 80, after: Int = 10) -> [String] {
        events.with { events in
            let broken = events.firstIndex(where: \.isBroken) ?? max(0, events.count - 1)
            return events[max(0, broken - before)..<min(events.count, broken + after)].map(\.line)
        }
    }
}
