import AccessStore
import ConsoleStore
import OperatorStore
import Reminders

/// Taking back what can be taken back: undo while a run is held, cancel afterwards.
struct CancelPage {
    static let routes: [Route] = [
        .post("/utskick/{run}/angra") { visit in try await CancelPage(visit).cancel() },
        .get("/utskick/{run}/avbryt") { visit in try await CancelPage(visit).preview() },
        .post("/utskick/{run}/avbryt") { visit in try await CancelPage(visit).cancel() },
    ]

    private let visit: Visit
    private let creditor: GrantedCreditor
    private let run: RunRow

    private init(_ visit: Visit) async throws {
        self.visit = visit
        creditor = try visit.creditor()
        run = try await visit.run()
    }

    private func say(_ swedish: String, _ english: String) -> String { visit.say(swedish, english) }

    // MARK: Before

    /// What would be, by the counts of this moment: nothing is touched to find out.
    private func preview() async throws -> Reply {
        guard run.mayBeCancelled else {
            return .seeOther(visit.url(run.id, creditor))
        }
        var now = Cancellation()
        now.accepted = run.counts[.accepted] ?? 0
        now.uncertain = run.counts[.uncertain] ?? 0
        now.onTheWire = run.inHand
        let unsent = run.counts[.queued] ?? 0
        now.queued = max(unsent - run.inHand, 0)
        let gone = try await RunSections(visit: visit, creditor: creditor, run: run).gone(now)
        let byHand: HTML? =
            (run.counts[.manual] ?? 0) == 0
            ? nil
            : """
            <p>\(say(
                "De som ska göras för hand, och inte är gjorda, tas bort ur listan.",
                "Those to be done by hand, and not done yet, are taken off the list."))</p>
            """
        let title = say("Avbryt utskick \(run.id)?", "Cancel run \(run.id)?")
        return Frame(visit: visit, title: title, section: "/utskick").page(
            """
            <div class="head"><h1>\(title)</h1></div>
            <div class="panel"><p><strong>\(say(
                "\(visit.reminders(now.queued)) skickas inte.",
                "\(visit.reminders(now.queued)) will not be sent."))</strong> \(say(
                "Det går inte att ångra, men de kan skickas om i ett nytt utskick.",
                "This cannot be undone, but they can be resubmitted in a new run."))</p>
            \(gone)\(byHand)
            <form method="post" action="\(visit.url(run.id, creditor, "/avbryt"))" class="row">\
            \(visit.formTokenField)<button class="danger">\(say(
                "Avbryt utskicket", "Cancel the run"))</button>
            <a class="button" href="\(visit.url(run.id, creditor))">\(say(
                "Nej, låt utskicket fortsätta", "No, let the run go on"))</a></form></div>
            """)
    }

    // MARK: The deed

    /// From the first commit on nobody gets leave to send anything of the run; writing it all down
    /// goes on after this was answered. Twice is once.
    private func cancel() async throws -> Reply {
        let first: Cancellation
        do {
            first = try await visit.operators.cancel(run.id, by: visit.session.login, dryRun: false)
        } catch CancelProblem.done {
            return .seeOther(RunNotice.tooLate.url(visit, run.id, creditor))
        }
        if run.state != .stopped {
            try await visit.audit(
                .cancelled, creditor: creditor.id, run: run.id,
                facts: first.facts)
        }
        let (operators, id) = (visit.operators, run.id)
        visit.desk.begin("cancel/\(id)") {
            while try await operators.cancelSlice(of: id) > 0 {}
        }
        await visit.desk.glances.forget("run/\(creditor.id)/\(run.id)")
        let wasHeld = first.accepted + first.uncertain + first.onTheWire == 0
        return .seeOther(
            (wasHeld && run.isHeld ? RunNotice.undone : .cancelled).url(visit, run.id, creditor))
    }
}
