import Database
import Foundation
import Logging
import QueueStore
import Reminders
import Stores
import Worker

/// A worker at its default settings between PostgreSQL and an Amili that costs nothing.
struct ClaimBench {
    struct Failed: Error {}

    let url: String

    /// Returns when nothing is queued or in doubt.
    func run() async throws {
        let limits = WorkerLimits()
        let stores = Stores(
            Database(url, applicationName: "bench"),
            queueLimits: QueueLimits(
                rateShare: 1 - limits.rateMargin, ratedParts: limits.ratedPartsInHand))
        defer { stores.close() }
        let time = MachineTime()
        let amili = InstantAmili(time)
        var log = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }
        log.logLevel = .critical
        let worker = Worker(
            ledger: stores.queue, delivery: amili, time: time, limits: limits, name: "bench",
            history: HistoryBook(), log: log)
        guard case .nothingLeft = await worker.run(until: Stop(), once: true) else {
            throw Failed()
        }
    }
}
