/// Work of the ledger whose duration is measured. The raw value is its place in a table of
/// handles.
enum LedgerWork: Int, CaseIterable, Sendable {
    case claim
    case settle
    case beat
    case slots

    /// The label `work` of `paminn_database_seconds`.
    var label: String {
        switch self {
        case .claim: "claim"
        case .settle: "settle"
        case .beat: "beat"
        case .slots: "slots"
        }
    }
}
