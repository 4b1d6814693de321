import AccessStore
import ConsoleStore
import NIOConcurrencyHelpers
import OperatorStore
import Reminders

/// `/kundfakturor`: the invoice list.
struct InvoicesPage {
    let context: PageContext
    let creditor: GrantedCreditor
    let view: ListView
    let page: ListPage
    let count: CountCache.Counted
    let selection: SelectionSummary
    let ticked: Set<String>
    let strips: RunStrips
    /// Whether what is due of this creditor goes.
    let verdict: WorkProgress.Verdict

    static let routes: [Route] = [
        .get("/kundfakturor") { context in
            if context.session.creditors.isEmpty, !context.query.has("foretag") {
                return noCreditor(context)
            }
            let page = try await read(context)
            return page.frame.page(page.content)
        },
        .get("/kundfakturor/handelser") { try news($0) },
    ]

    static func read(_ context: PageContext, _ query: Fields? = nil) async throws -> InvoicesPage {
        let creditor = try context.creditor()
        let view = try await ListView.read(context, query ?? context.query)
        let (console, operators) = (context.console, context.operators)
        async let count = context.counts.count(
            creditor.id, view.filter, name: view.fields.encoded)
        async let selection = operators.selectionSummary(by: context.owner(creditor))
        async let strips = RunStrips.read(
            context, creditor, following: sent(context).map { [$0] } ?? [])
        async let verdict = context.verdict(on: creditor)
        let page = try await console.browse(
            creditor.id, view.filter, by: view.order, at: view.position, limit: ListView.rows)
        let ticked = try await operators.selected(
            page.rows.map(\.key), by: context.owner(creditor))
        // A count may be some seconds old; of what stands on one page it is known.
        let isWhole = page.previous == nil && page.next == nil && !page.isCutShort
        let counted = try await count
        let shown = isWhole ? CountCache.Counted(count: page.rows.count, isExact: true) : counted
        ListChips(context: context, creditor: creditor, view: view).note(shown)
        return try await InvoicesPage(
            context: context, creditor: creditor, view: view, page: page,
            count: shown,
            selection: selection, ticked: ticked, strips: strips, verdict: verdict)
    }

    /// The run that the page before has sent.
    private static func sent(_ context: PageContext) -> RunID? {
        context.query["besked"] == "skickat" ? context.query.id("utskick") : nil
    }

    private static func noCreditor(_ context: PageContext) -> PageResponse {
        let title = context.say("Kundfakturor", "Customer invoices")
        return Layout(context: context, title: title, section: "/kundfakturor").page(
            """
            <h1>\(title)</h1>
            \(Notice.info.html("""
                \(context.say(
                    "Du har inte tillgång till något företag än. Be den som sköter Påminn om det.",
                    "You have no company yet. Ask whoever runs Påminn to give you one."))
                """))
            """)
    }

    var frame: Layout {
        var frame = Layout(
            context: context, title: context.say("Kundfakturor", "Customer invoices"),
            section: "/kundfakturor")
        frame.events = eventsAddress
        return frame
    }

    private var eventsAddress: String? {
        let fields = page.rows.map { ("nr", $0.key) } + strips.fields + chips.fields
        return fields.isEmpty
            ? nil : context.url("/kundfakturor/handelser", creditor, Fields(fields))
    }

    /// News of the rows that somebody looks at.
    private static func news(_ context: PageContext) throws -> PageResponse {
        let creditor = try context.creditor()
        let keys = Array(context.query.all("nr").prefix(ListView.rows))
        let cells = InvoiceCells(context: context, creditor: creditor)
        let runs: [RunID] = context.query.ids("utskick")
        let sentence = NIOLockedValueBox<String?>(nil)
        let changes = NIOLockedValueBox(Changes())
        let told: @Sendable ([LivePiece]) -> String? = { pieces in
            pieces.contains { $0.id == "vantar" }
                ? sentence.withLockedValue { $0 } : Self.told(pieces, context)
        }
        return ServerSentEvents.reply(context, told: told) {
            let strips = try await RunStrips.read(context, creditor, following: runs)
            sentence.withLockedValue { $0 = strips.sentence }
            let notice = StandStillNotice(
                context: context, verdict: try await context.verdict(on: creditor))
            let rows =
                keys.isEmpty
                ? [] : try await context.services.broadcaster.standings(creditor.id, keys)
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
                + ListChips.news(context, creditor, counting: isMoving) + cells
        }
    }

    /// What changed pieces mean, in a sentence; nil if it is nothing to tell of.
    private static func told(_ pieces: [LivePiece], _ context: PageContext) -> String? {
        let rows = pieces.filter {
            !$0.id.hasPrefix("kvar-") && !$0.id.hasPrefix(ListChips.prefix)
                && $0.id != StandStillNotice.id
        }
        // A payment changes two pieces of one row, and is told as one.
        let count = Set(rows.map { $0.id.dropFirst() }).count
        if count == 0 {
            return pieces.contains { $0.id == StandStillNotice.id }
                ? context.say("Läget har ändrats.", "How things are has changed.") : nil
        }
        return count == 1
            ? context.say("En faktura har ny status.", "One invoice has news.")
            : context.say("\(count) fakturor har ny status.", "\(count) invoices have news.")
    }

    private var chips: ListChips {
        ListChips(context: context, creditor: creditor, view: view)
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
        <div class="head"><div><h1>\(context.say("Kundfakturor", "Customer invoices"))</h1>
        <p class="soft">\(countLine)</p></div>
        \(search)</div>
        <div id="\(StandStillNotice.id)">\(
            StandStillNotice(context: context, verdict: verdict).html)</div>
        <div id="vantar">\(strips.html(counting: true, focused: Self.sent(context)))</div>
        \(notice)
        <nav aria-label="\(context.say("Urval", "Filter"))"><ul class="chips">\(chips.html)</ul></nav>
        <form method="post" action="\(context.url("/kundfakturor/urval", creditor))" id="listan">
        \(context.formTokenField)
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
        context.url("/kundfakturor", creditor, view.fieldsWithPosition)
    }

    private var table: HTML {
        InvoiceTable(context: context, creditor: creditor, view: view, page: page, ticked: ticked)
            .html
    }

    var countText: String {
        let number = Format.count(count.count)
        return count.isExact ? number : context.say("fler än \(number)", "more than \(number)")
    }

    private var countLine: String {
        if count.count == 0, !count.isExact {
            return context.say("Antalet räknas", "Being counted")
        }
        let noun =
            count.isExact && count.count == 1
            ? context.say("faktura", "invoice") : context.say("fakturor", "invoices")
        if view.filter.isEverything {
            return "\(countText) \(noun)"
        }
        return context.say("\(countText) \(noun) matchar", "\(countText) \(noun) match")
    }

    private var search: HTML {
        let shown: String =
            switch view.filter.search {
            case .number(let text)?, .name(let text)?: text
            case nil: ""
            }
        return """
            <form class="row" method="post" role="search" data-again="yes" \
            action="\(context.url("/kundfakturor/sok", creditor))">
            \(context.formTokenField)
            <input type="hidden" name="lista" value="\(view.with { _ in }.fields.encoded)">
            <label class="quiet" for="sok">\(context.say(
                "Sök på fakturanummer, kundnummer, OCR eller namn",
                "Search by invoice number, customer number, OCR or name"))</label>
            <input type="search" id="sok" name="sok" value="\(shown)" maxlength="100" \
            placeholder="\(context.say("Fakturanr, kundnr, OCR eller namn", "Number, OCR or name"))">
            <button>\(context.say("Sök", "Search"))</button></form>
            """
    }

    private var notice: HTML {
        ListNotice(page: self).html
    }

    private var empty: HTML {
        let all = context.url("/kundfakturor", creditor)
        if page.isCutShort {
            return """
                <div class="sheet empty"><p>\(context.say(
                    "Inga träffar än. Listan är lång; sök vidare med knappen nedan.",
                    "Nothing found yet. The list is long; go on by the button below."))</p></div>
                """
        }
        if view.filter.isEverything {
            return """
                <div class="sheet empty"><h2>\(context.say("Här är det tomt ännu", "Nothing here yet"))</h2>
                <p>\(context.say(
                    "Inga fakturor har lästs in för \(creditor.name). De kommer från ditt"
                        + " bokföringsprogram, eller med kommandot paminn invoices import.",
                    "No invoices have been imported for \(creditor.name). They come from your"
                        + " accounting system, or by the command paminn invoices import."))</p></div>
                """
        }
        return """
            <div class="sheet empty"><p>\(context.say(
                "Inga fakturor matchar urvalet.", "No invoice matches the filter."))</p>\
            \(byName)\
            <p><a href="\(all)">\(context.say("Visa alla fakturor", "Show all invoices"))</a></p></div>
            """
    }

    /// A company's name may have a digit in it.
    private var byName: HTML {
        guard case .number? = view.filter.search else { return .empty }
        return """
            <p><button name="gor" value="namn">\(context.say(
                "Sök i kundernas namn i stället", "Search the customers' names instead"))\
            </button></p>
            """
    }

    private var pager: HTML {
        func button(_ position: ListPosition?, _ name: String) -> HTML {
            guard let position else { return "<span></span>" }
            let target = context.url(
                "/kundfakturor", creditor, ListView.fields(view.fields, at: position))
            return "<button name=\"till\" value=\"\(target)\">\(name)</button>"
        }
        let next =
            page.isCutShort
            ? context.say("Sök vidare", "Search on") : context.say("Nästa sida", "Next page")
        let first: ListPosition? = if case .start = view.position { nil } else { .start }
        return """
            <div class="pager" role="group" aria-label="\(context.say("Bläddra", "Pages"))">
            <div class="row">\(button(first, context.say("Första sidan", "First page")))\
            \(button(page.previous, context.say("Föregående sida", "Previous page")))</div>
            \(csv)
            \(button(page.next, next))</div>
            """
    }

    private var csv: HTML {
        guard !page.rows.isEmpty else { return .empty }
        let address = context.url("/kundfakturor.csv", creditor, view.fields)
        return """
            <a href="\(address)">\(context.say("Ladda ner som CSV", "Download as CSV"))</a>
            """
    }
}
