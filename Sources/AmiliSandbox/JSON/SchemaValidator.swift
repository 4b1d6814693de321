/// A rule for a JSON value. It finds every fault of a document at once, as Eve does.
struct SchemaValidator: Sendable {
    /// The fault of a value: nil if it fits; else a message, or an object of messages by member or
    /// position.
    let issue: @Sendable (JSON) -> JSON?

    /// A member of an object, and the rule for its value.
    struct Field: Sendable {
        let name: String
        let shape: SchemaValidator
        let required: Bool

        static func required(_ name: String, _ shape: SchemaValidator) -> Field {
            Field(name: name, shape: shape, required: true)
        }
        static func optional(_ name: String, _ shape: SchemaValidator) -> Field {
            Field(name: name, shape: shape, required: false)
        }
    }

    /// An object of these members and no others, none of them null. `whole` judges it once its
    /// members fit.
    static func object(
        _ fields: [Field], whole: @escaping @Sendable (JSON) -> JSON? = { _ in nil }
    ) -> SchemaValidator {
        let shapes = Dictionary(uniqueKeysWithValues: fields.map { ($0.name, $0.shape) })
        let required = fields.filter(\.required).map(\.name)
        return SchemaValidator { value in
            guard case .object(let members) = value else { return "must be of dict type" }
            var issues: [JSON.Member] = []
            for name in required where value[name] == nil {
                issues.append(JSON.Member(name, "required field"))
            }
            for member in members {
                guard let shape = shapes[member.name] else {
                    issues.append(JSON.Member(member.name, "unknown field"))
                    continue
                }
                let issue =
                    member.value == .null ? "null value not allowed" : shape.issue(member.value)
                if let issue { issues.append(JSON.Member(member.name, issue)) }
            }
            return issues.isEmpty ? whole(value) : .object(issues)
        }
    }

    /// A list whose length is within `count` and whose elements all fit `shape`.
    static func list(of shape: SchemaValidator, count: ClosedRange<Int>) -> SchemaValidator {
        SchemaValidator { value in
            guard let items = value.items else { return "must be of list type" }
            if items.count < count.lowerBound {
                return .string("min length is \(count.lowerBound)")
            }
            if items.count > count.upperBound {
                return .string("max length is \(count.upperBound)")
            }
            let issues = items.enumerated().compactMap { position, item in
                shape.issue(item).map { JSON.Member(String(position), $0) }
            }
            return issues.isEmpty ? nil : .object(issues)
        }
    }

    /// Text of 1 to `maximum` characters that are not all spaces.
    static func text(upTo maximum: Int) -> SchemaValidator {
        SchemaValidator { value in
            guard let text = value.text else { return "must be of string type" }
            if text.allSatisfy(\.isWhitespace) { return "empty values not allowed" }
            return text.count > maximum ? .string("max length is \(maximum)") : nil
        }
    }

    /// Text that fits a condition.
    /// - Parameter complaint: the message for text that does not.
    static func text(_ complaint: String, where fits: @escaping @Sendable (String) -> Bool)
        -> SchemaValidator
    {
        SchemaValidator { value in
            guard let text = value.text else { return "must be of string type" }
            return fits(text) ? nil : .string(complaint)
        }
    }

    static func oneOf(_ words: Set<String>) -> SchemaValidator {
        text("unallowed value") { words.contains($0) }
    }

    static let anything = SchemaValidator { _ in nil }

    /// A field that nobody may write, with any value.
    static let readOnly = SchemaValidator { _ in "field is read-only" }

    static let boolean = SchemaValidator { value in
        if case .bool = value { nil } else { "must be of boolean type" }
    }

    static func whole(_ range: ClosedRange<Int64>) -> SchemaValidator {
        SchemaValidator { value in
            guard let number = value.integer else { return "must be of integer type" }
            if number < range.lowerBound { return .string("min value is \(range.lowerBound)") }
            return number > range.upperBound ? .string("max value is \(range.upperBound)") : nil
        }
    }

    /// Kronor with at most two decimals, up to 10¹².
    /// - Parameter minimum: öre; 0 or 1.
    static func kronor(atLeast minimum: Int64) -> SchemaValidator {
        SchemaValidator { value in
            guard case .number(let literal) = value else { return "must be of number type" }
            guard let ore = SchemaValidator.ore(of: literal) else { return "more than 2 decimals" }
            if ore < minimum { return .string("min value is \(minimum == 1 ? "0.01" : "0")") }
            return ore > 100_000_000_000_000 ? "max value is 1000000000000" : nil
        }
    }

    /// The öre of a JSON number in kronor; nil if it has part of an öre, or more than 18 digits.
    /// - Parameter literal: a valid JSON number, with or without an exponent.
    static func ore(of literal: String) -> Int64? {
        let parts = literal.lowercased().split(separator: "e")
        let halves = parts[0].split(separator: ".")
        guard var exponent = parts.count == 2 ? Int(parts[1]) : 0, abs(exponent) <= 20 else {
            return nil
        }
        var digits = String(halves[0])
        if halves.count == 2 {
            digits += halves[1]
            exponent -= halves[1].count
        }
        exponent += 2
        while exponent < 0, digits.last == "0" {
            digits.removeLast()
            exponent += 1
        }
        if digits.isEmpty || digits == "-" { return 0 }
        guard exponent >= 0 else { return nil }
        digits += String(repeating: "0", count: exponent)
        return digits.count > 18 ? nil : Int64(digits)
    }

    /// An object id of MongoDB: 24 hexadecimal digits.
    static let objectID = text("value does not match regex '^[0-9a-f]{24}$'", where: isObjectID)

    /// Whether a text is 24 hexadecimal digits, in lower case.
    static func isObjectID(_ text: String) -> Bool {
        text.utf8.count == 24
            && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }

    /// RFC 1123 in GMT, exactly as `Moment` writes it; anything else is no date.
    static let moment = text("must be of datetime type") { Moment(http: $0) != nil }

    /// RFC 1123 at midnight GMT, as Amili's examples write dates.
    static let date = SchemaValidator { value in
        if let issue = moment.issue(value) { return issue }
        guard let text = value.text, let moment = Moment(http: text) else { return nil }
        return moment.milliseconds % Moment.day == 0 ? nil : "must be midnight GMT"
    }
}

extension JSON: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) { self = .string(text) }
}
