import Reminders
import Worker

/// What must hold at the end, when the faults have stopped: nothing undecided, nothing lost.
extension FaultPlan {
    func judge(
        isOver: Bool, isStopped: Bool, _ last: Simulation.RunningWorker
    ) -> [String] {
        simulation.ledger.with { $0.checkAll() }
        var broken = simulation.violations
        if !isStopped { broken.append("the last worker never ends") }
        if !isOver { broken.append("never done: \(openParts)") }
        for worker in simulation.workers where worker.ending.with({ $0 }) == .stopped {
            guard worker.stop.stage == .draining else { continue }
            let timeline = simulation.ledger.with { $0.timeline }
            for one in worker.door.unwritten.with({ $0 }) where one.timeline == timeline {
                broken.append("\(worker.name) ended with \(one.caseID) unwritten")
            }
        }
        broken += judgeCases()
        let amili = simulation.amili.with { $0 }
        if amili.mostOnTheWire > simulation.limits.inFlight * simulation.workers.count {
            broken.append("\(amili.mostOnTheWire) on the wire")
        }
        for words in broken.dropFirst(simulation.violations.count) {
            simulation.story.tell("verdict", words, isBroken: true)
        }
        return broken
    }

    private var openParts: String {
        simulation.ledger.with { ledger in
            ledger.parts.filter { $0.state != .done }.prefix(3).map {
                "\($0.run)/\($0.first) \($0.state), \($0.counts[.queued]) queued, "
                    + "\($0.counts[.uncertain]) uncertain"
            }
        }.joined(separator: "; ")
    }

    /// What the ledger says of each invoice, against what Amili has of it.
    func judgeCases() -> [String] {
        let ledger = simulation.ledger.with { $0 }
        let amili = simulation.amili.with { $0 }
        var said: [String: [(run: RunID, position: Int, reminder: InMemoryLedger.Reminder)]] = [:]
        for (run, found) in ledger.runs.sorted(by: { $0.key < $1.key }) {
            for (index, reminder) in found.reminders.enumerated() {
                said["\(found.creditor)/\(reminder.number.key)", default: []]
                    .append((run, index + 1, reminder))
            }
        }
        var broken: [String] = []
        for creditor in creditors {
            for key in 1...universe {
                let all = amili.cases("\(key)", of: Simulation.party(creditor))
                let reminders = said["\(creditor)/\(key)"] ?? []
                let accepted = reminders.filter { $0.reminder.state == .accepted }
                for one in accepted
                where !all.contains(where: { $0.found.caseID == one.reminder.caseID }) {
                    broken.append("\(one.run)/\(one.position) is accepted: no such case")
                }
                // A colleague's case that was made while ours was in doubt passes for ours.
                let cases = Set(accepted.map(\.reminder.caseID))
                if all.contains(where: { $0.isOurs && !cases.contains($0.found.caseID) }),
                    !all.contains(where: { !$0.isOurs && cases.contains($0.found.caseID) })
                {
                    let states = reminders.map { "\($0.run)/\($0.position) \($0.reminder.state)" }
                    broken.append("a letter for \(key) that nobody knows of: \(states)")
                }
            }
        }
        return broken
    }
}
