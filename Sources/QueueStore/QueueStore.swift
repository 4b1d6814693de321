package import Database
import Postgres

/// The store of workers: they claim, look up and settle. Implements `Ledger` on PostgreSQL.
package final class QueueStore: Sendable {
    private let database: Database
    let rateShare: Double
    let notifier: WorkNotifier
    let partitionTurns = PartitionTurns()

    /// - Parameters:
    ///   - rateShare: how much of the fleet's rate slots are given for, above 0, at most 1.
    ///   - listensInVain: called at most once, when what is to wake idle workers is a pooler.
    package init(
        _ database: Database, rateShare: Double = 1,
        listensInVain: @escaping @Sendable () -> Void = {}
    ) {
        precondition(rateShare > 0 && rateShare <= 1)
        self.database = database
        self.rateShare = rateShare
        let address = database.address
        notifier = WorkNotifier(
            address.direct ?? address.conninfo,
            applicationName: database.applicationName + "-listen", inVain: listensInVain)
    }

    var pool: PostgresPool { database.pool }
    var beatPool: PostgresPool { database.beatPool }

    /// Stops listening. The database stays open.
    package func close() { notifier.close() }
}
