import Reminders

/// One page of a list: `_items` and `_meta`, with `total`, `max_results` and `page`
/// (docs.amili.se, "Pagination"). Fields that we do not read may be anything.
struct Page<Item: ListItem>: Decodable, Sendable {
    let items: [Item]
    /// The number of items in the whole list.
    let total: Int
    /// The number of this page, from 1; nil if the answer does not say.
    let number: Int?

    private enum CodingKeys: String, CodingKey {
        case items = "_items"
        case meta = "_meta"
    }
    private struct Meta: Decodable {
        let total: Count
        let page: Count?
    }

    init(items: [Item], total: Int, number: Int?) {
        (self.items, self.total, self.number) = (items, total, number)
    }

    /// Reads a body, plain JSON the fast way.
    /// - Returns: nil if the bytes are not JSON of this shape.
    static func read(_ body: [UInt8]) -> Page? {
        JSONScanner.read(body) { Page(plain: &$0) } ?? decoded(body)
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        let meta = try fields.decode(Meta.self, forKey: .meta)
        items = try fields.decode([Item].self, forKey: .items)
        total = meta.total.value
        number = meta.page?.value
    }
}
