package import Database
import Postgres

/// The store of workers: they claim parts, look them up and settle them. It implements `Ledger` on
/// PostgreSQL.
package final class QueueStore: Sendable {
    private let database: Database
    let limits: QueueLimits
    let notifier: WorkNotifier
    let partitionTurns = PartitionTurns()

    /// - Parameters:
    ///   - listensInVain: called at most once, if a pooler answers in the server's place, so that
    ///     nothing can wake idle workers.
    package init(
        _ database: Database, limits: QueueLimits = QueueLimits(),
        listensInVain: @escaping @Sendable () -> Void = {}
    ) {
        self.database = database
        self.limits = limits
        let address = database.address
        notifier = WorkNotifier(
            address.direct ?? address.conninfo,
            applicationName: database.applicationName + "-listen", inVain: listensInVain)
    }

    var pool: PostgresPool { database.pool }
    var beatPool: PostgresPool { database.beatPool }

    /// Stops listening for new work. The database stays open.
    package func close() { notifier.close() }
}
