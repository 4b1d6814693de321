import Reminders
import Store

/// Opens the store for one command, and closes it whatever happens.
enum Opening {
    /// - Parameters:
    ///   - checked: refuse a schema that this program cannot work with.
    ///   - wait: for a database that is away; nil: that is a failure at once.
    static func store<Value>(
        _ settings: Settings = Settings(), connections: Int = 2, rateShare: Double = 1,
        checked: Bool = true, wait: DatabaseWait? = nil,
        listensInVain: @escaping @Sendable () -> Void = {},
        _ body: (Store) async throws -> Value
    ) async throws -> Value {
        let store = Store(
            try settings.database(), applicationName: "paminn", connections: connections,
            rateShare: rateShare, listensInVain: listensInVain)
        defer { store.close() }
        if let wait {
            try await wait.reach(store)
        } else if checked {
            try await store.checkSchema()
        }
        return try await body(store)
    }

    static func creditor(_ handle: String, in store: Store) async throws -> CreditorRow {
        guard let creditor = try await store.creditors(handle).first else {
            let handles = try await store.creditors().map(\.handle)
            throw Failure(
                .settings, "There is no creditor ‘\(handle)’",
                NearestName.remedy(
                    for: handle, among: handles, otherwise: "See `paminn creditor list`."))
        }
        return creditor
    }
}
