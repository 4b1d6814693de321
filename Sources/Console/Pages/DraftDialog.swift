import AccessStore
import OperatorStore
import Reminders

/// Where a draft's pages are, and the way back to the list it came from.
struct DraftAddress {
    let visit: Visit
    let creditor: GrantedCreditor
    let id: DraftID
    /// The list's own fields.
    let list: Fields

    init(visit: Visit, creditor: GrantedCreditor, id: DraftID, list: Fields) {
        self.visit = visit
        self.creditor = creditor
        self.id = id
        self.list = list
    }

    /// Reads the request for one of its pages.
    init(_ visit: Visit) throws {
        guard let id = visit.parameters["utkast"].flatMap({ DraftID($0) }) else {
            throw Refusal.notFound
        }
        self.init(
            visit: visit, creditor: try visit.creditor(), id: id,
            list: Fields(encoded: visit.form["lista"] ?? visit.query["lista"] ?? ""))
    }

    var page: String { page(Fields()) }

    func page(_ fields: Fields) -> String {
        let carried = list.pairs.isEmpty ? fields : fields.with("lista", list.encoded)
        return visit.url("/paminnelser/\(id.text)", creditor, carried)
    }

    func form(_ what: String) -> String {
        visit.url("/paminnelser/\(id.text)/\(what)", creditor)
    }

    var back: String { visit.url("/kundfakturor", creditor, list) }

    /// The list again, with the keyboard on the button that opened the overview.
    var closed: String {
        visit.url("/kundfakturor", creditor, list.with("besked", "stangd"))
    }
}

/// Long work on a draft, which goes on after its page was answered.
enum DraftWork {
    static func name(_ id: DraftID, _ what: String) -> String { "\(what) \(id.text)" }

    static func build(_ visit: Visit, _ creditor: GrantedCreditor, _ id: DraftID) {
        let (operators, owner) = (visit.operators, visit.owner(creditor))
        visit.desk.begin(name(id, "bygger")) {
            while try await !operators.buildDraft(id, by: owner, upTo: 20_000).isReady {}
        }
    }
}

/// `/paminnelser/{utkast}`: the overview before anything is sent, as a dialog over the list.
struct DraftDialog {
    let address: DraftAddress
    let draft: Draft
    let lines: DraftPage
    let activation: ActivationState

    static let rows = 50
    /// What a line's position may be.
    static let positions = 1...Int(Int32.max)

    static let routes: [Route] = [
        .get("/paminnelser/{utkast}") { try await show($0) },
        .get("/paminnelser/{utkast}/handelser") { try await news($0) },
    ]

    private static func show(_ visit: Visit) async throws -> Reply {
        let address = try DraftAddress(visit)
        let draft: Draft
        do {
            draft = try await visit.operators.draft(
                address.id, by: visit.owner(address.creditor))
        } catch DraftProblem.unknown {
            throw Refusal.notFound
        } catch DraftProblem.expired {
            return try await DraftMessage(address: address).expired()
        }
        if let run = draft.run {
            return .seeOther(SentRun(visit: visit, creditor: address.creditor).list(run))
        }
        if !draft.progress.isReady {
            DraftWork.build(visit, address.creditor, address.id)
            return try await DraftMessage(address: address).building(draft.progress)
        }
        let sending = DraftWork.name(address.id, "skickar")
        switch visit.desk.work(sending) {
        case .going: return try await DraftMessage(address: address).sending(draft)
        case .failed(let problem):
            visit.desk.forget(sending)
            return .seeOther(address.page(Fields(DraftForms.message(of: problem))))
        case nil: break
        }
        let page = try await read(visit, address, draft)
        let behind = try await InvoicesPage.read(visit, address.list)
        var frame = behind.frame
        frame.title = visit.say("Skapa påminnelser", "Create reminders")
        frame.events = nil
        frame.isInert = true
        frame.dialog = page.dialog
        return frame.page(behind.content)
    }

    static func read(
        _ visit: Visit, _ address: DraftAddress, _ draft: Draft
    ) async throws -> DraftDialog {
        let lines = try await visit.operators.draftLines(
            address.id, by: visit.owner(address.creditor),
            after: visit.query.number("efter", in: Self.positions) ?? 0, limit: rows,
            problemsOnly: visit.query["anmarkning"] == "1", newOnly: visit.query["nya"] == "1")
        return DraftDialog(
            address: address, draft: draft, lines: lines,
            activation: address.creditor.activation)
    }

    /// The page is loaded anew when the draft is built, when its run is there, and when Amili has
    /// said yes.
    private static func news(_ visit: Visit) async throws -> Reply {
        let address = try DraftAddress(visit)
        let (operators, owner) = (visit.operators, visit.owner(address.creditor))
        do {
            _ = try await operators.draft(address.id, by: owner)
        } catch is DraftProblem {
            throw Refusal.notFound
        }
        let begun = visit.query["skede"] ?? ""
        return Live.reply(
            visit,
            until: {
                guard let draft = try? await operators.draft(address.id, by: owner) else {
                    return true
                }
                return stage(visit, address, draft) != begun
            },
            pieces: {
                let draft = try await operators.draft(address.id, by: owner)
                let progress = DraftMessage(address: address).progress(draft.progress)
                return [LivePiece("framsteg", progress)]
            })
    }

    /// In one word, what a page of the draft is about.
    static func stage(_ visit: Visit, _ address: DraftAddress, _ draft: Draft) -> String {
        if draft.run != nil { return "skickat" }
        if !draft.progress.isReady { return "bygger" }
        if visit.desk.work(DraftWork.name(address.id, "skickar")) == .going { return "skickar" }
        return draft.totals.isActive ? "redo" : "inaktivt"
    }

    // MARK: The dialog

    private var visit: Visit { address.visit }
    private var creditor: GrantedCreditor { address.creditor }

    /// Return in a field presses the form's first button, which changes nothing.
    var dialog: HTML {
        """
        <div class="shade"><div class="dialog" role="dialog" aria-modal="true" \
        aria-labelledby="rubrik"><form method="post" action="\(address.form("andra"))" id="utkast">
        \(visit.formTokenField)
        <input type="hidden" name="lista" value="\(address.list.encoded)">
        <input type="hidden" name="version" value="\(draft.revision)">
        <input type="hidden" name="har" value="\(here)">
        <button name="gor" value="uppdatera" hidden></button>
        <header><div><h2 id="rubrik" tabindex="-1"\
        \(" autofocus", if: visit.query["besked"] != "antal")>\
        \(visit.say("Skapa påminnelser", "Create reminders"))</h2>
        <p class="soft">\(chosen) \(visit.say(
            "Ingenting skickas förrän du klickar på Skicka påminnelser.",
            "Nothing is sent before you click Send reminders."))</p></div>
        <button name="gor" value="stang" class="close" data-close \
        aria-label="\(visit.say("Stäng utan att skicka", "Close without sending"))">\u{2715}</button>
        </header>
        <div class="body" tabindex="0" role="group" \
        aria-label="\(visit.say("Valda fakturor", "Chosen invoices"))">
        \(DraftNotices(page: self).html)
        \(DraftDriftNotice(page: self).html)
        \(typeOfAll)
        \(DraftTable(page: self).html)
        \(pager)
        </div>
        <footer id="summering">\(DraftSummary(page: self).html)</footer>
        </form></div></div>
        """
    }

    private var chosen: String {
        let (lines, name) = (draft.totals.lines, creditor.name)
        if lines == 1 {
            return visit.say("1 vald faktura hos \(name).", "1 chosen invoice of \(name).")
        }
        let count = Format.count(lines)
        return visit.say(
            "\(count) valda fakturor hos \(name).", "\(count) chosen invoices of \(name).")
    }

    /// The query of this very page of the dialog.
    var here: String { visit.query.without("foretag", "lista").encoded }

    private var typeOfAll: HTML {
        """
        <div class="row"><label for="alla-typ">\(visit.say(
            "Påminnelsetyp för alla", "Reminder type of all"))</label>
        <select id="alla-typ" name="alla-typ"><option value="amili">\(DraftTable.amili(visit))\
        </option><option value="manual">\(DraftTable.manual(visit))</option></select>
        <button name="gor" value="alla-typ">\(visit.say("Använd för alla", "Use for all"))</button>
        \(problemsOnly)</div>
        """
    }

    private var problemsOnly: HTML {
        let isOn = visit.query["anmarkning"] == "1"
        guard isOn || draft.totals.skipped + draft.totals.warned > 0 else { return .empty }
        let target = address.page(isOn ? Fields() : Fields([("anmarkning", "1")]))
        let name =
            isOn
            ? visit.say("Visa alla rader", "Show all rows")
            : visit.say("Visa bara rader med anmärkning", "Show only rows with a remark")
        return "<button class=\"plain\" name=\"till\" value=\"\(target)\">\(name)</button>"
    }

    private var pager: HTML {
        let previous = lines.previous.map { after in
            visit.query.with("efter", after > 0 ? "\(after)" : nil)
        }
        let next = lines.next.map { visit.query.with("efter", "\($0)") }
        func button(_ fields: Fields?, _ name: String) -> HTML {
            guard let fields else { return "<span></span>" }
            let target = address.page(fields.without("foretag", "lista"))
            return "<button name=\"till\" value=\"\(target)\">\(name)</button>"
        }
        guard previous != nil || next != nil else { return .empty }
        return """
            <div class="pager" role="group" aria-label="\(visit.say("Bläddra", "Pages"))">\
            \(button(previous, visit.say("Föregående sida", "Previous page")))\
            <span class="soft">\(range)</span>\
            \(button(next, visit.say("Nästa sida", "Next page")))</div>
            """
    }

    private var range: String {
        guard let first = lines.lines.first, let last = lines.lines.last else { return "" }
        return visit.say(
            "Rad \(Format.count(first.position))–\(Format.count(last.position)) av"
                + " \(Format.count(draft.totals.lines))",
            "Row \(Format.count(first.position))–\(Format.count(last.position)) of"
                + " \(Format.count(draft.totals.lines))")
    }
}

/// Where one goes when a run was made.
struct SentRun {
    let visit: Visit
    let creditor: GrantedCreditor

    func list(_ run: RunID) -> String {
        visit.url(
            "/kundfakturor", creditor,
            Fields([("besked", "skickat"), ("utskick", "\(run)")]))
    }
}
