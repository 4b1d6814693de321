import AccessStore
import ConsoleStore
import Reminders

/// What of the list is looked at: all of it in the URL, so that it can be kept, sent and gone back
/// to. But for a name: that is personal data, and the URL has a random id for it.
struct ListView: Sendable {
    var filter = ListFilter()
    var order = ListView.newestFirst
    var position = ListPosition.start
    /// Names the search for a name in this session.
    var nameSearch: String?

    static let newestFirst = ListOrder(.invoiceDate, isDescending: true)
    static let rows = 50

    /// - Throws: `notFound` if the search for a name is not one of this session's.
    static func read(_ context: PageContext, _ query: Fields) async throws -> ListView {
        var view = ListView()
        for word in (query["status"] ?? "").split(separator: ",") {
            if word == "betald" {
                view.filter.isPaidAfterHandover = true
            } else if let state = InvoiceState(rawValue: String(word)) {
                view.filter.states.insert(state)
            }
        }
        view.filter.isOverdue = query["forfallna"] == "1"
        view.filter.isToRemind = query["attpaminna"] == "1"
        if let column = query["ordning"].flatMap(ListOrder.Column.init(rawValue:)) {
            view.order = ListOrder(column, isDescending: query["fallande"] == "1")
        }
        if let key = query["efter"] {
            view.position = .after(key)
        } else if let key = query["fore"] {
            view.position = .before(key)
        }
        if let id = query["namn"] {
            guard let name = try await context.access.search(id, session: context.sessionHash)
            else {
                throw Refusal.notFound
            }
            view.nameSearch = id
            view.filter.search = .name(name)
        } else if let number = query["sok"] {
            view.filter.search = .number(number)
        }
        return view
    }

    /// What stands in the URL for it, without the place on the list.
    var fields: Fields {
        var fields = Fields()
        var words = filter.states.map(\.rawValue).sorted()
        if filter.isPaidAfterHandover { words.append("betald") }
        if !words.isEmpty { fields = fields.with("status", words.joined(separator: ",")) }
        if filter.isOverdue { fields = fields.with("forfallna", "1") }
        if filter.isToRemind { fields = fields.with("attpaminna", "1") }
        if order != Self.newestFirst {
            fields = fields.with("ordning", order.column.rawValue)
            if order.isDescending { fields = fields.with("fallande", "1") }
        }
        if let nameSearch {
            fields = fields.with("namn", nameSearch)
        } else if case .number(let text)? = filter.search {
            fields = fields.with("sok", text)
        }
        return fields
    }

    /// The same with the place on the list.
    var fieldsWithPosition: Fields { Self.fields(fields, at: position) }

    static func fields(_ fields: Fields, at position: ListPosition) -> Fields {
        switch position {
        case .start: fields
        case .after(let key): fields.with("efter", key)
        case .before(let key): fields.with("fore", key)
        }
    }

    func with(_ change: (inout ListView) -> Void) -> ListView {
        var changed = self
        changed.position = .start
        change(&changed)
        return changed
    }
}
