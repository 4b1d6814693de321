import ConsoleStore
import Database
import Reminders
import Stores

/// Opens the stores for one command, and closes them whatever happens.
enum Opening {
    /// - Parameters:
    ///   - checked: refuse a schema that this program cannot work with.
    ///   - wait: for a database that is away; nil: that is a failure at once.
    static func stores<Value>(
        _ settings: Settings = Settings(), connections: Int = 2, rateShare: Double = 1,
        checked: Bool = true, wait: DatabaseWait? = nil,
        listensInVain: @escaping @Sendable () -> Void = {},
        _ body: (Stores) async throws -> Value
    ) async throws -> Value {
        let stores = Stores(
            Database(
                try settings.database(), applicationName: "paminn", connections: connections),
            rateShare: rateShare, listensInVain: listensInVain)
        defer { stores.close() }
        if let wait {
            try await wait.reach(stores)
        } else if checked {
            try await stores.database.checkSchema()
        }
        return try await body(stores)
    }

    static func creditor(_ handle: String, in stores: Stores) async throws -> CreditorRow {
        guard let creditor = try await stores.console.creditors(handle).first else {
            let handles = try await stores.console.creditors().map(\.handle)
            throw Failure(
                .settings, "There is no creditor ‘\(handle)’",
                NearestName.remedy(
                    for: handle, among: handles, otherwise: "See `paminn creditor list`."))
        }
        return creditor
    }
}
