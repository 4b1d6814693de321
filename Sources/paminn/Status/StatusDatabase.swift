import ConsoleStore
import Database
import Postgres
import Reminders
import Status

/// The status server's own connection to the database, so that a scrape waits for no work and takes
/// no work's place. It is opened when somebody asks.
struct StatusDatabase: Sendable {
    /// The longest that a request waits for the database.
    static let patience = Duration.seconds(2)
    /// How long the fleet's figures are good.
    private static let fleetLife = Duration.seconds(10)
    /// How long it is good whether the database answers.
    private static let footingLife = Duration.seconds(1)

    private let database: Database
    let footing: LatestValue<DatabaseFooting>
    let fleet: LatestValue<FleetFigures>

    init(_ address: DatabaseAddress) {
        var address = address
        address.deadlines.brief = Self.patience
        address.deadlines.ordinary = Self.patience
        let database = Database(address, applicationName: "paminn-status", connections: 1)
        let store = ConsoleStore(database)
        self.database = database
        footing = LatestValue(life: Self.footingLife, deadline: Self.patience) {
            try await store.footing()
        }
        fleet = LatestValue(life: Self.fleetLife, deadline: Self.patience) {
            try await store.fleet()
        }
    }

    func close() { database.close() }
}
