import AccessStore
import Reminders

/// `/drift/logg`: the audit record of who did and looked at what, newest first. For operators, who
/// see the lines of the creditors given to them, and those of no creditor.
///
/// In the query, `vem` is a login name and `tid` a period. `visa=gjort` leaves out what was only
/// looked at. `fore` is the position of the last line of the previous page.
struct AuditPage {
    static let routes: [Route] = [
        .get("/drift/logg", .operator) { try await AuditPage($0).page() }
    ]

    /// Lines per page.
    private static let size = 50
    /// The most characters of a login name in the query; a longer one is cut.
    private static let longestLogin = 64

    /// The time span of the lines shown.
    private enum Period: String, CaseIterable {
        case day = "1d"
        case week = "7d"
        case month = "30d"
        case year = "365d"
        case all = "allt"

        var duration: Duration {
            switch self {
            case .day: .seconds(86_400)
            case .week: .seconds(7 * 86_400)
            case .month: .seconds(30 * 86_400)
            case .year: .seconds(365 * 86_400)
            // Reaches back before the first release.
            case .all: .seconds(100 * 365 * 86_400)
            }
        }

        func words(_ context: PageContext) -> String {
            switch self {
            case .day: context.say("Senaste dygnet", "The last day")
            case .week: context.say("Senaste veckan", "The last week")
            case .month: context.say("Senaste 30 dagarna", "The last 30 days")
            case .year: context.say("Senaste året", "The last year")
            case .all: context.say("Allt som finns", "All there is")
            }
        }
    }

    private let context: PageContext
    /// nil: everybody.
    private let login: String?
    private let period: Period
    /// Leaves out what was only looked at.
    private let isDeedsOnly: Bool
    private let after: AuditPosition?
    /// The lines to show, plus one if there are older ones.
    private let lines: [AuditLine]

    /// - Throws: `Refusal.notFound` if the query names a creditor that is not one of this user's.
    private init(_ context: PageContext) async throws {
        // The menu adds the creditor that was looked at last.
        if context.query.has("foretag") { _ = try context.creditor() }
        self.context = context
        login = context.query["vem"].map { String($0.trimmed.prefix(Self.longestLogin)) }
            .flatMap { $0.isEmpty ? nil : $0 }
        period = context.query["tid"].flatMap(Period.init) ?? .month
        isDeedsOnly = context.query["visa"] == "gjort"
        after = context.query["fore"].flatMap(AuditPosition.init)
        lines = try await context.access.auditRecord(
            of: login, within: period.duration, withLooks: !isDeedsOnly,
            creditors: context.session.creditors.map(\.id), after: after, limit: Self.size + 1)
    }

    private func page() -> PageResponse {
        let title = context.say("Vem gjorde vad", "Who did what")
        return Layout(context: context, title: title, section: "/drift").page(
            """
            <div class="head"><div><h1>\(title)</h1>\
            <p class="soft">\(context.say(
                "Inloggningar, utskick, ändringar och vad som har visats eller hämtats, för dina "
                    + "företag och för det som inte hör till något företag. Det senaste står först.",
                "Sign-ins, runs, changes and what was looked at or downloaded, of your companies "
                    + "and of what belongs to none. The latest stands first."))</p></div>
            <a class="button" href="/drift">\
            \(context.say("Till driften", "To the operations"))</a></div>
            \(filter)
            \(lines.isEmpty ? empty : table)
            \(pager)
            """)
    }

    // MARK: The filter

    private var filter: HTML {
        """
        <form method="get" action="/drift/logg" class="panel"><div class="fields">
        <div><label for="vem">\(context.say("Användare", "User"))</label>\
        <input id="vem" name="vem" value="\(login ?? "")" maxlength="\(Self.longestLogin)" \
        autocomplete="off"></div>
        <div><label for="tid">\(context.say("Tid", "Time"))</label>\
        <select id="tid" name="tid">\(periods)</select></div>
        <div><label for="visa">\(context.say("Visa", "Show"))</label>\
        <select id="visa" name="visa"><option value="allt">\(context.say(
            "Allt, även det som bara har visats", "All, also what was only looked at"))</option>\
        <option value="gjort"\(" selected", if: isDeedsOnly)>\(context.say(
            "Bara det som har gjorts", "Only what was done"))</option></select></div></div>
        <p><button>\(context.say("Visa", "Show"))</button></p></form>
        """
    }

    private var periods: HTML {
        Period.allCases.html { period in
            """
            <option value="\(period.rawValue)"\(" selected", if: period == self.period)>\
            \(period.words(context))</option>
            """
        }
    }

    /// The URL of this page after a position, with the filter but without defaults.
    private func url(after position: AuditPosition?) -> String {
        var fields = Fields()
        if let login { fields = fields.with("vem", login) }
        if period != .month { fields = fields.with("tid", period.rawValue) }
        if isDeedsOnly { fields = fields.with("visa", "gjort") }
        if let position { fields = fields.with("fore", position.text) }
        return fields.url("/drift/logg")
    }

    // MARK: The lines

    private var empty: HTML {
        """
        <div class="sheet empty"><p>\(
            after == nil
                ? context.say("Det finns ingenting för den tiden.", "There is nothing of that time.")
                : context.say("Det finns ingenting äldre.", "There is nothing older."))</p></div>
        """
    }

    private var head: [String] {
        [
            context.say("När", "When"), context.say("Vem", "Who"), context.say("Vad", "What"),
            context.say("Företag", "Company"), context.say("Gäller", "About"),
            context.say("Från adress", "From address"),
        ]
    }

    private var table: HTML {
        """
        <div class="sheet"><table class="cards"><caption class="quiet">\(context.say(
            "Vem gjorde vad, det senaste först", "Who did what, the latest first"))</caption>
        <thead><tr>\(head.html { "<th scope=\"col\">\($0)</th>" })</tr></thead>
        <tbody>\(lines.prefix(Self.size).html(row))</tbody></table></div>
        """
    }

    private func row(_ line: AuditLine) -> HTML {
        let creditor = line.creditorID.flatMap { id in
            context.session.creditors.first { $0.id == id }
        }
        let times: HTML =
            line.times == 1
            ? ""
            : """
            <span class="why">\(Format.count(line.times)) \(context.say(
                "gånger inom timmen", "times within the hour"))</span>
            """
        return """
            <tr><th scope="row" data-label="\(head[0])">\
            \(Format.moment(line.at, seconds: true))</th>\
            <td class="anywhere" data-label="\(head[1])">\(line.login)</td>\
            <td data-label="\(head[2])">\(AuditText(context: context).words(line.deed))\(times)</td>\
            <td data-label="\(head[3])">\(creditor?.name ?? "–")</td>\
            <td class="wide" data-label="\(head[4])">\(about(line, creditor))</td>\
            <td class="anywhere" data-label="\(head[5])">\(line.address ?? "–")</td></tr>
            """
    }

    /// The run and the facts of a line, if it has any.
    private func about(_ line: AuditLine, _ creditor: GrantedCreditor?) -> HTML {
        let told = [run(line, creditor), facts(line)].compactMap { $0 }
        guard let first = told.first else { return "–" }
        return told.dropFirst().reduce(first) { all, next in "\(all)<br>\(next)" }
    }

    private func run(_ line: AuditLine, _ creditor: GrantedCreditor?) -> HTML? {
        guard let run = line.run else { return nil }
        let name: HTML = "\(context.say("Utskick", "Run")) \(run)"
        guard let creditor else { return name }
        return "<a href=\"\(context.url("/utskick/\(run)", creditor))\">\(name)</a>"
    }

    /// The details of a deed, or the object of a look. A look at a run has its run beside it
    /// already.
    private func facts(_ line: AuditLine) -> HTML? {
        guard let facts = line.facts else { return nil }
        switch line.deed {
        case .look(.run), .look(.download): return line.run == nil ? "\(facts)" : nil
        case .look: return "\(context.say("Faktura", "Invoice")) \(facts)"
        // These facts are stored in English.
        case .action, .other: return "<span class=\"anywhere\" lang=\"en\">\(facts)</span>"
        }
    }

    private var pager: HTML {
        let older = lines.count > Self.size ? lines[Self.size - 1].position : nil
        guard after != nil || older != nil else { return .empty }
        let latest: HTML? =
            after == nil
            ? nil
            : """
            <a class="button" href="\(url(after: nil))">\(context.say(
                "Det senaste", "The latest"))</a>
            """
        let link = older.map { position -> HTML in
            """
            <a class="button" href="\(url(after: position))">\(context.say("Äldre", "Older"))</a>
            """
        }
        return """
            <nav class="pager" aria-label="\(context.say("Sidor", "Pages"))">\(latest)\(link)</nav>
            """
    }
}
