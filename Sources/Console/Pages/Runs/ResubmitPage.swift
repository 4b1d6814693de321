import AccessStore
import ConsoleStore
import EnqueueStore
import OperatorStore
import Reminders

/// `/utskick/{run}/skicka-om`: makes a new run of reminders that ended without a letter: those of
/// one `orsak`, of one `status`, or all. Each is judged anew by what is known now, and none that
/// Amili has goes again.
struct ResubmitPage: PagePart {
    /// The most letters that one click sends; for more, the user must type their number.
    private static let most = 1_000

    static let routes: [Route] = [
        .get("/utskick/{run}/skicka-om") { context in try await ResubmitPage(context).preview() },
        .post("/utskick/{run}/skicka-om") { context in try await ResubmitPage(context).send() },
    ]

    /// The states that end without a letter.
    private static let possible: [ReminderState] = [.rejected, .failed, .cancelled, .skipped]

    let context: PageContext
    private let creditor: GrantedCreditor
    private let run: RunRow
    /// nil: any reason.
    private let reason: Reason?
    /// nil: any state, but skipped reminders only with a reason.
    private let state: ReminderState?
    private let words: RunText

    /// - Throws: `Refusal.badRequest` for an unknown reason or state, and for skipped reminders
    ///   without a reason; `notFound` if the creditor has no such run.
    private init(_ context: PageContext) async throws {
        self.context = context
        creditor = try context.creditor()
        run = try await context.run()
        words = RunText(context: context)
        reason = try context.query["orsak"].map { code in
            guard let reason = Reason(rawValue: code) else { throw Refusal.badRequest }
            return reason
        }
        state = try context.query["status"].map { word in
            guard let state = Self.possible.first(where: { $0.word == word }) else {
                throw Refusal.badRequest
            }
            return state
        }
        // Nobody wants to resubmit everything that was skipped, whatever the reason.
        if state == .skipped, reason == nil { throw Refusal.badRequest }
    }

    /// The resubmission that the query asks for.
    /// - Parameters:
    ///   - dryRun: changes nothing, and only reports.
    ///   - allowsStale: sends although the knowledge of an invoice is old.
    private func wish(dryRun: Bool, allowsStale: Bool) async throws -> Resubmission {
        // The old run's grace period applies.
        let grace = try await context.operators.facts(of: run.id)?.grace
        let states: [ReminderState] =
            state.map { [$0] }
            ?? (reason == nil ? [.rejected, .failed, .cancelled] : Self.possible)
        return Resubmission(
            creditor: creditor.id, run: run.id, states: states,
            reasons: reason.map { [$0] } ?? [], graceBankDays: grace,
            createdBy: context.session.login, dryRun: dryRun, allowsStale: allowsStale,
            hold: context.settings.undo)
    }

    // MARK: Preview

    /// Shows what a resubmission would send, by a dry run.
    /// - Parameter problem: why the resubmission was not made, shown with status 422; nil for a
    ///   first visit.
    private func preview(problem: String? = nil) async throws -> PageResponse {
        let report: ResubmitReport
        do {
            report = try await context.operators.resubmit(
                try await wish(dryRun: true, allowsStale: true))
        } catch ResubmitProblem.nothingMatches {
            return page(status: 200, nothing)
        } catch LoadProblem.creditorNotActive {
            return page(status: 200, notActive)
        } catch LoadProblem.held {
            return page(status: 200, held)
        }
        if report.load.existing, let made = report.load.run {
            return page(status: 200, existing(made))
        }
        let isRejected = (state ?? .rejected) == .rejected
        let unmended =
            isRejected && (run.counts[.rejected] ?? 0) > 0
            ? try await context.console.unmended(of: run.id, creditor: creditor.id) : 0
        return page(
            status: problem == nil ? 200 : 422, "\(warning(unmended))\(form(report, problem))")
    }

    /// Warns of invoices that have not changed since Amili rejected them: Amili will probably
    /// reject them again.
    private func warning(_ unmended: Int) -> HTML {
        guard unmended > 0 else { return .empty }
        let count = Format.count(unmended)
        return Notice.warning.html(
            """
            <strong>\(unmended == 1
                ? say(
                    "1 faktura har inte ändrats sedan Amili avvisade den.",
                    "1 invoice was not changed since Amili rejected it.")
                : say(
                    "\(count) fakturor har inte ändrats sedan Amili avvisade dem.",
                    "\(count) invoices were not changed since Amili rejected them."))</strong> \
            \(say(
                "Amili avvisar dem troligen igen. Amilis svar står på fakturans sida; rätta"
                    + " uppgifterna och läs in dem på nytt först.",
                "Amili will probably reject them again. Amili's answer stands on the invoice's"
                    + " page; mend the details and import them again first."))
            """)
    }

    private func page(status: Int, _ content: HTML) -> PageResponse {
        let title = say("Skicka om från utskick \(run.id)", "Resubmit from run \(run.id)")
        let what: HTML? = reason.map { reason in
            """
            <p class="soft">\(context.isEnglish ? reason.english : reason.swedish)</p>
            """
        }
        return Layout(context: context, title: title, section: "/utskick").page(
            status: status,
            """
            <div class="head"><div><h1>\(title)</h1>\(what)</div></div>\(content)
            """)
    }

    private var back: HTML {
        """
        <a class="button" href="\(context.url(run.id, creditor))">\(say(
            "Tillbaka till utskicket", "Back to the run"))</a>
        """
    }

    private var nothing: HTML {
        """
        <div class="panel"><p>\(say(
            "Det finns inget att skicka om. Påminnelserna kan ha gått i ett senare utskick.",
            "There is nothing to resubmit. The reminders may have gone in a later run."))</p>
        <p>\(back)</p></div>
        """
    }

    private var held: HTML {
        """
        \(Notice.warning.html(
            """
            \(say(
                "En annan inläsning för företaget pågår. Ingenting har skickats. Försök igen om en"
                    + " minut.",
                "Another load of the company is under way. Nothing was sent. Try again in a minute."
            ))
            """))<p>\(back)</p>
        """
    }

    private var notActive: HTML {
        """
        \(Notice.warning.html(
            """
            \(say(
                "Företaget är inte aktivt hos Amili. Aktivera Amili i kundfakturalistan först.",
                "The company is not active at Amili. Activate Amili in the invoice list first."))
            """))<p>\(back)</p>
        """
    }

    private func existing(_ made: RunID) -> HTML {
        """
        <div class="panel"><p>\(say(
            "De här påminnelserna är redan skickade om.",
            "These reminders were resubmitted before."))
        <a href="\(context.url(made, creditor))">\(say(
            "Se utskick \(made)", "See run \(made)"))</a></p><p>\(back)</p></div>
        """
    }

    private func form(_ report: ResubmitReport, _ problem: String?) -> HTML {
        let load = report.load
        let warning = problem.map { text -> HTML in
            "<div class=\"notice bad\" role=\"alert\"><p>\(text)</p></div>"
        }
        guard load.queued > 0 else {
            return """
                \(warning)<div class="panel"><p><strong>\(say(
                    "Ingen av dem kan skickas nu.", "None of them can be sent now."))</strong></p>
                \(reasons(report))<p>\(back)</p></div>
                """
        }
        let action = context.query.url("/utskick/\(run.id)/skicka-om")
        return """
            \(warning)<div class="panel"><p><strong>\(say(
                "\(context.reminders(load.queued)) skickas om till Amili.",
                "\(context.reminders(load.queued)) to be sent to Amili again."))</strong> \(say(
                "Ingen av dem är hos Amili nu. Varje faktura prövas på nytt, efter det som är känt "
                    + "i dag.",
                "Amili has none of them. Each invoice is judged anew, by what is known today."))</p>
            \(reasons(report))
            <form method="post" action="\(action)" class="stack">\(context.formTokenField)\
            \(staleBox(report))\(numberBox(load.queued))
            <div class="row"><button class="primary">\(say(
                "Skicka om \(Format.count(load.queued))",
                "Resubmit \(Format.count(load.queued))"))</button>\(back)</div></form></div>
            """
    }

    /// The reasons for skipping, most frequent first, and the number of invoices no longer on file.
    private func reasons(_ report: ResubmitReport) -> HTML {
        let load = report.load
        var text = HTML.empty
        if load.skipped > 0 {
            let reasons = load.reasons.sorted {
                ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue)
            }
            let items = reasons.html { reason, count in
                """
                <li>\(Format.count(count)): \(context.isEnglish ? reason.english : reason.swedish)</li>
                """
            }
            text += """
                <p>\(say(
                    "\(Format.count(load.skipped)) hoppas över:",
                    "\(Format.count(load.skipped)) are skipped:"))</p><ul>\(items)</ul>
                """
        }
        if report.missing > 0 {
            text += """
                <p>\(say(
                    "\(Format.count(report.missing)) finns inte längre i registret och lämnas "
                        + "utanför.",
                    "\(Format.count(report.missing)) are no longer on file and are left out."))</p>
                """
        }
        return text
    }

    /// Whether the oldest knowledge of an invoice is older than `Resubmission.stalest`.
    private func isStale(_ report: ResubmitReport) -> Bool {
        report.oldest > Double(Resubmission.stalest.components.seconds)
    }

    /// The box that accepts old knowledge; empty if none is old.
    private func staleBox(_ report: ResubmitReport) -> HTML {
        guard isStale(report) else { return .empty }
        let days = Int(report.oldest / 86_400)
        return """
            <p><label><input type="checkbox" name="gammalt" value="ja" required> \(say(
                "Uppgifterna om några av fakturorna är \(days) dagar gamla, och kunder kan ha "
                    + "betalat sedan dess. Skicka ändå.",
                "What is known of some invoices is \(days) days old, and customers may have paid "
                    + "since. Send all the same."))</label></p>
            """
    }

    /// The field for the number of letters; empty up to `most`.
    private func numberBox(_ count: Int) -> HTML {
        guard count > Self.most else { return .empty }
        return """
            <label for="antal">\(say(
                "Det är många. Skriv \(count) för att bekräfta.",
                "That is many. Type \(count) to confirm."))</label>
            <input id="antal" name="antal" inputmode="numeric" autocomplete="off" required>
            """
    }

    // MARK: The resubmission

    /// Makes the new run, audits it and redirects to it. The same selection makes one run: a second
    /// click redirects to the first run, and is not audited.
    private func send() async throws -> PageResponse {
        let allowsStale = context.form["gammalt"] == "ja"
        let report: ResubmitReport
        do {
            // A check that meets an obstacle is answered like the resubmission: nothing is sent.
            if let problem = try await unconfirmed() { return try await preview(problem: problem) }
            report = try await context.operators.resubmit(
                try await wish(dryRun: false, allowsStale: allowsStale))
        } catch ResubmitProblem.stale(let days) {
            return try await preview(
                problem: say(
                    "Uppgifterna är \(days) dagar gamla. Läs in nya, eller kryssa i rutan.",
                    "The details are \(days) days old. Import new ones, or tick the box."))
        } catch is ResubmitProblem {
            return page(status: 200, nothing)
        } catch LoadProblem.creditorNotActive {
            return page(status: 200, notActive)
        } catch LoadProblem.held {
            return page(status: 200, held)
        }
        guard let made = report.load.run else { throw Refusal.badRequest }
        if report.load.existing {
            return .seeOther(RunNotice.existed.url(context, made, creditor))
        }
        try await context.audit(
            .resubmitted, creditor: creditor.id, run: made,
            facts: "of run \(run.id): \(report.load.queued) queued, \(report.load.skipped) skipped")
        return .seeOther(RunNotice.resubmitted.url(context, made, creditor))
    }

    /// Checks that the number of letters was typed, if there are more than `most`, and that it
    /// still holds.
    /// - Returns: the request to type it; nil if nothing is missing.
    /// - Throws: what the resubmission itself would throw.
    private func unconfirmed() async throws -> String? {
        let typed = context.form["antal"].map { $0.filter(\.isNumber) }
        let few = (run.counts[.rejected] ?? 0) + (run.counts[.failed] ?? 0)
        let maybe = few + (run.counts[.cancelled] ?? 0) + (run.counts[.skipped] ?? 0)
        guard maybe > Self.most else { return nil }
        let queued = try await context.operators.resubmit(
            try await wish(dryRun: true, allowsStale: true)
        ).load.queued
        guard queued > Self.most, typed != "\(queued)" else { return nil }
        return say(
            "Skriv \(queued) för att bekräfta.", "Type \(queued) to confirm.")
    }
}
