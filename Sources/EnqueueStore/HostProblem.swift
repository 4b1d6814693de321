/// Why a host application's batch is not loaded. The raw value stands in `paminn_v1.requests`.
package enum HostProblem: String, Sendable, CaseIterable {
    // The batch waits until these are over.
    /// The creditor is not active at Amili.
    case creditorNotActive = "CREDITOR_NOT_ACTIVE"
    /// Another load of the creditor does not end.
    case creditorLocked = "CREDITOR_LOCKED"

    // The batch has failed for good.
    /// The batch's name is the key of a run of other lines.
    case keyReused = "KEY_REUSED"
    /// Every line was refused.
    case nothingUsable = "NOTHING_USABLE"
    /// The lines as a whole cannot be read, such as without any amount that remains.
    case unreadable = "UNREADABLE"

    /// Whether the batch is not tried again.
    package var isFinal: Bool {
        switch self {
        case .creditorNotActive, .creditorLocked: false
        case .keyReused, .nothingUsable, .unreadable: true
        }
    }
}
