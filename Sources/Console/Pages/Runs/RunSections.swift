import AccessStore
import ConsoleStore
import OperatorStore
import Reminders
import Texts

/// The parts of a run's page that depend on its state.
struct RunSections: PagePart {
    /// The most invoices to name; the list shows the rest.
    private static let named = 20

    let context: PageContext
    let creditor: GrantedCreditor
    let run: RunRow

    // MARK: The strip

    /// The strip at the top: that the run is held, paused or cancelled, or why it does not move.
    /// Its HTML changes only with the state, so that no button is replaced while it is being
    /// pressed.
    func strip() async throws -> HTML {
        switch run.state {
        case .held: "\(try await stillness())\(held)"
        case .paused: paused
        case .stopped: try await stopped()
        case .open where run.isUnfinished: try await standstill()
        default: .empty
        }
    }

    /// The strip of a held run, with the button that undoes it. The countdown replaces the time.
    private var held: HTML {
        """
        <div class="notice warning strip" role="region" \
        aria-label="\(say("Ångra", "Undo"))"><p><strong id="nedrakning">\(clock)</strong> \
        \(say(
            "En påminnelse som har skickats kan inte tas tillbaka.",
            "A reminder that has been sent cannot be taken back."))</p>
        <form method="post" action="\(context.url(run.id, creditor, "/angra"))" class="inline">\
        \(context.formTokenField)<button class="undo" id="angra">\
        \(say("Ångra", "Undo"))</button></form></div>
        """
    }

    /// The time of the release. A browser without a script keeps showing it.
    private var clock: String {
        let local = run.holdUntil.map(SwedishTime.local) ?? ""
        let time = String(local.suffix(8))
        return say("Skickas kl. \(time).", "Is sent at \(time).")
    }

    /// `Skickas om 46 s.`, as a live piece. After that it says that the run is being sent or, if no
    /// work moves, should have been.
    /// - Returns: nil if the run is not held.
    func countdown() async throws -> HTML? {
        guard run.state == .held,
            let left = try await context.console.holdLeft(run.id, of: creditor.id)
        else { return nil }
        let whole = Int(left.rounded(.up))
        let span = whole < 100 ? "\(whole)\u{A0}s" : Format.span(Double(whole))
        if left < 1, try await context.verdict(on: run, creditor) != .moves {
            return "\(say("Skulle ha skickats nu.", "Should be sent by now."))"
        }
        return left < 1
            ? "\(say("Skickas nu.", "Is being sent."))"
            : "\(say("Skickas om \(span).", "Is sent in \(span)."))"
    }

    /// The strip of a paused run, with the reason and the button that lets it go on.
    private var paused: HTML {
        let reason = run.pause.map(why)
        return """
            <div class="notice warning strip"><div><p><strong>\(say(
                "Utskicket är pausat, och ingenting skickas.",
                "The run is paused, and nothing is sent."))</strong></p>\(reason)<p>\(say(
                "Rätta orsaken först. Det som redan är hos Amili påverkas inte.",
                "Mend the cause first. What Amili has already is not affected."))</p></div>
            <form method="post" action="\(context.url(run.id, creditor, "/fortsatt"))" \
            class="inline">\(context.formTokenField)<button class="primary" id="fortsatt">\
            \(say("Fortsätt", "Go on"))</button></form></div>
            """
    }

    /// The cause, with Amili's own words in English.
    private func why(_ pause: RunPause) -> HTML {
        "<p>\(say(pause)): <q lang=\"en\">\(pause.words)</q></p>"
    }

    /// The reason why an open run does not move, the first that holds: everything is paused, the
    /// creditor is paused, a gate or the send window is closed, a part is stuck, or no work moves.
    /// Empty while it moves.
    private func standstill() async throws -> HTML {
        let facts = try await context.coalescer.value("standstill/\(creditor.id)") {
            try await context.console.standstill(of: creditor.id)
        }
        if facts.isEverythingPaused {
            return Notice.warning.html(
                """
                \(say(
                    "Alla utskick är stoppade av driften. Ditt utskick fortsätter av"
                        + " sig självt när stoppet hävs.",
                    "All runs are stopped by the operator. Yours goes on by itself once they are"
                        + " let through."))
                """)
        }
        if facts.isCreditorPaused {
            return Notice.warning.html(
                """
                \(say(
                    "Alla utskick för företaget är stoppade av driften. De fortsätter av sig"
                        + " själva när stoppet hävs.",
                    "All runs of the company are stopped by the operator. They go on afterwards."))
                """)
        }
        if facts.amiliClosedFor > 0 || facts.creditorClosedFor > 0 {
            return Notice.info.html(
                """
                \(say(
                    "Amili tar inte emot något just nu. Utskicket fortsätter av sig självt.",
                    "Amili takes nothing at the moment. The run goes on by itself."))
                """)
        }
        if let from = facts.lettersFrom, let window = facts.window {
            return windowNotice(window, opens: from)
        }
        if run.stuckParts > 0 {
            return Notice.warning.html(
                """
                \(say(
                    "En del av utskicket har fastnat. Kontakta driften. Ingenting har gått "
                        + "förlorat.",
                    "A part of the run is stuck. Turn to the operator. Nothing is lost."))
                """)
        }
        return try await stillness()
    }

    /// Says in which hours letters leave, and when the run goes on.
    private func windowNotice(_ window: SendWindow, opens: Timestamp) -> HTML {
        Notice.info.html(
            """
            \(WindowText(window, context).says) \(say(
                "Utskicket går vidare av sig självt", "The run goes on by itself"))
            \(Format.moment(opens)).
            """)
    }

    /// Says that no worker is alive, or that the workers do nothing; empty while work moves.
    private func stillness() async throws -> HTML {
        StandStillNotice(context: context, verdict: try await context.verdict(on: run, creditor))
            .html
    }

    /// The pace to show; nil while an open run does not move.
    func pace(_ pace: Pace) async throws -> Pace? {
        guard run.state == .open else { return pace }
        return try await context.verdict(on: run, creditor) == .moves ? pace : nil
    }

    // MARK: Cancelled

    /// The strip of a cancelled run: the number of reminders never sent, and what could not be
    /// taken back.
    private func stopped() async throws -> HTML {
        let now = try await context.coalescer.value("cancellation/\(creditor.id)/\(run.id)") {
            [run, context] in try await context.operators.cancellation(of: run.id)
        }
        // Includes reminders not yet marked as cancelled: since the cancellation, no worker may
        // send them.
        let never = now.cancelled + now.queued + now.manual
        let gone = try await gone(now)
        return """
            <div class="notice info"><p><strong>\(say(
                "Utskicket är avbrutet.", "The run is cancelled."))</strong> \(say(
                "\(context.reminders(never)) skickades aldrig.",
                "\(context.reminders(never)) \(never == 1 ? "was" : "were") never sent."))</p>\(gone)</div>
            """
    }

    /// The reminders that a cancellation cannot take back: at Amili, in doubt, done by hand, or
    /// possibly on the wire. Names those at Amili and those in doubt, up to `named`.
    func gone(_ now: Cancellation) async throws -> HTML {
        var text = HTML.empty
        if now.accepted > 0 {
            let names = try await named(.accepted, now.accepted)
            text += """
                <p>\(say(
                    "\(Format.count(now.accepted)) är redan hos Amili och kan inte tas tillbaka:",
                    "\(Format.count(now.accepted)) are at Amili and cannot be taken back:"))
                \(names)</p>
                """
        } else {
            text += """
                <p>\(say("Ingenting har hunnit till Amili.", "Nothing has reached Amili."))</p>
                """
        }
        if now.uncertain > 0 {
            let names = try await named(.uncertain, now.uncertain)
            text += """
                <p>\(say(
                    "\(Format.count(now.uncertain)) kontrolleras: Amili tillfrågas, och det som har "
                        + "kommit fram ligger kvar där:",
                    "\(Format.count(now.uncertain)) are being checked: Amili is asked, and what has "
                        + "arrived stays there:"))
                \(names)</p>
                """
        }
        if now.manualDone > 0 {
            text += """
                <p>\(say(
                    "\(Format.count(now.manualDone)) är redan gjorda för hand.",
                    "\(Format.count(now.manualDone)) are made by hand already."))</p>
                """
        }
        if now.onTheWire > 0 {
            text += """
                <p>\(say(
                    "Högst \(Format.count(now.onTheWire)) kan vara på väg just nu. Det visar sig "
                        + "om ett ögonblick.",
                    "At most \(Format.count(now.onTheWire)) may be on their way now. It shows in a "
                        + "moment."))</p>
                """
        }
        return text
    }

    /// Links the first invoices in a state, and the list if there are more.
    /// - Parameter count: the number of invoices in that state.
    private func named(_ state: ReminderState, _ count: Int) async throws -> HTML {
        let lines = try await context.console.lines(
            of: run, RunLineFilter(states: [state]), after: 0, limit: Self.named)
        let names = lines.enumerated().html { index, line in
            """
            \(index == 0 ? "" : ", ")\
            <a href="\(context.invoiceURL(line.invoiceNumber, creditor))">\(line.invoiceNumber)</a>
            """
        }
        guard count > lines.count else { return "\(names)." }
        let all = context.url("/utskick/\(run.id)", creditor, Fields([("status", state.word)]))
        return """
            \(names) \(say("och", "and")) <a href="\(all)#paminnelser">\(say(
                "\(Format.count(count - lines.count)) till",
                "\(Format.count(count - lines.count)) more"))</a>.
            """
    }

    /// The largest run, in reminders, whose payments are counted before the page is answered.
    private static let mostToWaitFor = 5_000

    /// The payments since the handover to Amili, at most 30 seconds old. Above `mostToWaitFor` they
    /// are counted in the background. They are not known of a run that lost reminders.
    func paidSince() async throws -> Paid {
        let accepted = run.counts[.accepted] ?? 0
        guard accepted > 0, run.pruned == 0 else { return .nothing }
        guard run.total <= Self.mostToWaitFor else {
            return context.counts.paidSince(run.id).map { .known($0) } ?? .counting
        }
        let (console, id) = (context.console, run.id)
        let found = try await context.coalescer.value(
            "paid/\(creditor.id)/\(id)", fresh: .seconds(30)
        ) { try await console.paidSince(id) }
        return found.map { .known($0) } ?? .nothing
    }

    /// The payments of a run, as far as they have been counted.
    enum Paid: Sendable {
        /// Amili has none of the run, or reminders of it are pruned.
        case nothing
        /// The first count is still going on.
        case counting
        case known(PaidSince)

        var isCounting: Bool { if case .counting = self { true } else { false } }
    }

    /// The sum that was paid, and on how many invoices.
    func html(_ paid: Paid) -> HTML {
        let known: PaidSince
        switch paid {
        case .nothing: return .empty
        case .counting:
            return """
                <p class="soft">\(say(
                    "Vad som har betalats sedan dess räknas.",
                    "What has been paid since is being counted."))</p>
                """
        case .known(let since): known = since
        }
        let sum = Format.money(Ore(known.ore))
        return """
            <p>\(say("Betalt sedan dess:", "Paid since:")) <strong>\(sum)</strong> \(say(
                known.invoices == 1
                    ? "på 1 faktura" : "på \(Format.count(known.invoices)) fakturor",
                known.invoices == 1
                    ? "on 1 invoice" : "on \(Format.count(known.invoices)) invoices"))</p>
            """
    }

    // MARK: Reminders without a letter

    /// Reads the groups of reminders without a letter. That reads all parts of the run, so an
    /// answer is cached for 60 seconds while the run's counts stay the same.
    /// - Parameter stale: the oldest answer that is good enough once the counts have changed.
    func groups(stale: Duration) async throws -> [RunGroup] {
        let (console, id, creditor) = (context.console, run.id, creditor.id)
        let mark = RunText.order.map { "\(run.counts[$0] ?? 0)" }.joined(separator: "/")
        return try await context.coalescer.value(
            "groups/\(creditor)/\(id)", mark: mark, fresh: .seconds(60), stale: stale
        ) { try await console.groups(of: id, creditor: creditor) }
    }

    /// The table of the groups, each with its reason, what to do about it, and a button to resubmit
    /// it; empty if there are none.
    func groups(_ groups: [RunGroup]) -> HTML {
        guard !groups.isEmpty else { return .empty }
        let order = RunText.order.reversed()
        let groups = order.flatMap { state in groups.filter { $0.state == state } }
        let again = groups.filter { [.rejected, .failed, .cancelled].contains($0.state) }
        let all: HTML? =
            again.count < 2 || !mayResubmit
            ? nil
            : """
            <p><a class="button" href="\(context.url(run.id, creditor, "/skicka-om"))">\(say(
                "Skicka om alla som inte gick iväg", "Resubmit all that did not go"))</a></p>
            """
        return """
            <h2>\(run.isHeld
                ? say("Det som inte kommer att skickas", "What will not be sent")
                : say("Det som inte gick iväg", "What did not go"))</h2>
            <div class="sheet"><table class="cards">
            <caption class="quiet">\(say(
                "Påminnelser som inte har skickats, efter orsak",
                "Reminders that were not sent, by reason"))</caption>
            <thead><tr><th scope="col">\(say("Status", "State"))</th>\
            <th scope="col" class="number">\(say("Antal", "Number"))</th>\
            <th scope="col">\(say("Orsak, och vad du gör åt den", "Reason, and what to do"))</th>\
            <th scope="col">\(say("Åtgärd", "Action"))</th></tr></thead>
            <tbody>\(groups.html(line))</tbody></table></div>\(all)
            """
    }

    private func line(_ group: RunGroup) -> HTML {
        let words = RunText(context: context)
        let text =
            group.state == .uncertain
            ? say(
                "Svaret från Amili kom aldrig fram. Amili tillfrågas av sig självt; ingenting "
                    + "skickas igen innan det är klart.",
                "Amili's answer was lost. Amili is asked by itself; nothing is sent again before "
                    + "that is settled.")
            : group.reason.map { context.isEnglish ? $0.english : $0.swedish } ?? ""
        var fields = Fields([("status", group.state.word)])
        if let reason = group.reason { fields = fields.with("orsak", reason.rawValue) }
        let list = context.url("/utskick/\(run.id)", creditor, fields)
        return """
            <tr><th scope="row" data-label="\(say("Status", "State"))">\
            <span class="state \(group.state.word)">\(words.state(group.state))</span></th>
            <td class="number" data-label="\(say("Antal", "Number"))">\
            <a href="\(list)#paminnelser">\(Format.count(group.count))<span class="quiet"> \
            \(say("visa dem", "show them"))</span></a></td>
            <td class="wide" data-label="\(say("Orsak", "Reason"))">\(text)</td>
            <td data-label="\(say("Åtgärd", "Action"))">\(action(group))</td></tr>
            """
    }

    /// Not while the run is held, and no longer once reminders of it are pruned.
    private var mayResubmit: Bool { !run.isHeld && run.pruned == 0 }

    /// The button that resubmits a group; empty if the run's may not be, and for a reason that
    /// cannot be mended.
    private func action(_ group: RunGroup) -> HTML {
        guard let reason = group.reason, reason.isMendable, group.state != .uncertain, mayResubmit
        else { return .empty }
        let url = context.url(
            "/utskick/\(run.id)/skicka-om", creditor,
            Fields([("orsak", reason.rawValue), ("status", group.state.word)]))
        let words = RunText(context: context)
        return """
            <a class="\(group.state == .skipped ? "" : "button")" href="\(url)">\(say(
                "Skicka om", "Resubmit"))<span class="quiet">: \
            \(words.state(group.state)), \(context.isEnglish ? reason.english : reason.swedish)\
            </span></a>
            """
    }
}

extension RunRow {
    var isHeld: Bool { state == .held }
}
