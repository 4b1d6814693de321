import AccessStore
import ConsoleStore
import Reminders

/// The part of the list that the user looks at: filter, order and position. The URL holds all of
/// it, so that a view can be bookmarked, shared and returned to. A searched name is personal data:
/// the URL holds a random id in its place.
struct ListView: Sendable {
    var filter = ListFilter()
    var order = ListView.newestFirst
    var position = ListPosition.start
    /// The id under which the session keeps a searched name; nil if there is none.
    var nameSearch: String?

    /// The default order.
    static let newestFirst = ListOrder(.invoiceDate, isDescending: true)
    /// Rows per page.
    static let rows = 50

    /// Reads a view from a query.
    ///
    /// `status` is a comma-separated list of states, in which `betald` stands for paid after the
    /// handover. `forfallna=1` keeps overdue invoices, and `attpaminna=1` those to remind of.
    /// `ordning` is a column; `fallande=1` reverses it. `efter` or `fore` is the position. `namn`
    /// is the id of a search for a name, `sok` a number. Unknown words are ignored.
    /// - Throws: `Refusal.notFound` if the search for a name does not belong to this session.
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

    /// The view as a query, without the position and without defaults.
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

    /// The view as a query, with the position.
    var fieldsWithPosition: Fields { Self.fields(fields, at: position) }

    static func fields(_ fields: Fields, at position: ListPosition) -> Fields {
        switch position {
        case .start: fields
        case .after(let key): fields.with("efter", key)
        case .before(let key): fields.with("fore", key)
        }
    }

    /// A changed copy of the view, at the beginning of the list.
    func with(_ change: (inout ListView) -> Void) -> ListView {
        var changed = self
        changed.position = .start
        change(&changed)
        return changed
    }
}
