/// The `where`, `projection`, `sort` and page of a list call, read as Eve reads them, but strictly:
/// anything that the sandbox does not know is refused with 400.
struct ListQuery: Sendable {
    /// The conditions of `where`, all of which must be met. A field is nil if there is no condition
    /// on it; else it has one value for an equality, or the values of `$in`.
    struct Filter: Sendable {
        var creditors: [String]?
        var invoiceNumbers: [String]?
        var ids: [String]?
        var usesIn = false
    }

    var filter = Filter()
    var projection: Projection?
    enum Order: Sendable {
        /// By `_id` or `_created`, which give the same order.
        case byMaking
        /// By `_updated`, equals by `_id`.
        case byChange
    }
    var order = Order.byMaking
    var isReversed = false
    var page = 1
    /// Items per page, 1…100. A larger number is cut to 100, as Eve cuts to its limit.
    var size = 25

    /// - Parameter invoiceField: `debt.invoice_number` of cases, `debts.invoice_number` of
    ///   registrations.
    init(_ items: [Target.Item], invoiceField: String) throws(Refusal) {
        var seen: Set<String> = []
        for item in items {
            guard seen.insert(item.name).inserted else {
                throw Refusal(400, "Query parameter \(item.name) given twice")
            }
            switch item.name {
            case "where": filter = try Filter(item.value, invoiceField: invoiceField)
            case "projection": projection = try Projection(item.value)
            case "sort": (order, isReversed) = try ListQuery.order(item.value)
            case "page": page = try ListQuery.count(item)
            case "max_results": size = min(try ListQuery.count(item), 100)
            default: throw Refusal(400, "Unknown query parameter \(item.name)")
            }
        }
    }

    /// Reads a whole number above 0.
    private static func count(_ item: Target.Item) throws(Refusal) -> Int {
        guard let count = Int(item.value), (1...1_000_000_000).contains(count) else {
            throw Refusal(400, "\(item.name) must be a whole number above 0")
        }
        return count
    }

    /// Reads `sort`. Orders that the client does not use are unknown, and refused.
    private static func order(_ sort: String) throws(Refusal) -> (Order, isReversed: Bool) {
        switch sort {
        case "_id", "_created": return (.byMaking, false)
        case "-_id", "-_created": return (.byMaking, true)
        case "_updated", "_updated,_id": return (.byChange, false)
        case "-_updated", "-_updated,-_id": return (.byChange, true)
        default: throw Refusal(400, "Unknown sort field")
        }
    }
}

extension ListQuery.Filter {
    /// Reads the `where` parameter: an object of equalities and `$in`.
    init(_ text: String, invoiceField: String) throws(Refusal) {
        guard let document = try? JSON(parsing: text), case .object(let members) = document else {
            throw Refusal(400, "The where parameter is not a JSON object")
        }
        for member in members {
            let values = try values(of: member)
            switch member.name {
            case "creditor": creditors = values
            case invoiceField: invoiceNumbers = values
            case "_id": ids = values
            default: throw Refusal(400, "Unknown field in where: \(member.name)")
            }
        }
    }

    /// The values that a condition names, each a string.
    private mutating func values(of member: JSON.Member) throws(Refusal) -> [String] {
        switch member.value {
        case .string(let text): return [text]
        case .object(let operators):
            guard operators.count == 1, operators[0].name == "$in" else {
                throw Refusal(400, "Operator in where not allowed on \(member.name)")
            }
            usesIn = true
            let items = operators[0].value.items
            guard let items, items.allSatisfy({ $0.text != nil }) else {
                throw Refusal(400, "$in on \(member.name) takes a list of strings")
            }
            return items.compactMap(\.text)
        default: throw Refusal(400, "\(member.name) in where takes a string")
        }
    }
}
