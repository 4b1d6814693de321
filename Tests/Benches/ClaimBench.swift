import Foundation
import Logging
import Reminders
import Store
import Worker

/// A worker at its default settings between PostgreSQL and an Amili that costs nothing.
struct ClaimBench {
    struct Failed: Error {}

    let url: String

    /// Returns when nothing is queued or in doubt.
    func run() async throws {
        let limits = WorkerLimits()
        let store = Store(
            url, applicationName: "bench", connections: 4, rateShare: 1 - limits.rateMargin)
        defer { store.close() }
        let time = MachineTime()
        let amili = InstantAmili(time)
        var log = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }
        log.logLevel = .critical
        let worker = Worker(
            ledger: store, delivery: amili, time: time, limits: limits, name: "bench",
            history: HistoryBook(), log: log)
        guard case .nothingLeft = await worker.run(until: Stop(), once: true) else {
            throw Failed()
        }
    }
}
