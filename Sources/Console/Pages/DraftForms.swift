import Reminders
import Store

/// What the forms of the overview do.
enum DraftForms {
    static let routes: [Route] = [.post("/paminnelser/{utkast}/andra") { try await change($0) }]

    private static func change(_ visit: Visit) async throws -> Reply {
        let address = try DraftAddress(visit)
        do {
            return try await change(visit, address)
        } catch DraftProblem.unknown {
            throw Refusal.notFound
        } catch DraftProblem.expired {
            return .seeOther(address.page)
        }
    }

    private static func change(_ visit: Visit, _ address: DraftAddress) async throws -> Reply {
        let (store, owner) = (visit.store, visit.session.user)
        let creditor = address.creditor.id
        let before = try await store.draft(address.id, owner: owner, creditor: creditor)
        if let run = before.run {
            return .seeOther(SentRun(visit: visit, creditor: address.creditor).list(run))
        }
        let what = visit.form["gor"]
        if what == "stang" {
            try await store.closeDraft(address.id, owner: owner, creditor: creditor)
            return .seeOther(address.back)
        }
        // Whoever sends what another tab has changed would send what they have not seen.
        let isSame = visit.form["version"] == "\(before.revision)"
        if what == "skicka", !isSame { return back(visit, address, "andrad") }
        try await keep(visit, address)
        if what == "alla-typ", let route = DraftRoute(rawValue: visit.form["alla-typ"] ?? "") {
            var change = DraftChange()
            change.route = route
            try await store.changeAll(change, of: address.id, owner: owner, creditor: creditor)
        }
        if visit.isScript { return try await pieces(visit, address) }
        if what == "skicka" { return try await send(visit, address) }
        if let target = visit.form["till"] { return .seeOther(SignInPage.local(target)) }
        return back(visit, address, nil)
    }

    /// To the very page of the overview that the form came from.
    private static func back(_ visit: Visit, _ address: DraftAddress, _ message: String?) -> Reply {
        .seeOther(
            address.page(Fields(encoded: visit.form["har"] ?? "").with("besked", message)))
    }

    /// The choices of the rows that the form shows. Those alike go together.
    private static func keep(_ visit: Visit, _ address: DraftAddress) async throws {
        let shown = Set(visit.form.all("rad").prefix(200).compactMap(Int.init))
        guard let first = shown.min() else { return }
        let (store, owner) = (visit.store, visit.session.user)
        let lines = try await store.draftLines(
            address.id, owner: owner, creditor: address.creditor.id, after: first - 1,
            limit: 200, problemsOnly: (visit.form["har"] ?? "").contains("anmarkning=1")
        ).lines.filter { shown.contains($0.position) }
        let ticked = Set(visit.form.all("vald").compactMap(Int.init))
        var changes: [DraftChange: [Int]] = [:]
        for line in lines {
            let change = wanted(visit.form, line, isTicked: ticked.contains(line.position))
            if change != DraftChange() { changes[change, default: []].append(line.position) }
        }
        for (change, positions) in changes {
            try await store.change(
                change, lines: positions, of: address.id, owner: owner,
                creditor: address.creditor.id)
        }
    }

    /// What the form says otherwise than the line. What was grey says nothing.
    private static func wanted(_ form: Fields, _ line: DraftLine, isTicked: Bool) -> DraftChange {
        let id = "\(line.position)"
        var change = DraftChange()
        if isTicked != line.isTicked { change.isTicked = isTicked }
        let route = form["typ-\(id)"].flatMap(DraftRoute.init(rawValue:)) ?? line.route
        if route != line.route {
            change.route = route
        } else if route == .manual {
            let isByEmail = form.has("epost-\(id)")
            if line.invoice.hasEmail, isByEmail != line.isByEmail { change.isByEmail = isByEmail }
            let isWithInterest = form.has("ranta-\(id)")
            if isWithInterest != line.isWithInterest { change.isWithInterest = isWithInterest }
        }
        return change
    }

    /// For the script: the overview anew, in pieces.
    private static func pieces(_ visit: Visit, _ address: DraftAddress) async throws -> Reply {
        let draft = try await visit.store.draft(
            address.id, owner: visit.session.user, creditor: address.creditor.id)
        let lines = try await visit.store.draftLines(
            address.id, owner: visit.session.user, creditor: address.creditor.id,
            after: Fields(encoded: visit.form["har"] ?? "")["efter"].flatMap(Int.init) ?? 0,
            limit: DraftDialog.rows,
            problemsOnly: (visit.form["har"] ?? "").contains("anmarkning=1"))
        let page = DraftDialog(
            address: address, draft: draft, lines: lines, isActive: draft.totals.isActive,
            activation: address.creditor.activation)
        return .json(
            "{\"version\":\(draft.revision),\"id\":\"summering\","
                + "\"html\":\(Live.quoted(DraftSummary(page: page).html.text))}")
    }

    private static func send(_ visit: Visit, _ address: DraftAddress) async throws -> Reply {
        let (store, owner) = (visit.store, visit.session.user)
        let creditor = address.creditor
        let draft = try await store.draft(address.id, owner: owner, creditor: creditor.id)
        let totals = draft.totals
        guard totals.amili + totals.manual > 0 else { return back(visit, address, "inget") }
        if totals.amili > 0, !totals.isActive { return back(visit, address, "inaktivt") }
        if DraftSummary.needsNumber(totals) {
            let typed = (visit.form["antal"] ?? "").filter(\.isNumber)
            guard typed == "\(totals.amili)" else { return back(visit, address, "antal") }
        }
        let allowsStale = visit.form["gammalt"] == "1"
        if totals.isStale, !allowsStale { return back(visit, address, "gammalt") }
        let work = DraftWork.name(address.id, "skickar")
        let task: @Sendable () async throws -> Void = {
            let report = try await store.sendDraft(
                address.id, owner: owner, creditor: creditor.id, revision: draft.revision,
                hold: visit.settings.undo > .zero ? visit.settings.undo : nil,
                allowsStale: allowsStale, by: visit.session.login)
            guard !report.existing else { return }
            try await visit.audit(
                "sent", creditor: creditor.id, run: report.run,
                facts: "queued \(report.queued), manual \(report.manual), skipped"
                    + " \(report.skipped)")
        }
        if totals.ticked > 5_000 {
            visit.desk.begin(work, task)
            return .seeOther(address.page)
        }
        do {
            try await task()
        } catch DraftProblem.changed {
            return back(visit, address, "andrad")
        } catch DraftProblem.nothingTicked {
            return back(visit, address, "inget")
        } catch DraftProblem.stale {
            return back(visit, address, "gammalt")
        } catch LoadProblem.creditorNotActive {
            return back(visit, address, "inaktivt")
        }
        return .seeOther(address.page)
    }
}
