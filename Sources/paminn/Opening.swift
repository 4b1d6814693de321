import Reminders
import Store

/// Opens the store for one command, and closes it whatever happens.
enum Opening {
    /// - Parameter checked: refuse a schema that this program cannot work with.
    static func store<Value>(
        _ settings: Settings = Settings(), connections: Int = 2, checked: Bool = true,
        _ body: (Store) async throws -> Value
    ) async throws -> Value {
        let store = Store(
            try settings.databaseURL(), applicationName: "paminn", connections: connections)
        defer { store.close() }
        if checked { try await store.checkSchema() }
        return try await body(store)
    }

    static func creditor(_ handle: String, in store: Store) async throws -> CreditorRow {
        guard let creditor = try await store.creditors(handle).first else {
            throw Failure(
                .settings, "There is no creditor ‘\(handle)’", "See `paminn creditor list`.")
        }
        return creditor
    }
}
