package import AccessStore
package import ConsoleStore
package import OperatorStore

/// The stores that the web page needs: people look and decide by it.
package struct ConsoleStores: Sendable {
    let console: ConsoleStore
    let operators: OperatorStore
    let access: AccessStore

    package init(_ console: ConsoleStore, _ operators: OperatorStore, _ access: AccessStore) {
        self.console = console
        self.operators = operators
        self.access = access
    }
}
