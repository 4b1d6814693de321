/// What a line of the audit tells.
package enum AuditDeed: Sendable, Equatable {
    case action(AuditAction)
    case look(Look.Kind)
    /// A deed that another version of this program wrote.
    case other(String)

    init(action text: String) {
        self = AuditAction(rawValue: text).map { .action($0) } ?? .other(text)
    }

    init(look text: String) { self = Look.Kind(rawValue: text).map { .look($0) } ?? .other(text) }

    /// `sent`, `looked: invoice`.
    package var text: String {
        switch self {
        case .action(let action): action.rawValue
        case .look(let kind): "looked: \(kind.rawValue)"
        case .other(let text): text
        }
    }
}
