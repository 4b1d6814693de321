import ConsoleStore
import Database
import QueueStore
import Stores

/// Opens the stores for the length of one command, and closes them however it ends.
enum Opening {
    /// - Parameters:
    ///   - connections: of the pool, beside one for heartbeats.
    ///   - queueLimits: of a worker.
    ///   - checked: refuse a schema that this program cannot work with. `migrate` needs false.
    ///   - role: whose rights the user must have; nil: the first statement that is refused tells.
    ///   - wait: how to wait for a database that cannot be reached; nil: fail at once.
    ///   - listensInVain: called if a pooler keeps notifications from arriving; see `QueueStore`.
    /// - Throws: `Failure` (78) if a setting does not hold, (77) if a right is lacking;
    ///   `SchemaProblem`; `PostgresError`; `DatabaseWait.Stopped`; whatever `body` throws.
    static func stores<Value>(
        _ settings: Settings = Settings(), connections: Int = 2,
        queueLimits: QueueLimits = QueueLimits(), checked: Bool = true, role: ProgramRole? = nil,
        wait: DatabaseWait? = nil,
        listensInVain: @escaping @Sendable () -> Void = {},
        _ body: (Stores) async throws -> Value
    ) async throws -> Value {
        let stores = Stores(
            Database(
                try settings.database(), applicationName: "paminn", connections: connections),
            queueLimits: queueLimits, listensInVain: listensInVain)
        defer { stores.close() }
        if let wait {
            try await wait.reach(stores)
        } else if checked {
            try await stores.database.checkSchema()
        }
        if let role { try await requireRights(of: role, in: stores) }
        return try await body(stores)
    }

    /// A program that runs for long says at its start what it could not do later.
    private static func requireRights(of role: ProgramRole, in stores: Stores) async throws {
        let tables = try await stores.console.lackingRights(of: role)
        guard !tables.isEmpty else { return }
        throw Failure(
            .notAllowed,
            "This user lacks rights of \(role.rawValue) in the database, on"
                + " \(tables.prefix(8).joined(separator: ", "))"
                + (tables.count > 8 ? " and \(tables.count - 8) more" : ""),
            Failure.rightsRemedy)
    }

    /// Finds the creditor of a handle.
    /// - Throws: `Failure` (78) with the nearest handle if there is no such creditor.
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
