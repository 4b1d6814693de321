import HTTPClient
import Reminders

/// The filter of a list of cases.
enum ListFilter: Sendable {
    /// All of the account.
    case none
    /// Any of these texts, by `$in`.
    case anyOf([String])
    case only(String)
    /// All of the creditor's.
    case creditor

    enum Order {
        case byID, newestFirst, lastChangedFirst

        fileprivate var sort: String {
            switch self {
            case .byID: AmiliAssumptions.sortField
            case .newestFirst: "-" + AmiliAssumptions.sortField
            case .lastChangedFirst: PercentEncoding.encode(AmiliAssumptions.lastChangedFirst)
            }
        }
    }

    func url<Item: ListItem>(
        of list: Item.Type, base: String, creditor: String, order: Order = .byID
    ) -> String {
        var url = base + Item.path + "?"
        if let condition = condition(for: list, creditor: creditor) {
            url += "where=" + PercentEncoding.encode(utf8: condition) + "&"
        }
        return url + "max_results=\(AmiliContract.itemsPerPage)"
            + "&sort=\(order.sort)"
    }

    private func condition<Item: ListItem>(for _: Item.Type, creditor: String) -> [UInt8]? {
        var json = JSONBytes(capacity: 2_048)
        json.raw("{")
        json.string(AmiliAssumptions.creditorKey)
        json.raw(":")
        json.string(creditor)
        switch self {
        case .none: return nil
        case .creditor: break
        case .only(let text):
            field(Item.invoiceField, in: &json)
            json.string(text)
        case .anyOf(let texts):
            field(Item.invoiceField, in: &json)
            json.raw("{")
            json.string(AmiliAssumptions.listOperator)
            json.raw(":[")
            for (position, text) in texts.enumerated() {
                if position > 0 { json.raw(",") }
                json.string(text)
            }
            json.raw("]}")
        }
        json.raw("}")
        return json.bytes + Self.nonce()
    }

    /// White space that JSON does not mind and that never is the same again: a cache that keeps
    /// answers by their URL, and does not say so, has none for it. nginx's is such a one.
    private static func nonce() -> [UInt8] {
        let bits = UInt32.random(in: 0..<1 << 20)
        return (0..<20).map { bits >> $0 & 1 == 0 ? UInt8(ascii: " ") : UInt8(ascii: "\t") }
    }

    private func field(_ name: String, in json: inout JSONBytes) {
        json.raw(",")
        json.string(name)
        json.raw(":")
    }
}
