/// The deed in a line of the audit: an action, or a look.
package enum AuditDeed: Sendable, Equatable {
    case action(AuditAction)
    case look(Look.Kind)
    /// A word that this version does not know, written by another version of the program.
    case other(String)

    /// - Parameter text: The column `action` of `console_audit`.
    init(action text: String) {
        self = AuditAction(rawValue: text).map { .action($0) } ?? .other(text)
    }

    /// - Parameter text: The column `kind` of `console_look`.
    init(look text: String) { self = Look.Kind(rawValue: text).map { .look($0) } ?? .other(text) }

    /// The deed in words, such as `sent` or `looked: invoice`.
    package var text: String {
        switch self {
        case .action(let action): action.rawValue
        case .look(let kind): "looked: \(kind.rawValue)"
        case .other(let text): text
        }
    }
}
