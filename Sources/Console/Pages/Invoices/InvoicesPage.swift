import AccessStore
import ConsoleStore
import NIOConcurrencyHelpers
import OperatorStore
import Reminders

/// `/kundfakturor`: the invoice list with its filters, search, ticks and live pieces. `ListView`
/// reads the query; `besked` names a message.
struct InvoicesPage {
    let context: PageContext
    let creditor: GrantedCreditor
    let view: ListView
    let page: ListPage
    /// The number of invoices that match the filter.
    let count: CountCache.Counted
    let selection: SelectionSummary
    /// Keys of the ticked invoices of this page.
    let ticked: Set<String>
    let strips: RunStrips
    /// Whether due reminders of this creditor are moving.
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

    /// Reads all that the page shows.
    /// - Parameter query: the list's own; nil: the request's.
    /// - Throws: `Refusal.notFound` if the creditor or the search for a name is not this user's.
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
        // A cached count may be some seconds old. If all rows stand on this page, their number is
        // exact.
        let isWhole = page.previous == nil && page.next == nil && !page.isCutShort
        let counted = try await count
        let shown = isWhole ? CountCache.Counted(count: page.rows.count, isExact: true) : counted
        ListChips(context: context, creditor: creditor, view: view).note(shown)
        return try await InvoicesPage(
            context: context, creditor: creditor, view: view, page: page,
            count: shown,
            selection: selection, ticked: ticked, strips: strips, verdict: verdict)
    }

    /// The run that the user has just sent, by the query; nil if there is none.
    private static func sent(_ context: PageContext) -> RunID? {
        context.query["besked"] == "skickat" ? context.query.id("utskick") : nil
    }

    /// The page for a user who has been given no creditor.
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

    /// The layout around `content`. The draft's dialog uses it too, for the list behind it.
    var frame: Layout {
        var frame = Layout(
            context: context, title: context.say("Kundfakturor", "Customer invoices"),
            section: "/kundfakturor")
        frame.events = eventsAddress
        return frame
    }

    /// The URL of the page's stream, which names the rows, runs and filters to follow; nil if there
    /// are none.
    private var eventsAddress: String? {
        let fields = page.rows.map { ("nr", $0.key) } + strips.fields + chips.fields
        return fields.isEmpty
            ? nil : context.url("/kundfakturor/handelser", creditor, Fields(fields))
    }

    /// Streams changes of the rows, runs and numbers that the query names.
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

    /// The sentence that a screen reader hears when these pieces have changed.
    /// - Returns: nil for a change that is not worth telling: a countdown, or a filter's number.
    private static func told(_ pieces: [LivePiece], _ context: PageContext) -> String? {
        let rows = pieces.filter {
            !$0.id.hasPrefix("kvar-") && !$0.id.hasPrefix(ListChips.prefix)
                && $0.id != StandStillNotice.id
        }
        // A payment changes two cells of one row. Their ids differ in the first letter only, so it
        // is told once.
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

    /// Remembers when the rows that one page follows last changed.
    private struct Changes {
        private var last: Int?
        private var at: ContinuousClock.Instant?
        /// The time after a change during which the filters' numbers are still recounted.
        private static let span = Duration.seconds(12)

        /// Compares the cells with those of the call before.
        /// - Returns: true if some have changed within `span`; false on the first call.
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

    /// The page without its layout. Its forms carry the list's query in `lista`, so that each
    /// action comes back to the same view.
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

    /// The URL of this page. Return on a box presses the form's first button, which is hidden,
    /// saves the ticks and leads here.
    private var here: String {
        context.url("/kundfakturor", creditor, view.fieldsWithPosition)
    }

    private var table: HTML {
        InvoiceTable(context: context, creditor: creditor, view: view, page: page, ticked: ticked)
            .html
    }

    /// `1 234`; `more than 2 000` while only a bound is known.
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

    /// The search. It is posted: a name is personal data, and must not get into the URL.
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

    /// Says why there are no rows: the search was cut short, nothing was imported yet, or nothing
    /// matches.
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

    /// Offers to search by name what was searched as a number: a company's name may have a digit in
    /// it.
    private var byName: HTML {
        guard case .number? = view.filter.search else { return .empty }
        return """
            <p><button name="gor" value="namn">\(context.say(
                "Sök i kundernas namn i stället", "Search the customers' names instead"))\
            </button></p>
            """
    }

    /// The buttons to other pages, which submit the form and so save the ticks, and the download.
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
