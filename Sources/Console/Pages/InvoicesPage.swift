import Reminders
import Store

/// `/kundfakturor`: the invoice list.
struct InvoicesPage {
    let visit: Visit
    let creditor: GrantedCreditor
    let view: ListView
    let page: ListPage
    let count: Desk.Counted
    let selection: SelectionSummary
    let ticked: Set<String>
    /// Runs that wait for second thoughts.
    let held: [HeldRun]

    static let routes: [Route] = [
        .get("/kundfakturor") { visit in
            if visit.session.creditors.isEmpty, !visit.query.has("foretag") {
                return noCreditor(visit)
            }
            let page = try await read(visit)
            return page.frame.page(page.content)
        },
        .get("/kundfakturor/handelser") { try news($0) },
    ]

    static func read(_ visit: Visit, _ query: Fields? = nil) async throws -> InvoicesPage {
        let creditor = try visit.creditor()
        let view = try await ListView.read(visit, query ?? visit.query)
        let store = visit.store
        async let count = visit.desk.count(
            creditor.id, view.filter, name: view.fields.encoded)
        async let selection = store.selectionSummary(by: visit.owner(creditor))
        async let held = store.heldRuns(of: creditor.id)
        let page = try await store.browse(
            creditor.id, view.filter, by: view.order, at: view.position, limit: ListView.rows)
        let ticked = try await store.selected(
            page.rows.map(\.key), by: visit.owner(creditor))
        // A count may be some seconds old; of what stands on one page it is known.
        let isWhole = page.previous == nil && page.next == nil && !page.isCutShort
        let counted = try await count
        return try await InvoicesPage(
            visit: visit, creditor: creditor, view: view, page: page,
            count: isWhole ? Desk.Counted(count: page.rows.count, isExact: true) : counted,
            selection: selection, ticked: ticked, held: held)
    }

    private static func noCreditor(_ visit: Visit) -> Reply {
        let title = visit.say("Kundfakturor", "Customer invoices")
        return Frame(visit: visit, title: title, section: "/kundfakturor").page(
            """
            <h1>\(title)</h1>
            \(Notice.info.html("""
                \(visit.say(
                    "Du har inte tillgång till något företag än. Be den som sköter Påminn om det.",
                    "You have no company yet. Ask whoever runs Påminn to give you one."))
                """))
            """)
    }

    var frame: Frame {
        var frame = Frame(
            visit: visit, title: visit.say("Kundfakturor", "Customer invoices"),
            section: "/kundfakturor")
        frame.events = eventsAddress
        return frame
    }

    private var eventsAddress: String? {
        guard !page.rows.isEmpty else { return nil }
        return visit.url(
            "/kundfakturor/handelser", creditor, Fields(page.rows.map { ("nr", $0.key) }))
    }

    /// News of the rows that somebody looks at.
    private static func news(_ visit: Visit) throws -> Reply {
        let creditor = try visit.creditor()
        let keys = Array(visit.query.all("nr").prefix(ListView.rows))
        let cells = InvoiceCells(visit: visit, creditor: creditor)
        // A payment changes two pieces of one row, and is told as one.
        let told: @Sendable ([LivePiece]) -> String? = { pieces in
            let count = Set(pieces.map { $0.id.dropFirst() }).count
            return count == 1
                ? visit.say("En faktura har ny status.", "One invoice has news.")
                : visit.say("\(count) fakturor har ny status.", "\(count) invoices have news.")
        }
        return Live.reply(visit, told: told) {
            try await visit.desk.onlookers.standings(creditor.id, keys).flatMap { row in
                [
                    LivePiece(InvoiceCells.id("s", row.key), cells.status(row)),
                    LivePiece(InvoiceCells.id("k", row.key), cells.remaining(row)),
                ]
            }
        }
    }

    // MARK: The page

    var content: HTML {
        """
        <div class="head"><div><h1>\(visit.say("Kundfakturor", "Customer invoices"))</h1>
        <p class="soft">\(countLine)</p></div>
        \(search)</div>
        \(held.html { HeldStrip(visit: visit, creditor: creditor, run: $0).html })
        \(notice)
        <nav aria-label="\(visit.say("Urval", "Filter"))"><ul class="chips">\(chips)</ul></nav>
        <form method="post" action="\(visit.url("/kundfakturor/urval", creditor))" id="listan">
        \(visit.formTokenField)
        <input type="hidden" name="lista" value="\(view.fieldsWithPosition.encoded)">
        <div class="toolbar sticky" id="urval">\(SelectionBar(page: self).html)</div>
        \(page.rows.isEmpty ? empty : table)
        \(pager)
        </form>
        """
    }

    private var table: HTML {
        InvoiceTable(visit: visit, creditor: creditor, view: view, page: page, ticked: ticked)
            .html
    }

    var countText: String {
        let number = Format.count(count.count)
        return count.isExact ? number : visit.say("fler än \(number)", "more than \(number)")
    }

    private var countLine: String {
        let noun =
            count.isExact && count.count == 1
            ? visit.say("faktura", "invoice") : visit.say("fakturor", "invoices")
        if view.filter.isEverything {
            return "\(countText) \(noun)"
        }
        return visit.say("\(countText) \(noun) matchar", "\(countText) \(noun) match")
    }

    private var search: HTML {
        let shown: String =
            switch view.filter.search {
            case .number(let text)?, .name(let text)?: text
            case nil: ""
            }
        return """
            <form class="row" method="post" role="search" data-again="yes" \
            action="\(visit.url("/kundfakturor/sok", creditor))">
            \(visit.formTokenField)
            <input type="hidden" name="lista" value="\(view.with { _ in }.fields.encoded)">
            <label class="quiet" for="sok">\(visit.say(
                "Sök på fakturanummer, kundnummer eller namn",
                "Search by invoice number, customer number or name"))</label>
            <input type="search" id="sok" name="sok" value="\(shown)" maxlength="100" \
            placeholder="\(visit.say("Fakturanr, kundnr eller namn", "Number or name"))">
            <button>\(visit.say("Sök", "Search"))</button></form>
            """
    }

    private var chips: HTML {
        var all: [(String, ListView, Bool)] = []
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
            all.append((visit.say(swedish, english), changed, isCurrent))
        }
        let filter = view.filter
        let isAny = filter.states.isEmpty && !filter.isPaidAfterHandover && !filter.isToRemind
        add("Alla", "All", isAny) { _ in }
        add("Att påminna", "To remind", filter.isToRemind) { $0.isToRemind = true }
        for (states, swedish, english) in Self.stateChips {
            add(swedish, english, filter.states == states) { $0.states = states }
        }
        add("Betalda efter överlämning", "Paid after handover", filter.isPaidAfterHandover) {
            $0.isPaidAfterHandover = true
        }
        let overdue = view.with { $0.filter.isOverdue.toggle() }
        all.append((visit.say("Bara förfallna", "Overdue only"), overdue, filter.isOverdue))
        return all.html { name, view, isCurrent in
            let current: HTML = isCurrent ? " aria-current=\"true\"" : ""
            let address = visit.url("/kundfakturor", creditor, view.fields)
            return "<li><a href=\"\(address)\"\(current)>\(name)</a></li>"
        }
    }

    private static let stateChips: [(Set<InvoiceState>, String, String)] = [
        ([.none], "Ingen påminnelse", "No reminder"),
        ([.queued], "I kö", "Queued"),
        ([.uncertain], "Kontrolleras", "Being checked"),
        ([.accepted], "Hos Amili", "At Amili"),
        ([.manual], "Manuella", "Manual"),
        ([.rejected, .failed], "Avvisade", "Rejected"),
        ([.skipped], "Hoppades över", "Skipped"),
        ([.cancelled], "Avbrutna", "Cancelled"),
    ]

    private var notice: HTML {
        ListNotice(page: self).html
    }

    private var empty: HTML {
        let all = visit.url("/kundfakturor", creditor)
        if page.isCutShort {
            return """
                <div class="sheet empty"><p>\(visit.say(
                    "Inga träffar än. Listan är lång; sök vidare med knappen nedan.",
                    "Nothing found yet. The list is long; go on by the button below."))</p></div>
                """
        }
        if view.filter.isEverything {
            return """
                <div class="sheet empty"><h2>\(visit.say("Här är det tomt än", "Nothing here yet"))</h2>
                <p>\(visit.say(
                    "Inga fakturor har lästs in för \(creditor.name). De kommer från ditt"
                        + " bokföringsprogram, eller med kommandot paminn invoices import.",
                    "No invoices have been imported for \(creditor.name). They come from your"
                        + " accounting system, or by the command paminn invoices import."))</p></div>
                """
        }
        return """
            <div class="sheet empty"><p>\(visit.say(
                "Inga fakturor matchar urvalet.", "No invoice matches the filter."))</p>\
            \(byName)\
            <p><a href="\(all)">\(visit.say("Visa alla fakturor", "Show all invoices"))</a></p></div>
            """
    }

    /// A company's name may have a digit in it.
    private var byName: HTML {
        guard case .number? = view.filter.search else { return .empty }
        return """
            <p><button name="gor" value="namn">\(visit.say(
                "Sök i kundernas namn i stället", "Search the customers' names instead"))\
            </button></p>
            """
    }

    private var pager: HTML {
        func button(_ position: ListPosition?, _ name: String) -> HTML {
            guard let position else { return "<span></span>" }
            let target = visit.url(
                "/kundfakturor", creditor, ListView.fields(view.fields, at: position))
            return "<button name=\"till\" value=\"\(target)\">\(name)</button>"
        }
        let next =
            page.isCutShort
            ? visit.say("Sök vidare", "Search on") : visit.say("Nästa sida", "Next page")
        let first: ListPosition? = if case .start = view.position { nil } else { .start }
        return """
            <div class="pager" role="group" aria-label="\(visit.say("Bläddra", "Pages"))">
            <div class="row">\(button(first, visit.say("Första sidan", "First page")))\
            \(button(page.previous, visit.say("Föregående sida", "Previous page")))</div>
            \(csv)
            \(button(page.next, next))</div>
            """
    }

    private var csv: HTML {
        guard !page.rows.isEmpty else { return .empty }
        let address = visit.url("/kundfakturor.csv", creditor, view.fields)
        return """
            <a href="\(address)">\(visit.say("Hämta som CSV", "Download as CSV"))</a>
            """
    }
}
