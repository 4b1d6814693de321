import AccessStore
import ConsoleStore
import Reminders

/// `/utskick`: the runs of a creditor, newest first. `fore` is the last run of the previous page.
/// The first page updates itself, and so does any page with an unfinished run.
struct RunsPage {
    /// Runs per page.
    private static let size = 20

    static let routes: [Route] = [
        .get("/utskick") { context in try await RunsPage(context).page() },
        .get("/utskick/handelser") { context in try RunsPage(context).events() },
    ]

    private let context: PageContext
    private let creditor: GrantedCreditor
    private let before: RunID?
    private let words: RunText

    private init(_ context: PageContext) throws {
        self.context = context
        creditor = try context.creditor()
        before = context.query.id("fore")
        words = RunText(context: context)
    }

    private func page() async throws -> PageResponse {
        // Reads one more than it shows, to know whether there are older ones.
        let rows = try await context.console.runs(
            of: creditor.id, before: before, limit: Self.size + 1)
        let shown = Array(rows.prefix(Self.size))
        let goes = try await context.verdict(on: creditor) == .moves
        let isLive = before == nil || shown.contains { $0.isLive }
        var fields = Fields()
        if let before { fields = fields.with("fore", "\(before)") }
        fields = fields.with("nyast", "\(shown.first?.id ?? 0)")
        let title = context.say("Utskick", "Runs")
        return Layout(
            context: context, title: title, section: "/utskick",
            events: isLive ? context.url("/utskick/handelser", creditor, fields) : nil,
            refresh: shown.contains { $0.isLive } ? 5 : nil
        ).page(
            """
            \(RunText.patterns)
            <div class="head"><div><h1>\(title)</h1>\
            <p class="soft">\(context.say(
                "Varje gång du skickar påminnelser blir det ett utskick. Här ser du hur det går.",
                "Each time you send reminders, a run is made. Here you see how it goes."))</p></div></div>
            <div id="nytt">\(HTML.empty)</div>
            \(shown.isEmpty ? empty : table(shown, goes: goes))
            \(pager(shown, hasOlder: rows.count > Self.size))
            """)
    }

    private var empty: HTML {
        """
        <div class="sheet empty"><p>\(
            before == nil
                ? context.say("Inga utskick än.", "No runs yet.")
                : context.say("Inga äldre utskick.", "No older runs."))</p>
        <p><a class="button" href="\(context.url("/kundfakturor", creditor))">\(context.say(
            "Till kundfakturorna", "To the customer invoices"))</a></p></div>
        """
    }

    private func table(_ rows: [RunRow], goes: Bool) -> HTML {
        let head = [
            context.say("Utskick", "Run"), context.say("Skapat", "Made"), context.say("Av", "By"),
            context.say("Status", "State"), context.say("Så går det", "How it goes"),
        ]
        return """
            <div class="sheet"><table class="cards">
            <caption class="quiet">\(context.say(
                "Utskick för \(creditor.name), det senaste först",
                "Runs of \(creditor.name), the latest first"))</caption>
            <thead><tr>\(head.html { "<th scope=\"col\">\($0)</th>" })</tr></thead>
            <tbody>\(rows.html { line($0, head, goes: goes) })</tbody></table></div>
            """
    }

    private func line(_ row: RunRow, _ head: [String], goes: Bool) -> HTML {
        """
        <tr><th scope="row" data-label="\(head[0])">\
        <a href="\(context.url(row.id, creditor))">\(context.say(
            "Utskick \(row.id)", "Run \(row.id)"))</a></th>
        <td data-label="\(head[1])" class="nowrap">\(Format.moment(row.createdAt))</td>
        <td data-label="\(head[2])">\(row.createdBy)</td>
        <td data-label="\(head[3])" id="lage-\(row.id)">\(words.badge(row))</td>
        <td data-label="\(head[4])" class="wide run-progress" id="framsteg-\(row.id)">\
        \(words.progress(row, pace: goes || row.state != .open ? Pace(row) : nil))</td></tr>
        """
    }

    private func pager(_ rows: [RunRow], hasOlder: Bool) -> HTML {
        guard before != nil || hasOlder else { return .empty }
        let newest: HTML? =
            before == nil
            ? nil
            : """
            <a class="button" href="\(context.url("/utskick", creditor))">\(context.say(
                "De senaste", "The latest"))</a>
            """
        let older = hasOlder ? rows.last : nil
        let link = older.map { last -> HTML in
            let url = context.url("/utskick", creditor, Fields([("fore", "\(last.id)")]))
            return "<a class=\"button\" href=\"\(url)\">\(context.say("Äldre", "Older"))</a>"
        }
        return """
            <nav class="pager" aria-label="\(context.say("Sidor", "Pages"))">\(newest)\(link)</nav>
            """
    }

    // MARK: Live pieces

    /// Streams the state and progress of the runs on the page. The first page also announces a run
    /// newer than `nyast`, the newest that it shows.
    private func events() throws -> PageResponse {
        let (context, creditor, before, words) = (context, creditor, before, words)
        let newest: RunID = context.query.id("nyast") ?? 0
        return ServerSentEvents.reply(context) {
            let rows = try await context.coalescer.value("runs/\(creditor.id)/\(before ?? 0)") {
                try await context.console.runs(of: creditor.id, before: before, limit: Self.size)
            }
            let goes = try await context.verdict(on: creditor) == .moves
            var pieces = rows.flatMap { row in
                let pace = goes || row.state != .open ? Pace(row) : nil
                return [
                    LivePiece("lage-\(row.id)", words.badge(row)),
                    LivePiece("framsteg-\(row.id)", words.progress(row, pace: pace)),
                ]
            }
            if before == nil, let first = rows.first, first.id > newest {
                let text: HTML = """
                    \(context.say("Det finns ett nyare utskick.", "There is a newer run."))
                    <a href="\(context.url("/utskick", creditor))">\(context.say(
                        "Visa det", "Show it"))</a>
                    """
                pieces.append(LivePiece("nytt", Notice.info.html(text)))
            }
            return pieces
        }
    }
}
