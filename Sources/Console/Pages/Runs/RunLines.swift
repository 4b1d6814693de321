import AccessStore
import ConsoleStore
import Reminders

/// The reminders of one run as a list, with filter, pages, live pieces and file. In the query,
/// `status` is a state, `orsak` a reason, and `efter` the position of the last line of the previous
/// page.
struct RunLines: PagePart {
    /// Lines per page.
    private static let size = 50
    /// The widest span of positions that a page follows. Beyond it, the page has no live lines.
    private static let widest = 400
    /// Lines of the file that are read at a time.
    private static let filePage = 1_000

    let context: PageContext
    private let creditor: GrantedCreditor
    private let run: RunRow
    private let filter: RunLineFilter
    /// The position after which the page begins; 0: the first page.
    private let after: Int
    private let words: RunText

    /// - Throws: `Refusal.badRequest` for an unknown state or reason.
    init(_ context: PageContext, _ creditor: GrantedCreditor, _ run: RunRow) throws {
        self.context = context
        self.creditor = creditor
        self.run = run
        words = RunText(context: context)
        var filter = RunLineFilter()
        if let word = context.query["status"] {
            guard let state = ReminderState.allCases.first(where: { $0.word == word }) else {
                throw Refusal.badRequest
            }
            filter.states = [state]
        }
        if let code = context.query["orsak"] {
            guard let reason = Reason(rawValue: code) else { throw Refusal.badRequest }
            filter.reason = reason
        }
        self.filter = filter
        after = context.query.number("efter", in: 1...Int(Int32.max)) ?? 0
    }

    var isFirst: Bool { after == 0 }

    /// The lines of this page, plus one if more follow.
    func lines() async throws -> [RunLine] {
        try await context.console.lines(of: run, filter, after: after, limit: Self.size + 1)
    }

    private var filterFields: Fields {
        var fields = Fields()
        if let state = filter.states.first { fields = fields.with("status", state.word) }
        if let reason = filter.reason { fields = fields.with("orsak", reason.rawValue) }
        return fields
    }

    // MARK: The table

    /// - Parameter lines: those of `lines()`.
    func html(_ lines: [RunLine]) -> HTML {
        let shown = Array(lines.prefix(Self.size))
        return """
            <div class="row">\(chips)\(download)</div>
            \(shown.isEmpty ? empty : table(shown))\(pager(lines, shown))
            """
    }

    private var chips: HTML {
        let all: HTML = filter.states.isEmpty ? " aria-current=\"true\"" : ""
        let here = "/utskick/\(run.id)"
        let states = RunText.order.filter { (run.counts[$0] ?? 0) > 0 }
        let items = states.html { state in
            let current: HTML = filter.states == [state] ? " aria-current=\"true\"" : ""
            let url = context.url(here, creditor, Fields([("status", state.word)]))
            return """
                <li><a href="\(url)#paminnelser"\(current)>\(words.state(state)) \
                (\(Format.count(run.counts[state] ?? 0)))</a></li>
                """
        }
        return """
            <nav aria-label="\(say("Visa", "Show"))"><ul class="chips">\
            <li><a href="\(context.url(here, creditor))#paminnelser"\(all)>\(say("Alla", "All")) \
            (\(Format.count(run.total)))</a></li>\(items)</ul></nav>
            """
    }

    private var download: HTML {
        let url = context.url("/utskick/\(run.id)/lista.csv", creditor, filterFields)
        return """
            <a class="button" href="\(url)" download>\(say(
                "Ladda ner listan (CSV)", "Download the list (CSV)"))</a>
            """
    }

    private var empty: HTML {
        let text =
            run.pruned == 0
            ? say("Inga påminnelser att visa.", "No reminders to show.")
            : say(
                "Inga påminnelser att visa: de är gallrade. Räkningen ovan finns kvar.",
                "No reminders to show: they are pruned. The counts above remain.")
        return "<div class=\"sheet empty\"><p>\(text)</p></div>"
    }

    private func table(_ lines: [RunLine]) -> HTML {
        let reason = filter.reason.map { reason -> HTML in
            "<p class=\"soft\">\(context.isEnglish ? reason.english : reason.swedish)</p>"
        }
        let head = [
            say("Fakturanr", "Invoice no."), say("Kund", "Customer"),
            say("Förfallodatum", "Due date"), say("Kvar att betala", "Left to pay"),
            say("Status", "State"),
        ]
        let columns = head.html { name in
            name == head[3]
                ? "<th scope=\"col\" class=\"number\">\(name)</th>"
                : "<th scope=\"col\">\(name)</th>"
        }
        return """
            \(reason)<div class="sheet"><table class="cards">
            <caption class="quiet">\(say(
                "Påminnelserna i utskick \(run.id)", "The reminders of run \(run.id)"))</caption>
            <thead><tr>\(columns)</tr></thead>
            <tbody>\(lines.html { row($0, head) })</tbody></table></div>
            """
    }

    private func row(_ line: RunLine, _ head: [String]) -> HTML {
        let amount = line.remaining.map { Format.money($0, line.currency ?? "SEK") } ?? ""
        let customer = line.customerNumber.map { number -> HTML in
            "<span class=\"why\">\(number)</span>"
        }
        return """
            <tr><th scope="row" data-label="\(head[0])">\
            <a href="\(context.invoiceURL(line.invoiceNumber, creditor))">\(line.invoiceNumber)</a></th>
            <td data-label="\(head[1])"><span class="name">\(line.name ?? say(
                "Inte längre i registret", "No longer on file"))</span>\(customer)</td>
            <td data-label="\(head[2])" class="nowrap">\(line.dueDate ?? "")</td>
            <td data-label="\(head[3])" class="number">\(amount)</td>
            <td data-label="\(head[4])" class="wide" id="rad-\(line.position)">\(state(line))</td></tr>
            """
    }

    /// The cell that changes: badge, reason, next attempt, Amili's OCR number, and a payment to
    /// report.
    private func state(_ line: RunLine) -> HTML {
        let why = line.reason.map { reason -> HTML in
            "<span class=\"why\">\(context.isEnglish ? reason.english : reason.swedish)</span>"
        }
        let next =
            line.state == .queued || line.state == .uncertain
            ? line.nextAttemptAt.map { at -> HTML in
                "<span class=\"why\">\(say("Nästa försök", "Next attempt")) \(Format.moment(at))</span>"
            } : nil
        let ocr = line.amiliOCR.map { number -> HTML in
            "<span class=\"why\">\(say("Amilis OCR", "Amili's OCR")) \(number)</span>"
        }
        return """
            \(StateBadge(line).html(context))\(why)\(next)\(ocr)\(paid(line))
            """
    }

    /// Asks the user to report a payment that came after the handover; empty if there was none.
    private func paid(_ line: RunLine) -> HTML {
        guard line.isPaidAfterHandover || line.isPartPaidAfterHandover else { return .empty }
        let text =
            line.isPaidAfterHandover
            ? say(
                "Betald efter överlämning. Anmäl betalningen till Amili.",
                "Paid after the handover: report it to Amili.")
            : say(
                "Delbetald. Anmäl det som har betalats efter överlämningen till Amili.",
                "Part-paid: tell Amili what was paid after the handover.")
        return "<span class=\"flash\">\(text)</span>"
    }

    private func pager(_ lines: [RunLine], _ shown: [RunLine]) -> HTML {
        let hasMore = lines.count > shown.count
        guard after > 0 || hasMore else { return .empty }
        let here = "/utskick/\(run.id)"
        let first: HTML? =
            after == 0
            ? nil
            : """
            <a class="button" href="\(context.url(here, creditor, filterFields))#paminnelser">\
            \(say("Till början", "To the beginning"))</a>
            """
        let next = hasMore ? shown.last : nil
        let link = next.map { last -> HTML in
            let url = context.url(here, creditor, filterFields.with("efter", "\(last.position)"))
            return """
                <a class="button" href="\(url)#paminnelser" rel="next">\(say(
                    "Nästa sida", "Next page"))</a>
                """
        }
        return "<nav class=\"pager\" aria-label=\"\(say("Sidor", "Pages"))\">\(first)\(link)</nav>"
    }

    // MARK: Live pieces

    /// The query fields that tell this page's stream which positions to follow; empty without
    /// lines.
    func fields(around lines: [RunLine]) -> Fields {
        guard let first = lines.first, let last = lines.prefix(Self.size).last else {
            return Fields()
        }
        return Fields([("fran", "\(first.position)"), ("till", "\(last.position)")])
    }

    /// The state cells of positions `fran` to `till`; empty if they span `widest` positions or
    /// more. On a filtered page they include lines that it does not show.
    func pieces(_ run: RunRow) async throws -> [LivePiece] {
        guard let first = context.query.number("fran", in: 1...Int(Int32.max)),
            let last = context.query.number("till", in: first...Int(Int32.max)),
            last - first < Self.widest
        else { return [] }
        let lines = try await context.coalescer.value(
            "lines/\(run.creditorID)/\(run.id)/\(first)-\(last)"
        ) { [context] in
            try await context.console.lines(
                of: run, RunLineFilter(), after: first - 1, limit: last - first + 1)
        }
        return lines.map { LivePiece("rad-\($0.position)", state($0)) }
    }

    // MARK: The file

    /// All lines that match the filter, as a CSV file that is written while it is read.
    func file() -> PageResponse {
        let (context, run, filter) = (context, run, filter)
        let header = [
            say("Fakturanr", "Invoice no."), say("Kundnr", "Customer no."),
            say("Kund", "Customer"), say("Förfallodatum", "Due date"),
            say("Kvar att betala", "Left to pay"), say("Status", "State"),
            say("Orsak", "Reason"), say("Amilis OCR", "Amili's OCR"), say("Ärende", "Case"),
            say("Ändrad", "Changed"), say("Bekräftad", "Confirmed"),
        ]
        return CSVResponse.reply("utskick-\(run.id).csv", header: header, from: 0) { after in
            let lines = try await context.console.lines(
                of: run, filter, after: after, limit: Self.filePage)
            return CSVResponse.Page(
                lines: lines.map { Self.cells(context, $0) },
                next: lines.count == Self.filePage ? lines.last?.position : nil)
        }
    }

    /// The cells of one line, in the order of the header in `file`.
    private static func cells(_ context: PageContext, _ line: RunLine) -> [String] {
        let reason = line.reason.map { context.isEnglish ? $0.english : $0.swedish }
        return [
            line.invoiceNumber, line.customerNumber ?? "", line.name ?? "", line.dueDate ?? "",
            CSVResponse.kronor(line.remaining),
            context.isEnglish ? line.shownEnglish : line.shown, reason ?? "",
            line.amiliOCR ?? "", line.caseID ?? "", CSVResponse.moment(line.changedAt),
            CSVResponse.moment(line.confirmedAt),
        ]
    }
}
