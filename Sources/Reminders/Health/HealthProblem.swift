/// A problem of the server, of the schema, or of work that waits for a human; `paminn doctor` and
/// the operators' page show it.
package enum HealthProblem: Sendable, Equatable {
    // Work that waits for a human
    case runPaused(RunID, creditor: String, Since)
    case creditorRefused(String)
    case pollsFail(creditor: String, failures: Int, Since)
    /// - Parameter creditor: its handle; nil: the gate of all Amili.
    case gateUnproven(creditor: String?, seconds: Double)
    case oldDoubt(Since)

    // The server
    case readOnly
    case standby
    case cannotWrite([String])
    case fewConnections(Int)
    case heldSnapshot(Since)
    case notDurable
    case synchronousCommitOff
    case autovacuumOff
    case notVacuumed([String])
    case slotAbandoned(String, bytes: Int64, isLost: Bool)
    case oldTransactions(Int64)
    case noStandby
    case muchWAL(Int64)
    case littleDisk(bytes: Int64)
    case timeZoneUnknown

    // The schema
    case indexesMissing([String])
    case partitionsMissing([String])
    case otherEra
    case newerSchema([String])

    /// Whether it stops letters or endangers what is promised. Other problems are warnings.
    package var isBad: Bool {
        switch self {
        case .runPaused, .creditorRefused, .oldDoubt, .readOnly, .standby, .cannotWrite,
            .notDurable, .noStandby, .timeZoneUnknown, .indexesMissing:
            true
        case .pollsFail(_, _, let since): since.seconds >= 86_400
        case .fewConnections(let left): left < 2
        case .heldSnapshot(let since): since.seconds >= 3_600
        case .slotAbandoned(_, let bytes, let isLost): isLost || bytes >= 10 << 30
        case .oldTransactions(let age): age >= 1_600_000_000
        case .littleDisk(let bytes): bytes < 256 << 20
        case .gateUnproven, .synchronousCommitOff, .autovacuumOff, .notVacuumed, .muchWAL,
            .partitionsMissing, .otherEra, .newerSchema:
            false
        }
    }

    /// The name of the check in `paminn doctor`.
    package var check: String {
        switch self {
        case .runPaused: "paused runs"
        case .creditorRefused(let handle): "activation of \(handle)"
        case .pollsFail: "following"
        case .gateUnproven(let creditor, _): "gate of \(creditor ?? "all Amili")"
        case .oldDoubt: "uncertain"
        case .readOnly, .standby: "writing"
        case .cannotWrite: "rights"
        case .fewConnections: "connections"
        case .heldSnapshot: "snapshots"
        case .notDurable, .synchronousCommitOff: "durability"
        case .autovacuumOff, .notVacuumed: "autovacuum"
        case .slotAbandoned: "replication slots"
        case .oldTransactions: "transaction age"
        case .noStandby: "standbys"
        case .muchWAL: "WAL"
        case .littleDisk: "disk"
        case .timeZoneUnknown: "time zone"
        case .indexesMissing: "indexes"
        case .partitionsMissing: "partitions"
        case .otherEra: "era"
        case .newerSchema: "schema"
        }
    }
}
