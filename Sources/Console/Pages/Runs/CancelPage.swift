import AccessStore
import ConsoleStore
import OperatorStore
import Reminders

/// Cancels a run: *Ångra* while it is held, *Avbryt* with a preview afterwards.
struct CancelPage: PagePart {
    static let routes: [Route] = [
        .post("/utskick/{run}/angra") { context in try await CancelPage(context).cancel() },
        .get("/utskick/{run}/avbryt") { context in try await CancelPage(context).preview() },
        .post("/utskick/{run}/avbryt") { context in try await CancelPage(context).cancel() },
    ]

    let context: PageContext
    private let creditor: GrantedCreditor
    private let run: RunRow

    private init(_ context: PageContext) async throws {
        self.context = context
        creditor = try context.creditor()
        run = try await context.run()
    }

    // MARK: Preview

    /// Shows what a cancellation would take back, by the current counts; nothing is changed. A run
    /// that cannot be cancelled redirects to its page.
    private func preview() async throws -> PageResponse {
        guard run.mayBeCancelled else {
            return .seeOther(context.url(run.id, creditor))
        }
        var now = Cancellation()
        now.accepted = run.counts[.accepted] ?? 0
        now.uncertain = run.counts[.uncertain] ?? 0
        now.onTheWire = run.inHand
        let unsent = run.counts[.queued] ?? 0
        now.queued = max(unsent - run.inHand, 0)
        let gone = try await RunSections(context: context, creditor: creditor, run: run).gone(now)
        let byHand: HTML? =
            (run.counts[.manual] ?? 0) == 0
            ? nil
            : """
            <p>\(say(
                "De som ska göras för hand, och inte är gjorda, tas bort ur listan.",
                "Those to be done by hand, and not done yet, are taken off the list."))</p>
            """
        let title = say("Avbryt utskick \(run.id)?", "Cancel run \(run.id)?")
        return Layout(context: context, title: title, section: "/utskick").page(
            """
            <div class="head"><h1>\(title)</h1></div>
            <div class="panel"><p><strong>\(say(
                "\(context.reminders(now.queued)) skickas inte.",
                "\(context.reminders(now.queued)) will not be sent."))</strong> \(say(
                "Det går inte att ångra, men de kan skickas om i ett nytt utskick.",
                "This cannot be undone, but they can be resubmitted in a new run."))</p>
            \(gone)\(byHand)
            <form method="post" action="\(context.url(run.id, creditor, "/avbryt"))" class="row">\
            \(context.formTokenField)<button class="danger">\(say(
                "Avbryt utskicket", "Cancel the run"))</button>
            <a class="button" href="\(context.url(run.id, creditor))">\(say(
                "Nej, låt utskicket fortsätta", "No, let the run go on"))</a></form></div>
            """)
    }

    // MARK: The cancellation

    /// Cancels the run. From the first commit on, no worker may send anything of it. The reminders
    /// are marked as cancelled in the background, after the reply. Cancelling twice does no more,
    /// and is audited once.
    private func cancel() async throws -> PageResponse {
        let first: Cancellation
        do {
            first = try await context.operators.cancel(
                run.id, by: context.session.login, dryRun: false)
        } catch CancelProblem.done {
            return .seeOther(RunNotice.tooLate.url(context, run.id, creditor))
        }
        if run.state != .stopped {
            try await context.audit(
                .cancelled, creditor: creditor.id, run: run.id,
                facts: first.facts)
        }
        let (operators, id) = (context.operators, run.id)
        context.jobs.begin("cancel/\(id)") {
            while try await operators.cancelSlice(of: id) > 0 {}
        }
        await context.coalescer.forget("run/\(creditor.id)/\(run.id)")
        let wasHeld = first.accepted + first.uncertain + first.onTheWire == 0
        return .seeOther(
            (wasHeld && run.isHeld ? RunNotice.undone : .cancelled).url(context, run.id, creditor))
    }
}
