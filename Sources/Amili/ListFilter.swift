import HTTPClient
import Reminders

/// The filter of a list, of cases or of registrations.
enum ListFilter: Sendable {
    /// No filter: all items of the account.
    case none
    /// The creditor's items with any of these invoice numbers, by `$in`.
    case anyOf([String])
    /// The creditor's items with this invoice number.
    case only(String)
    /// All items of the creditor.
    case creditor

    /// The sort order of a list.
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

    /// The list's URL without the number of the page.
    /// - Parameters:
    ///   - base: as `AmiliAddress.base`.
    ///   - creditor: its id at Amili.
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

    /// The JSON of `where`; nil without a filter.
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

    /// White space, which JSON ignores: 20 random characters that make every URL a new one. Some
    /// caches keep answers by URL and do not say so, nginx's among them. They have none for a new
    /// URL.
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
