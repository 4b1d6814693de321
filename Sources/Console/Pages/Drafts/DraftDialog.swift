import AccessStore
import OperatorStore
import Reminders

/// `/paminnelser/{utkast}`: a draft's lines before anything is sent, as a dialog over the invoice
/// list.
///
/// In the query, `efter` is the position of the last line of the page before, `anmarkning=1` shows
/// only lines with a remark, `nya=1` only lines that came since the choice, and `besked` names a
/// message.
struct DraftDialog {
    let address: DraftAddress
    let draft: Draft
    /// The lines of this page of the dialog.
    let lines: DraftPage
    /// The creditor's activation when this request began.
    let activation: ActivationState

    /// Lines per page.
    static let rows = 50
    /// The bounds of a line's position in a query or a form.
    static let positions = 1...Int(Int32.max)

    static let routes: [Route] = [
        .get("/paminnelser/{utkast}") { try await show($0) },
        .get("/paminnelser/{utkast}/handelser") { try await news($0) },
    ]

    /// Shows the draft, or the progress of building or sending it. A draft that has been sent
    /// redirects to the list with its run. A failed attempt to send it redirects to the draft with
    /// a message.
    ///
    /// A draft that is not ready is built further in the background, which also resumes work that a
    /// restart of the server cut off.
    /// - Throws: `Refusal.notFound` if there is no such draft of this user and creditor.
    private static func show(_ context: PageContext) async throws -> PageResponse {
        let address = try DraftAddress(context)
        let draft: Draft
        do {
            draft = try await context.operators.draft(
                address.id, by: context.owner(address.creditor))
        } catch DraftProblem.unknown {
            throw Refusal.notFound
        } catch DraftProblem.expired {
            return try await DraftMessage(address: address).expired()
        }
        if let run = draft.run {
            return .seeOther(SentRun(context: context, creditor: address.creditor).list(run))
        }
        if !draft.progress.isReady {
            DraftWork.build(context, address.creditor, address.id)
            return try await DraftMessage(address: address).building(draft.progress)
        }
        let sending = DraftWork.name(address.id, "skickar")
        switch context.jobs.state(of: sending) {
        case .going: return try await DraftMessage(address: address).sending(draft)
        case .failed(let problem):
            context.jobs.forget(sending)
            return .seeOther(address.page(Fields(DraftForms.message(of: problem))))
        case nil: break
        }
        let page = try await read(context, address, draft)
        let behind = try await InvoicesPage.read(context, address.list)
        var frame = behind.frame
        frame.title = context.say("Skapa påminnelser", "Create reminders")
        frame.events = nil
        frame.isInert = true
        frame.dialog = page.dialog
        return frame.page(behind.content)
    }

    /// Reads the lines that the query asks for.
    /// - Throws: `DraftProblem` if the draft is gone or has expired.
    static func read(
        _ context: PageContext, _ address: DraftAddress, _ draft: Draft
    ) async throws -> DraftDialog {
        let lines = try await context.operators.draftLines(
            address.id, by: context.owner(address.creditor),
            after: context.query.number("efter", in: Self.positions) ?? 0, limit: rows,
            problemsOnly: context.query["anmarkning"] == "1", newOnly: context.query["nya"] == "1")
        return DraftDialog(
            address: address, draft: draft, lines: lines,
            activation: address.creditor.activation)
    }

    /// Streams the progress of building the draft. Makes the browser reload the page once the draft
    /// has left the stage that `skede` of the query names, or is gone.
    /// - Throws: `Refusal.notFound` if there is no such draft of this user and creditor, or if it
    ///   has expired.
    private static func news(_ context: PageContext) async throws -> PageResponse {
        let address = try DraftAddress(context)
        let (operators, owner) = (context.operators, context.owner(address.creditor))
        do {
            _ = try await operators.draft(address.id, by: owner)
        } catch is DraftProblem {
            throw Refusal.notFound
        }
        let begun = context.query["skede"] ?? ""
        return ServerSentEvents.reply(
            context,
            until: {
                guard let draft = try? await operators.draft(address.id, by: owner) else {
                    return true
                }
                return stage(context, address, draft) != begun
            },
            pieces: {
                let draft = try await operators.draft(address.id, by: owner)
                let progress = DraftMessage(address: address).progress(draft.progress)
                return [LivePiece("framsteg", progress)]
            })
    }

    /// The stage of a draft: `bygger`, `skickar`, `skickat`, `redo`, or `inaktivt` if the creditor
    /// is not active at Amili. A page passes its own to the stream as `skede`.
    static func stage(_ context: PageContext, _ address: DraftAddress, _ draft: Draft) -> String {
        if draft.run != nil { return "skickat" }
        if !draft.progress.isReady { return "bygger" }
        if context.jobs.state(of: DraftWork.name(address.id, "skickar")) == .going {
            return "skickar"
        }
        return draft.totals.isActive ? "redo" : "inaktivt"
    }

    // MARK: The dialog

    private var context: PageContext { address.context }
    private var creditor: GrantedCreditor { address.creditor }

    /// The form with notices, lines and summary. Return in a field presses the form's first button;
    /// that is a hidden one, which only saves the choices.
    var dialog: HTML {
        """
        <div class="shade"><div class="dialog" role="dialog" aria-modal="true" \
        aria-labelledby="rubrik"><form method="post" action="\(address.form("andra"))" id="utkast">
        \(context.formTokenField)
        <input type="hidden" name="lista" value="\(address.list.encoded)">
        <input type="hidden" name="version" value="\(draft.revision)">
        <input type="hidden" name="har" value="\(here)">
        <button name="gor" value="uppdatera" hidden></button>
        <header><div><h2 id="rubrik" tabindex="-1"\
        \(" autofocus", if: context.query["besked"] != "antal")>\
        \(context.say("Skapa påminnelser", "Create reminders"))</h2>
        <p class="soft">\(chosen) \(context.say(
            "Ingenting skickas förrän du klickar på Skicka påminnelser.",
            "Nothing is sent before you click Send reminders."))</p></div>
        <button name="gor" value="stang" class="close" data-close \
        aria-label="\(context.say("Stäng utan att skicka", "Close without sending"))">\u{2715}</button>
        </header>
        <div class="body" tabindex="0" role="group" \
        aria-label="\(context.say("Valda fakturor", "Chosen invoices"))">
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
            return context.say("1 vald faktura hos \(name).", "1 chosen invoice of \(name).")
        }
        let count = Format.count(lines)
        return context.say(
            "\(count) valda fakturor hos \(name).", "\(count) chosen invoices of \(name).")
    }

    /// The query of this page of the dialog, without what `DraftAddress` adds. The form carries it
    /// in `har` and comes back here.
    var here: String { context.query.without("foretag", "lista").encoded }

    /// The control that sets the reminder type of every line, whatever each line had.
    private var typeOfAll: HTML {
        """
        <div class="row"><label for="alla-typ">\(context.say(
            "Påminnelsetyp för alla", "Reminder type of all"))</label>
        <select id="alla-typ" name="alla-typ"><option value="amili">\(DraftTable.amili(context))\
        </option><option value="manual">\(DraftTable.manual(context))</option></select>
        <button name="gor" value="alla-typ">\(context.say("Använd för alla", "Use for all"))</button>
        \(problemsOnly)</div>
        """
    }

    /// The button that narrows the lines to those with a remark, or shows all again; empty if no
    /// line has one.
    private var problemsOnly: HTML {
        let isOn = context.query["anmarkning"] == "1"
        guard isOn || draft.totals.skipped + draft.totals.warned > 0 else { return .empty }
        let target = address.page(isOn ? Fields() : Fields([("anmarkning", "1")]))
        let name =
            isOn
            ? context.say("Visa alla rader", "Show all rows")
            : context.say("Visa bara rader med anmärkning", "Show only rows with a remark")
        return "<button class=\"plain\" name=\"till\" value=\"\(target)\">\(name)</button>"
    }

    private var pager: HTML {
        let previous = lines.previous.map { after in
            context.query.with("efter", after > 0 ? "\(after)" : nil)
        }
        let next = lines.next.map { context.query.with("efter", "\($0)") }
        func button(_ fields: Fields?, _ name: String) -> HTML {
            guard let fields else { return "<span></span>" }
            let target = address.page(fields.without("foretag", "lista"))
            return "<button name=\"till\" value=\"\(target)\">\(name)</button>"
        }
        guard previous != nil || next != nil else { return .empty }
        return """
            <div class="pager" role="group" aria-label="\(context.say("Bläddra", "Pages"))">\
            \(button(previous, context.say("Föregående sida", "Previous page")))\
            <span class="soft">\(range)</span>\
            \(button(next, context.say("Nästa sida", "Next page")))</div>
            """
    }

    /// `Row 51–100 of 1 234`; empty without lines.
    private var range: String {
        guard let first = lines.lines.first, let last = lines.lines.last else { return "" }
        return context.say(
            "Rad \(Format.count(first.position))–\(Format.count(last.position)) av"
                + " \(Format.count(draft.totals.lines))",
            "Row \(Format.count(first.position))–\(Format.count(last.position)) of"
                + " \(Format.count(draft.totals.lines))")
    }
}
