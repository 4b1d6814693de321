import AccessStore
import ConsoleStore
import OperatorStore
import Reminders

/// The targets of the list's forms: the ticks and the actions on them, the search, and the draft of
/// one invoice.
enum SelectionForms {
    static let routes: [Route] = [
        .post("/kundfakturor/urval") { try await choose($0) },
        .post("/kundfakturor/sok") { try await search($0) },
        .post("/kundfakturor/paminn") { context in
            let keys = context.form.all("rad").prefix(1)
            return try await openDraft(context, try context.creditor(), Fields(), of: Array(keys))
        },
    ]

    /// Saves the ticks, then performs `gor`: `alla`, `filter`, `rensa`, `skapa` or `namn`. Without
    /// `gor` it redirects to `till`. The script gets the bar above the list instead.
    private static func choose(_ context: PageContext) async throws -> PageResponse {
        let creditor = try context.creditor()
        let list = Fields(encoded: context.form["lista"] ?? "")
        do {
            try await keep(context, creditor)
        } catch SelectionProblem.full {
            return back(context, creditor, list.with("besked", "full"))
        }
        if context.isScript { return try await summary(context, creditor) }
        switch context.form["gor"] {
        case "alla": return try await markAll(context, creditor, list)
        case "filter": return try await chooseByFilter(context, creditor, list)
        case "rensa":
            try await context.operators.clearSelection(by: context.owner(creditor))
            return back(context, creditor, list)
        case "skapa": return try await openDraft(context, creditor, list)
        case "namn": return try await searchName(context, creditor, list)
        default: return .seeOther(SignInPage.local(context.form["till"]))
        }
    }

    /// Saves the ticks of the page that the form came from, at most 1,000 rows. Rows that the form
    /// did not show keep theirs.
    /// - Throws: `SelectionProblem.full` if there are more single ticks than a selection holds.
    private static func keep(_ context: PageContext, _ creditor: GrantedCreditor) async throws {
        let shown = Array(Set(context.form.all("rad")).prefix(1_000))
        guard !shown.isEmpty else { return }
        let owner = context.owner(creditor)
        let ticked = Set(context.form.all("vald"))
        let before = try await context.operators.selected(shown, by: owner)
        let on = shown.filter { ticked.contains($0) && !before.contains($0) }
        let off = shown.filter { !ticked.contains($0) && before.contains($0) }
        if !on.isEmpty {
            try await context.operators.tick(on, true, by: owner)
        }
        if !off.isEmpty {
            try await context.operators.tick(off, false, by: owner)
        }
    }

    /// Redirects to the list.
    private static func back(
        _ context: PageContext, _ creditor: GrantedCreditor, _ list: Fields
    ) -> PageResponse {
        .seeOther(context.url("/kundfakturor", creditor, list))
    }

    /// Answers the script with JSON: the bar above the list, and its sentence for screen readers.
    private static func summary(
        _ context: PageContext, _ creditor: GrantedCreditor
    ) async throws -> PageResponse {
        let list = Fields(encoded: context.form["lista"] ?? "")
        let page = try await InvoicesPage.read(context, list.without("besked", "avkortad"))
        let bar = SelectionBar(page: page)
        return .json(
            "{\"id\":\"urval\",\"html\":\(ServerSentEvents.quoted(bar.html.text)),"
                + "\"text\":\(ServerSentEvents.quoted(bar.summary))}")
    }

    /// Ticks the rows of the page and those that follow in the list, up to
    /// `ConsoleSettings.selectAll`. If more match, the list says so.
    private static func markAll(
        _ context: PageContext, _ creditor: GrantedCreditor, _ list: Fields
    ) async throws -> PageResponse {
        let list = list.without("besked", "avkortad")
        let view = try await ListView.read(context, list)
        let marked = try await context.operators.markAlong(
            view.filter, view.order, from: Array(context.form.all("rad").prefix(1_000)),
            limit: context.settings.selectAll, by: context.owner(creditor))
        return back(
            context, creditor,
            marked.isCut ? list.with("besked", "markerade").with("avkortad", "1") : list)
    }

    /// Chooses all that match the filter, without limit, in place of what was ticked before.
    private static func chooseByFilter(
        _ context: PageContext, _ creditor: GrantedCreditor, _ list: Fields
    ) async throws -> PageResponse {
        let list = list.without("besked", "avkortad")
        let view = try await ListView.read(context, list)
        _ = try await context.operators.selectAll(
            view.filter, by: context.owner(creditor))
        return back(context, creditor, list)
    }

    /// Opens a draft and redirects to it. The first 2,000 lines are built at once, the rest in the
    /// background.
    /// - Parameter keys: the invoices of the draft; nil: the ticked ones.
    private static func openDraft(
        _ context: PageContext, _ creditor: GrantedCreditor, _ list: Fields,
        of keys: [String]? = nil
    ) async throws -> PageResponse {
        let owner = context.owner(creditor)
        do {
            let id =
                if let keys {
                    try await context.operators.openDraft(of: keys, by: owner)
                } else {
                    try await context.operators.openDraft(by: owner)
                }
            let built = try await context.operators.buildDraft(id, by: owner)
            if !built.isReady { DraftWork.build(context, creditor, id) }
            return .seeOther(
                DraftAddress(context: context, creditor: creditor, id: id, list: list).page)
        } catch DraftProblem.nothingSelected {
            return back(context, creditor, list.with("besked", "inget"))
        }
    }

    /// Searches by number or by name. A text without a digit is a name. A text with a digit is an
    /// invoice number if that search finds anything; otherwise it is a name if it contains a
    /// letter, and one of Amili's OCR numbers if not.
    ///
    /// A number goes into the URL. A name is personal data: the session keeps it under a random id.
    /// So is a number that nothing has and that is as long as an identity number or a telephone
    /// number; it is searched for among the names, where nothing has it either.
    private static func search(_ context: PageContext) async throws -> PageResponse {
        let creditor = try context.creditor()
        let list = Fields(encoded: context.form["lista"] ?? "")
            .without("sok", "namn", "efter", "fore", "besked", "avkortad")
        let text = String((context.form["sok"] ?? "").trimmed.prefix(100))
        if text.isEmpty { return back(context, creditor, list) }
        guard text.contains(where: \.isNumber) else {
            return try await keepName(text, context, creditor, list)
        }
        // A company's name may contain a digit: only a text that finds something counts as a
        // number.
        let found = try await context.console.count(
            creditor.id, ListFilter(search: .number(text)), upTo: 1)
        if found.count > 0 || !found.isExact {
            return back(context, creditor, list.with("sok", text))
        }
        if text.contains(where: \.isLetter) {
            return try await keepName(text, context, creditor, list)
        }
        if let number = try await ofAmiliOCR(text, context, creditor) {
            // The user means this invoice, even if the list's filter hides it.
            return back(
                context, creditor,
                list.without("status", "forfallna", "attpaminna").with("sok", number)
                    .with("besked", "amilis-ocr"))
        }
        if text.count(where: \.isNumber) >= shortestPersonalNumber {
            return try await keepName(text, context, creditor, list)
        }
        return back(context, creditor, list.with("sok", text))
    }

    /// The digits of a telephone number without its leading zero; identity numbers have more.
    private static let shortestPersonalNumber = 7

    /// The fewest digits that are looked up among Amili's OCR numbers; fewer can only be the
    /// beginning of an invoice number.
    private static let shortestOCR = 4

    /// The number of the invoice to which Amili gave this OCR number.
    /// - Returns: nil if there is none, or if the text is no OCR number.
    private static func ofAmiliOCR(
        _ text: String, _ context: PageContext, _ creditor: GrantedCreditor
    ) async throws -> String? {
        let digits = text.filter { !$0.isWhitespace }
        guard digits.utf8.count >= shortestOCR, digits.allSatisfy({ $0.isASCII && $0.isNumber })
        else { return nil }
        return try await context.console.invoiceNumber(
            ofAmiliOCR: digits, of: creditor.id, pause: context.priority.gap)
    }

    /// Repeats a search by number as a search by name.
    private static func searchName(
        _ context: PageContext, _ creditor: GrantedCreditor, _ list: Fields
    ) async throws -> PageResponse {
        guard let text = list["sok"] else { return back(context, creditor, list) }
        return try await keepName(
            text, context, creditor, list.without("sok", "efter", "fore", "besked"))
    }

    /// Stores the name in the session and redirects to the list, with a random id of 32 characters
    /// in its place.
    private static func keepName(
        _ name: String, _ context: PageContext, _ creditor: GrantedCreditor, _ list: Fields
    ) async throws -> PageResponse {
        let id = String(Random.token().prefix(32))
        try await context.access.addSearch(id, session: context.sessionHash, name: name)
        return back(context, creditor, list.with("namn", id))
    }
}
