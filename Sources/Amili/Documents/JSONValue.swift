import Reminders

/// Any JSON value, read only to tell what kind of value stands where another was expected.
enum JSONValue: Decodable {
    case null, boolean, number
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        if let fields = try? decoder.container(keyedBy: FieldName.self) {
            var object: [String: JSONValue] = [:]
            for key in fields.allKeys {
                object[key.stringValue] = try fields.decode(JSONValue.self, forKey: key)
            }
            self = .object(object)
        } else if var elements = try? decoder.unkeyedContainer() {
            var list: [JSONValue] = []
            while !elements.isAtEnd { list.append(try elements.decode(JSONValue.self)) }
            self = .list(list)
        } else {
            let value = try decoder.singleValueContainer()
            if value.decodeNil() {
                self = .null
            } else if (try? value.decode(Bool.self)) != nil {
                self = .boolean
            } else if let text = try? value.decode(String.self) {
                self = .text(text)
            } else {
                self = .number
            }
        }
    }

    /// The kind of the value, without the value.
    var kind: FoundKind {
        switch self {
        case .null: .null
        case .boolean: .boolean
        case .number: .number
        case .text(let text): .outline(of: text)
        case .list(let list): .list(list.count)
        case .object: .object
        }
    }

    /// - Returns: the value at the path, from this one; nil if there is none.
    func value(at path: some Collection<any CodingKey>) -> JSONValue? {
        guard let key = path.first else { return self }
        switch self {
        case .list(let list):
            guard let index = key.intValue, list.indices.contains(index) else { return nil }
            return list[index].value(at: path.dropFirst())
        case .object(let object): return object[key.stringValue]?.value(at: path.dropFirst())
        default: return nil
        }
    }
}
