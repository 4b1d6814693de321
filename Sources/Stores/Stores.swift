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
    ///   - queueLimits: A worker's; the others give no slots and claim nothing.
    ///   - listensInVain: Called at most once, if the connection that should wake idle workers goes
    ///     to a pooler.
    package init(
        _ database: Database, queueLimits: QueueLimits = QueueLimits(),
        listensInVain: @escaping @Sendable () -> Void = {}
    ) {
        self.database = database
        enqueue = EnqueueStore(database)
        queue = QueueStore(database, limits: queueLimits, listensInVain: listensInVain)
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
