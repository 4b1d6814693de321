import AccessStore
import ConsoleStore
import NIOConcurrencyHelpers
import OperatorStore
import Reminders

/// `/kundfakturor`: the invoice list.
struct InvoicesPage {
    let visit: Visit
    let creditor: GrantedCreditor
    let view: ListView
    let page: ListPage
    let count: Desk.Counted
    let selection: SelectionSummary
    let ticked: Set<String>
    let strips: RunStrips
    /// Whether what is due of this creditor goes.
    let verdict: WorkProgress.Verdict

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
        let (console, operators) = (visit.console, visit.operators)
        async let count = visit.desk.count(
            creditor.id, view.filter, name: view.fields.encoded)
        async let selection = operators.selectionSummary(by: visit.owner(creditor))
        async let strips = RunStrips.read(
            visit, creditor, following: sent(visit).map { [$0] } ?? [])
        async let verdict = visit.verdict(on: creditor)
        let page = try await console.browse(
            creditor.id, view.filter, by: view.order, at: view.position, limit: ListView.rows)
        let ticked = try await operators.selected(
            page.rows.map(\.key), by: visit.owner(creditor))
        // A count may be some seconds old; of what stands on one page it is known.
        let isWhole = page.previous == nil && page.next == nil && !page.isCutShort
        let counted = try await count
        let shown = isWhole ? Desk.Counted(count: page.rows.count, isExact: true) : counted
        ListChips(visit: visit, creditor: creditor, view: view).note(shown)
        return try await InvoicesPage(
            visit: visit, creditor: creditor, view: view, page: page,
            count: shown,
            selection: selection, ticked: ticked, strips: strips, verdict: verdict)
    }

    /// The run that the page before has sent.
    private static func sent(_ visit: Visit) -> RunID? {
        visit.query["besked"] == "skickat"
            ? visit.query.number("utskick", in: 1...RunID.max) : nil
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
        let fields = page.rows.map { ("nr", $0.key) } + strips.fields + chips.fields
        return fields.isEmpty ? nil : visit.url("/kundfakturor/handelser", creditor, Fields(fields))
    }

    /// News of the rows that somebody looks at.
    private static func news(_ visit: Visit) throws -> Reply {
        let creditor = try visit.creditor()
        let keys = Array(visit.query.all("nr").prefix(ListView.rows))
        let cells = InvoiceCells(visit: visit, creditor: creditor)
        let runs = visit.query.numbers("utskick", in: 1...RunID.max)
        let sentence = NIOLockedValueBox<String?>(nil)
        let changes = NIOLockedValueBox(Changes())
        // A payment changes two pieces of one row, and is told as one.
        let told: @Sendable ([LivePiece]) -> String? = { pieces in
            if pieces.contains(where: { $0.id == "vantar" }) {
                return sentence.withLockedValue { $0 }
            }
            let rows = pieces.filter {
                !$0.id.hasPrefix("kvar-") && !$0.id.hasPrefix(ListChips.prefix)
                    && $0.id != StandStillNotice.id
            }
            let count = Set(rows.map { $0.id.dropFirst() }).count
            if count == 0 {
                return pieces.contains { $0.id == StandStillNotice.id }
                    ? visit.say("Läget har ändrats.", "How things are has changed.") : nil
            }
            return count == 1
                ? visit.say("En faktura har ny status.", "One invoice has news.")
                : visit.say("\(count) fakturor har ny status.", "\(count) invoices have news.")
        }
        return Live.reply(visit, told: told) {
            let strips = try await RunStrips.read(visit, creditor, following: runs)
            sentence.withLockedValue { $0 = strips.sentence }
            let notice = StandStillNotice(
                visit: visit, verdict: try await visit.verdict(on: creditor))
            let rows =
                keys.isEmpty
                ? [] : try await visit.desk.onlookers.standings(creditor.id, keys)
            let cells = rows.flatMap { row in
                [
                    LivePiece(InvoiceCells.id("s", row.key), cells.status(row)),
                    LivePiece(InvoiceCells.id("k", row.key), cells.remaining(row)),
                ]
            }
            let above = [
                LivePiece(StandStillNotice.id, notice.html), LivePiece("vantar", strips.html),
            ]
            let isMoving = changes.withLockedValue { $0.isMoving(cells) }
            return above + strips.countdowns
                + ListChips.news(visit, creditor, counting: isMoving) + cells
        }
    }

    private var chips: ListChips {
        ListChips(visit: visit, creditor: creditor, view: view)
    }

    /// When the rows that one page follows have changed last.
    private struct Changes {
        private var last: Int?
        private var at: ContinuousClock.Instant?
        /// So long after a change the numbers of the filters are still counted anew.
        private static let span = Duration.seconds(12)

        mutating func isMoving(_ cells: [LivePiece]) -> Bool {
            var hasher = Hasher()
            for cell in cells { hasher.combine(cell.html) }
            let now = hasher.finalize()
            if let last, last != now { at = .now }
            last = now
            return at.map { .now - $0 < Self.span } ?? false
        }
    }

    // MARK: The page

    var content: HTML {
        """
        <div class="head"><div><h1>\(visit.say("Kundfakturor", "Customer invoices"))</h1>
        <p class="soft">\(countLine)</p></div>
        \(search)</div>
        <div id="\(StandStillNotice.id)">\(
            StandStillNotice(visit: visit, verdict: verdict).html)</div>
        <div id="vantar">\(strips.html(counting: true, focused: Self.sent(visit)))</div>
        \(notice)
        <nav aria-label="\(visit.say("Urval", "Filter"))"><ul class="chips">\(chips.html)</ul></nav>
        <form method="post" action="\(visit.url("/kundfakturor/urval", creditor))" id="listan">
        \(visit.formTokenField)
        <input type="hidden" name="lista" value="\(view.fieldsWithPosition.encoded)">
        <button name="till" value="\(here)" hidden></button>
        <div class="toolbar sticky" id="urval">\(SelectionBar(page: self).html)</div>
        \(page.rows.isEmpty ? empty : table)
        \(pager)
        </form>
        """
    }

    /// Return on a box presses a form's first button: saves the ticks, and stays here.
    private var here: String {
        visit.url("/kundfakturor", creditor, view.fieldsWithPosition)
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
        if count.count == 0, !count.isExact {
            return visit.say("Antalet räknas", "Being counted")
        }
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
                "Sök på fakturanummer, kundnummer, OCR eller namn",
                "Search by invoice number, customer number, OCR or name"))</label>
            <input type="search" id="sok" name="sok" value="\(shown)" maxlength="100" \
            placeholder="\(visit.say("Fakturanr, kundnr, OCR eller namn", "Number, OCR or name"))">
            <button>\(visit.say("Sök", "Search"))</button></form>
            """
    }

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
                <div class="sheet empty"><h2>\(visit.say("Här är det tomt ännu", "Nothing here yet"))</h2>
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
            <a href="\(address)">\(visit.say("Ladda ner som CSV", "Download as CSV"))</a>
            """
    }
}
