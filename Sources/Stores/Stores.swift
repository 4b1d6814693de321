package import AccessStore
package import ConsoleStore
package import Database
package import EnqueueStore
package import OperatorStore
package import QueueStore

/// All stores on one database, for whoever puts a program together.
package struct Stores: Sendable {
    package let database: Database
    package let enqueue: EnqueueStore
    package let queue: QueueStore
    package let console: ConsoleStore
    package let operators: OperatorStore
    package let access: AccessStore

    /// Connects to nothing yet.
    /// - Parameters:
    ///   - rateShare: as of `QueueStore`.
    ///   - listensInVain: as of `QueueStore`.
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

    package func close() {
        queue.close()
        database.close()
    }
}
