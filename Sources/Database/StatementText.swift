import NIOConcurrencyHelpers

/// A statement as the server gets it: `$1` for the first `:name` and for each that follows of that
/// name, `$2` for the second.
package struct StatementText: Sendable {
    /// `WorkStatement.claim`.
    package let name: String
    package let sql: String
    /// The names of `$1`, `$2` …
    package let parameters: [String]

    private static let known = NIOLockedValueBox<[String: StatementText]>([:])

    /// Reads a statement once and remembers it.
    static func of<Kind: Statement>(_ statement: Kind) -> StatementText {
        let name = "\(Kind.self).\(statement)"
        return known.withLockedValue { known in
            if let text = known[name] { return text }
            let text = StatementText(name: name, statement.rawValue)
            known[name] = text
            return text
        }
    }

    /// - Parameter source: SQL with `:name` for each parameter. A colon in a literal, in a quoted
    ///   identifier, in a comment or in a cast names nothing.
    package init(name: String, _ source: String) {
        self.name = name
        var sql = "/* \(name) */ "
        var parameters: [String] = []
        var rest = Substring(source)
        while let next = rest.first {
            let token = Self.token(rest, next)
            if token.count > 1, next == ":", token.dropFirst().first != ":" {
                let parameter = String(token.dropFirst())
                if !parameters.contains(parameter) { parameters.append(parameter) }
                sql += "$\((parameters.firstIndex(of: parameter) ?? 0) + 1)"
            } else {
                sql += token
            }
            rest = rest[token.endIndex...]
        }
        self.sql = sql
        self.parameters = parameters
    }

    /// A literal, a quoted name, a comment, a cast, a parameter, or one character.
    private static func token(_ rest: Substring, _ first: Character) -> Substring {
        switch first {
        case "'", "\"":
            let end = rest.dropFirst().firstIndex(of: first) ?? rest.index(before: rest.endIndex)
            return rest[...end]
        case "-" where rest.hasPrefix("--"):
            return rest.prefix { $0 != "\n" }
        case ":" where rest.hasPrefix("::"):
            return rest.prefix(2)
        case ":":
            let name = rest.dropFirst().prefix { $0.isLetter || $0.isNumber || $0 == "_" }
            return rest[..<name.endIndex]
        default:
            return rest.prefix(1)
        }
    }
}
