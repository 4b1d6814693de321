import AccessStore
import EnqueueStore
import OperatorStore
import Reminders

/// The target of the dialog's form.
///
/// `gor` names the action: `uppdatera` (none), `alla-typ`, `med-nya`, `utan-nya`, `skicka` or
/// `stang`. Every action first saves the choices of the lines that the form shows, except `stang`,
/// and except a `skicka` of a draft that was changed elsewhere. `till` is the page to go on to.
enum DraftForms {
    static let routes: [Route] = [.post("/paminnelser/{utkast}/andra") { try await change($0) }]

    /// Does what the form says. A draft that has expired redirects to its page, which says so.
    /// - Throws: `Refusal.notFound` if there is no such draft of this user and creditor.
    private static func change(_ context: PageContext) async throws -> PageResponse {
        let address = try DraftAddress(context)
        do {
            return try await change(context, address)
        } catch DraftProblem.unknown {
            throw Refusal.notFound
        } catch DraftProblem.full {
            return back(context, address, "full")
        } catch is DraftProblem {
            // It has ended, was sent in another tab, or is still being built: its page says which.
            return .seeOther(address.page)
        }
    }

    private static func change(
        _ context: PageContext, _ address: DraftAddress
    ) async throws -> PageResponse {
        let (operators, owner) = (context.operators, context.owner(address.creditor))
        let before = try await operators.draft(address.id, by: owner)
        if let run = before.run {
            return .seeOther(SentRun(context: context, creditor: address.creditor).list(run))
        }
        let what = context.form["gor"]
        if what == "stang" {
            try await operators.closeDraft(address.id, by: owner)
            return .seeOther(address.closed)
        }
        // Another tab may have changed the draft: the user has not seen what would be sent.
        let isSame = context.form["version"] == "\(before.revision)"
        if what == "skicka", !isSame { return back(context, address, "andrad") }
        try await keep(context, address)
        if what == "alla-typ", let type = context.form["alla-typ"] {
            try await operators.changeAll(
                route(isManual: type == "manual"), of: address.id, by: owner)
        }
        if what == "utan-nya" || what == "med-nya" {
            try await operators.changeNew(isTicked: what == "med-nya", of: address.id, by: owner)
        }
        if context.isScript { return try await pieces(context, address) }
        if what == "skicka" { return try await send(context, address) }
        if let target = context.form["till"] { return .seeOther(SignInPage.local(target)) }
        return back(context, address, nil)
    }

    /// Redirects to the page of the dialog that the form came from.
    /// - Parameter message: the value of `besked`; nil for none.
    private static func back(_ context: PageContext, _ address: DraftAddress, _ message: String?)
        -> PageResponse
    {
        back(context, address, Fields(message.map { [("besked", $0)] } ?? []))
    }

    private static func back(_ context: PageContext, _ address: DraftAddress, _ message: Fields)
        -> PageResponse
    {
        let here = Fields(encoded: context.form["har"] ?? "").without("besked", "utskick")
        return .seeOther(address.page(Fields(here.pairs + message.pairs)))
    }

    /// Saves the choices of the lines that the form shows, at most 200. Lines with the same change
    /// are saved together.
    private static func keep(_ context: PageContext, _ address: DraftAddress) async throws {
        let shown = Set(context.form.numbers("rad", in: DraftDialog.positions).prefix(200))
        guard let first = shown.min() else { return }
        let (operators, owner) = (context.operators, context.owner(address.creditor))
        let lines = try await operators.draftLines(
            address.id, by: owner, after: first - 1, limit: 200,
            problemsOnly: (context.form["har"] ?? "").contains("anmarkning=1"),
            newOnly: (context.form["har"] ?? "").contains("nya=1")
        ).lines.filter { shown.contains($0.position) }
        let ticked = Set(context.form.numbers("vald", in: DraftDialog.positions))
        var changes: [(change: DraftChange, positions: [Int])] = []
        for line in lines {
            let change = wanted(context.form, line, isTicked: ticked.contains(line.position))
            if change == DraftChange() { continue }
            if let known = changes.firstIndex(where: { $0.change == change }) {
                changes[known].positions.append(line.position)
            } else {
                changes.append((change, [line.position]))
            }
        }
        for (change, positions) in changes {
            try await operators.change(change, lines: positions, of: address.id, by: owner)
        }
    }

    /// The choices of a line that the form changes; an empty change if it changes none. The boxes
    /// for e-mail and interest count only if the line was manual before: on any other line they are
    /// disabled, and a browser does not submit disabled boxes.
    private static func wanted(_ form: Fields, _ line: DraftLine, isTicked: Bool) -> DraftChange {
        let id = "\(line.position)"
        var change = DraftChange()
        if isTicked != line.isTicked { change.isTicked = isTicked }
        let isManual = form["typ-\(id)"].map { $0 == "manual" } ?? line.route.isManual
        if isManual != line.route.isManual {
            let route = route(isManual: isManual)
            (change.isManual, change.withFee) = (route.isManual, route.withFee)
        } else if isManual {
            let byEmail = form.has("epost-\(id)")
            if line.hasEmail, byEmail != line.manual.byEmail { change.byEmail = byEmail }
            let withInterest = form.has("ranta-\(id)")
            if withInterest != line.manual.withInterest { change.withInterest = withInterest }
        }
        return change
    }

    /// The change to a route. A manual reminder claims the reminder fee where it may: once, and
    /// only if the fee was agreed.
    private static func route(isManual: Bool) -> DraftChange {
        DraftChange(isManual: isManual, withFee: isManual ? true : nil)
    }

    /// Answers the script with JSON: the draft's revision in `version`, and the summary's HTML with
    /// its element's id.
    private static func pieces(
        _ context: PageContext, _ address: DraftAddress
    ) async throws -> PageResponse {
        let owner = context.owner(address.creditor)
        let draft = try await context.operators.draft(address.id, by: owner)
        let lines = try await context.operators.draftLines(
            address.id, by: owner,
            after: Fields(encoded: context.form["har"] ?? "").number(
                "efter", in: DraftDialog.positions) ?? 0,
            limit: DraftDialog.rows,
            problemsOnly: (context.form["har"] ?? "").contains("anmarkning=1"))
        let page = DraftDialog(
            address: address, draft: draft, lines: lines,
            activation: address.creditor.activation)
        return .json(
            "{\"version\":\(draft.revision),\"id\":\"summering\","
                + "\"html\":\(ServerSentEvents.quoted(DraftSummary(page: page).html.text))}")
    }

    /// Makes the draft a run, and audits it. Two confirmations may be required: the number of
    /// letters in `antal`, and `gammalt=1` if the knowledge is old. If one is missing, it redirects
    /// to the draft with a message.
    ///
    /// Sending the same draft twice makes one run and one audit line. More than 5,000 ticked lines
    /// are sent in the background, after the reply.
    private static func send(
        _ context: PageContext, _ address: DraftAddress
    ) async throws -> PageResponse {
        let creditor = address.creditor
        let (operators, owner) = (context.operators, context.owner(creditor))
        let draft = try await operators.draft(address.id, by: owner)
        let totals = draft.totals
        guard totals.amili + totals.manual > 0 else { return back(context, address, "inget") }
        if totals.tickedForAmili > 0, !totals.isActive { return back(context, address, "inaktivt") }
        if DraftSummary.needsNumber(totals) {
            let typed = (context.form["antal"] ?? "").filter(\.isNumber)
            guard typed == "\(totals.amili)" else { return back(context, address, "antal") }
        }
        let allowsStale = context.form["gammalt"] == "1"
        if totals.stale > 0, !allowsStale { return back(context, address, "gammalt") }
        let work = DraftWork.name(address.id, "skickar")
        let task: @Sendable () async throws -> Void = {
            let report = try await operators.sendDraft(
                DraftOrder(
                    draft: address.id, owner: owner, revision: draft.revision,
                    hold: context.settings.undo > .zero ? context.settings.undo : nil,
                    allowsStale: allowsStale, createdBy: context.session.login))
            guard !report.existing else { return }
            try await context.audit(
                .sent, creditor: creditor.id, run: report.run,
                facts: report.facts)
        }
        if totals.ticked > 5_000 {
            context.jobs.begin(work, task)
            return .seeOther(address.page)
        }
        do {
            try await task()
        } catch {
            guard case let problem = JobProblem(error), problem != .trouble else { throw error }
            return back(context, address, Fields(message(of: problem)))
        }
        return .seeOther(address.page)
    }

    /// The query fields by which the dialog tells why the draft was not sent.
    static func message(of problem: JobProblem) -> [(name: String, value: String)] {
        switch problem {
        case .draft(.changed): [("besked", "andrad")]
        case .draft(.nothingTicked): [("besked", "inget")]
        case .draft(.nothingGoes(let run)):
            [("besked", "redan")] + (run.map { [("utskick", "\($0)")] } ?? [])
        case .draft(.stale): [("besked", "gammalt")]
        case .notActive: [("besked", "inaktivt")]
        case .held: [("besked", "upptaget")]
        case .draft, .trouble: [("besked", "fel")]
        }
    }
}
