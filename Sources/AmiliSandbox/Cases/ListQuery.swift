/// The `where`, `projection`, `sort` and page of a list call, read as Eve reads them, but with
/// nothing overlooked: what the sandbox does not know is refused with 400.
struct ListQuery: Sendable {
    /// Nil: not asked for. Else the values, one for an equality, several for `$in`.
    struct Filter: Sendable {
        var creditors: [String]?
        var invoiceNumbers: [String]?
        var ids: [String]?
        var usesIn = false
    }

    var filter = Filter()
    var projection: Projection?
    enum Order: Sendable {
        case byMaking
        /// By `_updated`, equals by `_id`.
        case byChange
    }
    var order = Order.byMaking
    var isReversed = false
    var page = 1
    /// 1…100; Eve cuts what is asked beyond its limit, and so does this.
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

    private static func count(_ item: Target.Item) throws(Refusal) -> Int {
        guard let count = Int(item.value), (1...1_000_000_000).contains(count) else {
            throw Refusal(400, "\(item.name) must be a whole number above 0")
        }
        return count
    }

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
