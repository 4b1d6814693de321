import AccessStore
import ConsoleStore
import OperatorStore
import Reminders

/// What the forms of `/kundfakturor` do.
enum SelectionForms {
    static let routes: [Route] = [
        .post("/kundfakturor/urval") { try await choose($0) },
        .post("/kundfakturor/sok") { try await search($0) },
        .post("/kundfakturor/paminn") { visit in
            let keys = visit.form.all("rad").prefix(1)
            return try await openDraft(visit, try visit.creditor(), Fields(), of: Array(keys))
        },
    ]

    private static func choose(_ visit: Visit) async throws -> Reply {
        let creditor = try visit.creditor()
        let list = Fields(encoded: visit.form["lista"] ?? "")
        do {
            try await keep(visit, creditor)
        } catch SelectionProblem.full {
            return back(visit, creditor, list.with("besked", "full"))
        }
        if visit.isScript { return try await summary(visit, creditor) }
        switch visit.form["gor"] {
        case "alla": return try await markAll(visit, creditor, list)
        case "filter": return try await chooseByFilter(visit, creditor, list)
        case "rensa":
            try await visit.operators.clearSelection(by: visit.owner(creditor))
            return back(visit, creditor, list)
        case "skapa": return try await openDraft(visit, creditor, list)
        case "namn": return try await searchName(visit, creditor, list)
        default: return .seeOther(SignInPage.local(visit.form["till"]))
        }
    }

    /// The ticks of the page that the form came from. A row that it did not show stays as it is.
    private static func keep(_ visit: Visit, _ creditor: GrantedCreditor) async throws {
        let shown = Array(Set(visit.form.all("rad")).prefix(1_000))
        guard !shown.isEmpty else { return }
        let owner = visit.owner(creditor)
        let ticked = Set(visit.form.all("vald"))
        let before = try await visit.operators.selected(shown, by: owner)
        let on = shown.filter { ticked.contains($0) && !before.contains($0) }
        let off = shown.filter { !ticked.contains($0) && before.contains($0) }
        if !on.isEmpty {
            try await visit.operators.tick(on, true, by: owner)
        }
        if !off.isEmpty {
            try await visit.operators.tick(off, false, by: owner)
        }
    }

    private static func back(
        _ visit: Visit, _ creditor: GrantedCreditor, _ list: Fields
    ) -> Reply {
        .seeOther(visit.url("/kundfakturor", creditor, list))
    }

    /// For the script: the bar above the list, anew.
    private static func summary(_ visit: Visit, _ creditor: GrantedCreditor) async throws -> Reply {
        let list = Fields(encoded: visit.form["lista"] ?? "")
        let page = try await InvoicesPage.read(visit, list.without("besked", "avkortad"))
        let bar = SelectionBar(page: page)
        return .json(
            "{\"id\":\"urval\",\"html\":\(Live.quoted(bar.html.text)),"
                + "\"text\":\(Live.quoted(bar.summary))}")
    }

    private static func markAll(
        _ visit: Visit, _ creditor: GrantedCreditor, _ list: Fields
    ) async throws -> Reply {
        let list = list.without("besked", "avkortad")
        let view = try await ListView.read(visit, list)
        let marked = try await visit.operators.markAlong(
            view.filter, view.order, from: Array(visit.form.all("rad").prefix(1_000)),
            limit: visit.settings.selectAll, by: visit.owner(creditor))
        return back(
            visit, creditor,
            marked.isCut ? list.with("besked", "markerade").with("avkortad", "1") : list)
    }

    private static func chooseByFilter(
        _ visit: Visit, _ creditor: GrantedCreditor, _ list: Fields
    ) async throws -> Reply {
        let list = list.without("besked", "avkortad")
        let view = try await ListView.read(visit, list)
        _ = try await visit.operators.selectAll(
            view.filter, by: visit.owner(creditor))
        return back(visit, creditor, list)
    }

    /// - Parameter keys: of these invoices; nil: of what is ticked.
    private static func openDraft(
        _ visit: Visit, _ creditor: GrantedCreditor, _ list: Fields, of keys: [String]? = nil
    ) async throws -> Reply {
        let owner = visit.owner(creditor)
        do {
            let id =
                if let keys {
                    try await visit.operators.openDraft(of: keys, by: owner)
                } else {
                    try await visit.operators.openDraft(by: owner)
                }
            let built = try await visit.operators.buildDraft(id, by: owner)
            if !built.isReady { DraftWork.build(visit, creditor, id) }
            return .seeOther(
                DraftAddress(visit: visit, creditor: creditor, id: id, list: list).page)
        } catch DraftProblem.nothingSelected {
            return back(visit, creditor, list.with("besked", "inget"))
        }
    }

    /// A number goes into the URL; a name is kept in the session under a random id.
    private static func search(_ visit: Visit) async throws -> Reply {
        let creditor = try visit.creditor()
        let list = Fields(encoded: visit.form["lista"] ?? "")
            .without("sok", "namn", "efter", "fore", "besked", "avkortad")
        let text = String((visit.form["sok"] ?? "").trimmed.prefix(100))
        if text.isEmpty { return back(visit, creditor, list) }
        guard text.contains(where: \.isNumber) else {
            return try await keepName(text, visit, creditor, list)
        }
        // A company's name may have a digit in it: what is found as a number is one.
        let found = try await visit.console.count(
            creditor.id, ListFilter(search: .number(text)), upTo: 1)
        if found.count > 0 || !found.isExact {
            return back(visit, creditor, list.with("sok", text))
        }
        if text.contains(where: \.isLetter) {
            return try await keepName(text, visit, creditor, list)
        }
        if let number = try await ofAmiliOCR(text, visit, creditor) {
            // This invoice was meant, whatever the list was narrowed to.
            return back(
                visit, creditor,
                list.without("status", "forfallna", "attpaminna").with("sok", number)
                    .with("besked", "amilis-ocr"))
        }
        return back(visit, creditor, list.with("sok", text))
    }

    /// Amili's OCR numbers are longer than what stands for an invoice by its beginning.
    private static let shortestOCR = 4

    /// The invoice of that OCR number of Amili's, if it is one.
    private static func ofAmiliOCR(
        _ text: String, _ visit: Visit, _ creditor: GrantedCreditor
    ) async throws -> String? {
        let digits = text.filter { !$0.isWhitespace }
        guard digits.utf8.count >= shortestOCR, digits.allSatisfy({ $0.isASCII && $0.isNumber })
        else { return nil }
        return try await visit.console.invoiceNumber(
            ofAmiliOCR: digits, of: creditor.id, pause: visit.desk.courtesy.gap)
    }

    /// What was looked for as a number, looked for as a name.
    private static func searchName(
        _ visit: Visit, _ creditor: GrantedCreditor, _ list: Fields
    ) async throws -> Reply {
        guard let text = list["sok"] else { return back(visit, creditor, list) }
        return try await keepName(
            text, visit, creditor, list.without("sok", "efter", "fore", "besked"))
    }

    private static func keepName(
        _ name: String, _ visit: Visit, _ creditor: GrantedCreditor, _ list: Fields
    ) async throws -> Reply {
        let id = String(Random.token().prefix(32))
        try await visit.access.addSearch(id, session: visit.sessionHash, name: name)
        return back(visit, creditor, list.with("namn", id))
    }
}
