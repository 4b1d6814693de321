import NIOConcurrencyHelpers

/// A statement as the server gets it, with `$1`, `$2` … for its parameters. A name that occurs
/// again gets the same number.
package struct StatementText: Sendable {
    /// The catalogue and the case, as in `WorkStatement.claim`.
    package let name: String
    package let sql: String
    /// The names of `$1`, `$2` … in this order.
    package let parameters: [String]

    /// The texts that were read, by name.
    private static let known = NIOLockedValueBox<[String: StatementText]>([:])

    /// Returns the text of a statement; it is read only the first time.
    static func of<Kind: Statement>(_ statement: Kind) -> StatementText {
        let name = "\(Kind.self).\(statement)"
        return known.withLockedValue { known in
            if let text = known[name] { return text }
            let text = StatementText(name: name, statement.rawValue)
            known[name] = text
            return text
        }
    }

    /// Puts the pieces in, and numbers the parameters of a statement.
    /// - Parameter source: SQL with `:name` for each parameter. A colon in a literal, a quoted
    ///   identifier, a comment or a cast begins no parameter. `{name}` stands for a
    ///   `StatementPiece`, unless it is in a literal.
    package init(name: String, _ source: String) {
        self.name = name
        var sql = "/* \(name) */ "
        var parameters: [String] = []
        var rest = Substring(source)
        while let next = rest.first {
            let token = Self.token(rest, next)
            if next == "{" {
                rest = Self.piece(token, of: name) + rest[token.endIndex...]
                continue
            }
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

    /// The SQL for `{name}`. A name of no piece is a bug of ours, and traps.
    private static func piece(_ token: Substring, of statement: String) -> Substring {
        guard let piece = StatementPiece(rawValue: String(token.dropFirst().dropLast())) else {
            preconditionFailure("\(statement) names \(token), which is no piece")
        }
        return piece.sql[...]
    }

    /// The first token: a literal, a quoted name, a comment, a cast, a parameter, a piece, or one
    /// character.
    private static func token(_ rest: Substring, _ first: Character) -> Substring {
        switch first {
        case "'", "\"":
            let end = rest.dropFirst().firstIndex(of: first) ?? rest.index(before: rest.endIndex)
            return rest[...end]
        case "-" where rest.hasPrefix("--"):
            return rest.prefix { $0 != "\n" }
        case "{":
            let end = rest.firstIndex(of: "}") ?? rest.index(before: rest.endIndex)
            return rest[...end]
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
