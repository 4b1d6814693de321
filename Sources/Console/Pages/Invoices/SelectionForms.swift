import AccessStore
import ConsoleStore
import OperatorStore
import Reminders

/// The forms of `/kundfakturor`.
enum SelectionForms {
    static let routes: [Route] = [
        .post("/kundfakturor/urval") { try await choose($0) },
        .post("/kundfakturor/sok") { try await search($0) },
        .post("/kundfakturor/paminn") { context in
            let keys = context.form.all("rad").prefix(1)
            return try await openDraft(context, try context.creditor(), Fields(), of: Array(keys))
        },
    ]

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

    /// The ticks of the page that the form came from. A row that it did not show stays as it is.
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

    private static func back(
        _ context: PageContext, _ creditor: GrantedCreditor, _ list: Fields
    ) -> PageResponse {
        .seeOther(context.url("/kundfakturor", creditor, list))
    }

    /// For the script: the bar above the list, anew.
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

    private static func chooseByFilter(
        _ context: PageContext, _ creditor: GrantedCreditor, _ list: Fields
    ) async throws -> PageResponse {
        let list = list.without("besked", "avkortad")
        let view = try await ListView.read(context, list)
        _ = try await context.operators.selectAll(
            view.filter, by: context.owner(creditor))
        return back(context, creditor, list)
    }

    /// - Parameter keys: of these invoices; nil: of what is ticked.
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

    /// A number goes into the URL; a name is kept in the session under a random id.
    private static func search(_ context: PageContext) async throws -> PageResponse {
        let creditor = try context.creditor()
        let list = Fields(encoded: context.form["lista"] ?? "")
            .without("sok", "namn", "efter", "fore", "besked", "avkortad")
        let text = String((context.form["sok"] ?? "").trimmed.prefix(100))
        if text.isEmpty { return back(context, creditor, list) }
        guard text.contains(where: \.isNumber) else {
            return try await keepName(text, context, creditor, list)
        }
        // A company's name may have a digit in it: what is found as a number is one.
        let found = try await context.console.count(
            creditor.id, ListFilter(search: .number(text)), upTo: 1)
        if found.count > 0 || !found.isExact {
            return back(context, creditor, list.with("sok", text))
        }
        if text.contains(where: \.isLetter) {
            return try await keepName(text, context, creditor, list)
        }
        if let number = try await ofAmiliOCR(text, context, creditor) {
            // This invoice was meant, whatever the list was narrowed to.
            return back(
                context, creditor,
                list.without("status", "forfallna", "attpaminna").with("sok", number)
                    .with("besked", "amilis-ocr"))
        }
        return back(context, creditor, list.with("sok", text))
    }

    /// Amili's OCR numbers are longer than what stands for an invoice by its beginning.
    private static let shortestOCR = 4

    /// The invoice of that OCR number of Amili's, if it is one.
    private static func ofAmiliOCR(
        _ text: String, _ context: PageContext, _ creditor: GrantedCreditor
    ) async throws -> String? {
        let digits = text.filter { !$0.isWhitespace }
        guard digits.utf8.count >= shortestOCR, digits.allSatisfy({ $0.isASCII && $0.isNumber })
        else { return nil }
        return try await context.console.invoiceNumber(
            ofAmiliOCR: digits, of: creditor.id, pause: context.priority.gap)
    }

    /// What was looked for as a number, looked for as a name.
    private static func searchName(
        _ context: PageContext, _ creditor: GrantedCreditor, _ list: Fields
    ) async throws -> PageResponse {
        guard let text = list["sok"] else { return back(context, creditor, list) }
        return try await keepName(
            text, context, creditor, list.without("sok", "efter", "fore", "besked"))
    }

    private static func keepName(
        _ name: String, _ context: PageContext, _ creditor: GrantedCreditor, _ list: Fields
    ) async throws -> PageResponse {
        let id = String(Random.token().prefix(32))
        try await context.access.addSearch(id, session: context.sessionHash, name: name)
        return back(context, creditor, list.with("namn", id))
    }
}
