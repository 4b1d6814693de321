package import AccessStore
package import ConsoleStore
package import Database
package import EnqueueStore
package import OperatorStore
package import QueueStore

/// All stores on one database. A program opens them here.
package struct Stores: Sendable {
    package let database: Database
    package let enqueue: EnqueueStore
    package let queue: QueueStore
    package let console: ConsoleStore
    package let operators: OperatorStore
    package let access: AccessStore

    /// Makes the stores; no connection is opened before it is needed.
    /// - Parameters:
    ///   - rateShare: The share of the fleet's rate that slots are given for, above 0 and at most
    ///     1.
    ///   - listensInVain: Called at most once, if the connection that should wake idle workers goes
    ///     to a pooler.
    package init(
        _ database: Database, rateShare: Double = 1,
        listensInVain: @escaping @Sendable () -> Void = {}
    ) {
        self.database = database
        enqueue = EnqueueStore(database)
        queue = QueueStore(database, rateShare: rateShare, listensInVain: listensInVain)
        console = ConsoleStore(database)
        operators = OperatorStore(database)
        access = AccessStore(database)
    }

    /// Closes the connections of all stores.
    package func close() {
        queue.close()
        database.close()
    }
}
