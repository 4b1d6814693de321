package import Database
import Postgres

/// The store of workers: they claim parts, look them up and settle them. It implements `Ledger` on
/// PostgreSQL.
package final class QueueStore: Sendable {
    private let database: Database
    /// The share of the rate for which slots are given, above 0 and at most 1.
    let rateShare: Double
    let notifier: WorkNotifier
    let partitionTurns = PartitionTurns()

    /// - Parameters:
    ///   - rateShare: the share of the rate for which slots are given, above 0, at most 1. The rest
    ///     is a margin.
    ///   - listensInVain: called at most once, if a pooler answers in the server's place, so that
    ///     nothing can wake idle workers.
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

    /// Stops listening for new work. The database stays open.
    package func close() { notifier.close() }
}
