/// The kind of a JSON value, without the value.
package enum FoundKind: Sendable, Hashable {
    case missing, null, boolean, number, object
    /// The number of elements.
    case list(Int)
    /// The outline of the text: `a` for ASCII letters, `0` for digits, other ASCII characters as
    /// they are, `?` for all others; at most 40 characters.
    case text(String)

    /// - Parameter text: any text; only its outline is kept.
    package static func outline(of text: String) -> FoundKind {
        var outline = text.unicodeScalars.prefix(39).map { scalar -> Character in
            switch scalar {
            case "0"..."9": "0"
            case "a"..."z", "A"..."Z": "a"
            case " "..."~": Character(scalar)
            default: "?"
            }
        }
        if text.unicodeScalars.count > 39 { outline.append("…") }
        return .text(String(outline))
    }

    /// The form that the database stores: `null`, `list 3`, `text aaa, 00 aaa`.
    package var encoded: String {
        switch self {
        case .missing: "missing"
        case .null: "null"
        case .boolean: "boolean"
        case .number: "number"
        case .object: "object"
        case .list(let count): "list \(count)"
        case .text(let outline): "text \(outline)"
        }
    }

    /// - Returns: nil if `encoded` makes no such text.
    package init?(encoded: String) {
        let plain: [FoundKind] = [.missing, .null, .boolean, .number, .object]
        if let kind = plain.first(where: { $0.encoded == encoded }) {
            self = kind
        } else if encoded.hasPrefix("list "), let count = Int(encoded.dropFirst(5)) {
            self = .list(count)
        } else if encoded.hasPrefix("text ") {
            self = .text(String(encoded.dropFirst(5)))
        } else {
            return nil
        }
    }

    package var english: String {
        switch self {
        case .missing: "missing"
        case .null: "null"
        case .boolean: "true or false"
        case .number: "a number"
        case .object: "an object"
        case .list(let count): "a list of \(count)"
        case .text(let outline): outline.isEmpty ? "an empty text" : "a text like “\(outline)”"
        }
    }

    package var swedish: String {
        switch self {
        case .missing: "saknas"
        case .null: "null"
        case .boolean: "sant eller falskt"
        case .number: "ett tal"
        case .object: "ett objekt"
        case .list(let count): "en lista med \(count)"
        case .text(let outline): outline.isEmpty ? "en tom text" : "en text som ”\(outline)”"
        }
    }
}
