import AccessStore
import ConsoleStore
import Reminders

/// The filters above the list, each with how many it would show. Counting is nobody's wait: a
/// number stands there once it is known, and comes by itself.
struct ListChips {
    /// Begins the id of each element that holds a number.
    static let prefix = "antal-"

    let context: PageContext
    let creditor: GrantedCreditor
    let view: ListView

    private struct Chip {
        let name: String
        let view: ListView
        let isCurrent: Bool

        /// The view that is counted, without its order, which changes no count.
        var counted: ListView {
            var plain = ListView()
            plain.filter = view.filter
            return plain
        }
        var id: String { InvoiceCells.id(ListChips.prefix, counted.fields.encoded) }
    }

    /// Takes over the count of the page that is shown.
    func note(_ count: CountCache.Counted) {
        guard count.isExact, view.filter.search == nil else { return }
        var plain = ListView()
        plain.filter = view.filter
        context.counts.note(count.count, creditor.id, name: plain.fields.encoded)
    }

    private static let states: [(Set<InvoiceState>, String, String)] = [
        ([.none], "Ingen påminnelse", "No reminder"),
        ([.queued], "I kö", "Queued"),
        ([.uncertain], "Kontrolleras hos Amili", "Being checked with Amili"),
        ([.accepted], "Hos Amili", "At Amili"),
        ([.manual], "För hand", "By hand"),
        ([.rejected, .failed], "Avvisade eller misslyckade", "Rejected or failed"),
        ([.skipped], "Hoppades över", "Skipped"),
        ([.cancelled], "Avbrutna", "Cancelled"),
    ]

    private var all: [Chip] {
        var all: [Chip] = []
        func add(
            _ swedish: String, _ english: String, _ isCurrent: Bool,
            _ change: (inout ListFilter) -> Void
        ) {
            let changed = view.with { view in
                view.filter.states = []
                view.filter.isPaidAfterHandover = false
                view.filter.isToRemind = false
                change(&view.filter)
            }
            all.append(
                Chip(name: context.say(swedish, english), view: changed, isCurrent: isCurrent))
        }
        let filter = view.filter
        let isAny = filter.states.isEmpty && !filter.isPaidAfterHandover && !filter.isToRemind
        add("Alla", "All", isAny) { _ in }
        add("Att påminna", "To remind", filter.isToRemind) { $0.isToRemind = true }
        for (states, swedish, english) in Self.states {
            add(swedish, english, filter.states == states) { $0.states = states }
        }
        add("Betalda efter överlämning", "Paid after handover", filter.isPaidAfterHandover) {
            $0.isPaidAfterHandover = true
        }
        all.append(
            Chip(
                name: context.say("Bara förfallna", "Overdue only"),
                view: view.with { $0.filter.isOverdue.toggle() }, isCurrent: filter.isOverdue))
        return all
    }

    var html: HTML {
        all.html { chip in
            let current: HTML = chip.isCurrent ? " aria-current=\"true\"" : ""
            let address = context.url("/kundfakturor", creditor, chip.view.fields)
            return """
                <li><a href="\(address)"\(current)>\(chip.name)\
                <span id="\(chip.id)">\(number(chip, counting: true))</span></a></li>
                """
        }
    }

    /// ` (12)`; empty while it is not known.
    private func number(_ chip: Chip, counting: Bool) -> HTML {
        // A search is seldom made twice: its numbers would serve nobody else.
        guard view.filter.search == nil else { return .empty }
        let counted = chip.counted
        let count = context.counts.glimpse(
            creditor.id, counted.filter, name: counted.fields.encoded, counting: counting)
        return count.map { "\u{A0}(\(Format.count($0)))" } ?? .empty
    }

    // MARK: News

    /// Fields that tell the page's stream to follow the numbers.
    var fields: [(name: String, value: String)] {
        guard view.filter.search == nil else { return [] }
        return [("antal", "1")] + (view.filter.isOverdue ? [("forfallna", "1")] : [])
    }

    /// The numbers that are known by now.
    /// - Parameter counting: something has changed a moment ago, so that they are counted anew. A
    ///   page that is merely open has nothing counted.
    static func news(
        _ context: PageContext, _ creditor: GrantedCreditor, counting: Bool
    ) -> [LivePiece] {
        guard context.query["antal"] == "1" else { return [] }
        var view = ListView()
        view.filter.isOverdue = context.query["forfallna"] == "1"
        let chips = ListChips(context: context, creditor: creditor, view: view)
        return chips.all.compactMap { chip in
            let number = chips.number(chip, counting: counting)
            return number.isEmpty ? nil : LivePiece(chip.id, number)
        }
    }
}
