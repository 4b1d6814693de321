/// How a check ended. The raw value is the `state` of JSON.
package enum HealthState: String, Sendable, Comparable {
    case ok
    /// It goes on, and something may come of it.
    case warning = "warn"
    case bad

    /// The first column of a text line, four characters wide.
    var text: String {
        switch self {
        case .ok: "ok  "
        case .warning: "WARN"
        case .bad: "BAD "
        }
    }

    private var rank: Int {
        switch self {
        case .ok: 0
        case .warning: 1
        case .bad: 2
        }
    }

    package static func < (left: HealthState, right: HealthState) -> Bool {
        left.rank < right.rank
    }
}
