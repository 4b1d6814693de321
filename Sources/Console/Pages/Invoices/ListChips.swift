import AccessStore
import ConsoleStore
import Reminders

/// The filters above the list, each with the number of invoices that it would show. The page does
/// not wait for these counts: each comes as a live piece once it is known.
struct ListChips {
    /// Prefix of the ids of the elements that hold the numbers.
    static let prefix = "antal-"

    let context: PageContext
    let creditor: GrantedCreditor
    let view: ListView

    /// One filter: its label, the view that it leads to, and whether that view is shown now.
    private struct Chip {
        let name: String
        let view: ListView
        let isCurrent: Bool

        /// The view to count: the filter alone, since the order does not change the count.
        var counted: ListView {
            var plain = ListView()
            plain.filter = view.filter
            return plain
        }
        var id: String { InvoiceCells.id(ListChips.prefix, counted.fields.encoded) }
    }

    /// Hands the page's own count to the cache, so that the filter shows the same number. Inexact
    /// counts, and counts of a search, are not kept.
    func note(_ count: CountCache.Counted) {
        guard count.isExact, view.filter.search == nil else { return }
        var plain = ListView()
        plain.filter = view.filter
        context.counts.note(count.count, creditor.id, name: plain.fields.encoded)
    }

    /// The filters by state, with their labels in Swedish and English.
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

    /// All filters in order. Those by state, by payment and *Att påminna* replace each other; *Bara
    /// förfallna* is switched on and off separately.
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

    /// ` (12)`; empty while the count is unknown.
    /// - Parameter counting: whether an outdated count is renewed, after the reply.
    private func number(_ chip: Chip, counting: Bool) -> HTML {
        // A search is seldom repeated: its counts would serve nobody else.
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

    /// The numbers known by now, as live pieces.
    /// - Parameter counting: a row of the page has just changed, so the numbers are recounted. A
    ///   page that is merely open causes no counting.
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
