import AccessStore
import ConsoleStore
import Reminders
import Texts

/// Work that does not move although it should, and what is wrong with the database.
extension Troubles {
    /// Something is due, and no worker is alive.
    var noWorkers: HTML? {
        guard case .noWorker(let since) = verdict else { return nil }
        return trouble(
            .bad,
            """
            \(context.say(
                "Ingen arbetare är i gång, och det finns att göra sedan",
                "No worker runs, and there has been work since")) \(Format.moment(since.at)).
            """,
            "\(context.say("starta", "start")) <code>paminn work</code>.")
    }

    /// Whether due work moves, across all creditors.
    var verdict: WorkProgress.Verdict {
        state.progress.verdict(after: context.settings.standStill)
    }

    /// Workers are alive, but nothing due is being sent, asked or settled. Lists what each of them
    /// waits for.
    var standsStill: HTML? {
        guard case .standsStill(let since) = verdict else { return nil }
        let waits = state.waits.html { worker, wait in
            let part = wait.part.map { part in
                context.say(
                    " (utskick \(part.run), rad \(part.first))",
                    " (run \(part.run), line \(part.first))")
            }
            return """
                <li>\(worker): \(context.say("väntar på", "waits for")) \(context.say(wait.kind))\(part ?? ""), \(context.say("i", "for")) \
                \(Format.span(Double(wait.seconds)))</li>
                """
        }
        return trouble(
            .bad,
            """
            \(context.say("Allt står still sedan", "All stands still since")) \
            \(Format.moment(since.at, seconds: true)), \(context.say(
                "fast det finns att göra och arbetare är i gång.",
                "although there is work and workers run."))
            """,
            """
            \(context.say(
                "kör paminn doctor, se arbetarnas logg och starta om dem.",
                "run paminn doctor, see the workers’ log, and restart them."))\
            \(state.waits.isEmpty ? .empty : "<ul class=\"plain\">\(waits)</ul>")
            """)
    }

    /// Held runs that are a minute past their time, although workers are alive. A worker releases a
    /// run within a second of its time.
    var forgottenRuns: HTML? {
        guard state.progress.alive > 0, let since = state.progress.forgottenRuns else {
            return nil
        }
        return trouble(
            .bad,
            """
            \(page.count(
                state.progress.overdueRuns,
                context.say("utskick skulle ha släppts", "run should have been released"),
                context.say("utskick skulle ha släppts", "runs should have been released"))) \
            \(context.say("sedan", "since")) \(Format.moment(since.at)).
            """,
            """
            \(context.say(
                "se arbetarnas logg efter rader med tend, och starta om dem.",
                "look for lines with tend in the workers’ log, and restart them."))
            """)
    }

    /// Workers that have been silent for `longSilence` and that nobody has declared dead. Live
    /// workers declare a silent one dead within its lease.
    var silentWorkers: HTML? {
        guard let since = state.progress.silentSince, since.seconds > Self.longSilence else {
            return nil
        }
        return trouble(
            .warning,
            """
            \(page.count(
                state.progress.silent,
                context.say("arbetare har tystnat", "worker is silent"),
                context.say("arbetare har tystnat", "workers are silent"))), \
            \(context.say("den första sedan", "the first since")) \(Format.moment(since.at)).
            """,
            """
            \(context.say(
                "se efter på dess maskin om den lever. En annan arbetare tar över dess delar.",
                "look on its machine whether it lives. Another worker takes over its parts."))
            """)
    }

    /// The database takes 250 ms or more to answer this web server. It may be nearer to the
    /// workers: they log their own round trip, and `paminn doctor` measures it.
    var slowWay: HTML? {
        guard page.roundTrip >= .milliseconds(250) else { return nil }
        let took = page.roundTrip / .milliseconds(1)
        return trouble(
            .warning,
            """
            \(context.say(
                "Webbservern väntar \(Int(took)) ms på databasens svar.",
                "The web server waits \(Int(took)) ms for the database’s answer."))
            """,
            """
            \(context.say("kör", "run")) <code>paminn doctor</code> \(context.say(
                "på en arbetares maskin. Är det lika långt därifrån hinner breven knappt gå, eller "
                    + "inte alls, inom PAMINN_SEND_WITHIN (1 sekund, högst 3).",
                "on a worker’s machine. If it is as far from there, letters hardly go within "
                    + "PAMINN_SEND_WITHIN (1 second, at most 3), or not at all."))
            """)
    }

    /// The database's clock was set back by a second or more, and no worker has corrected for it
    /// yet.
    var clockSetBack: HTML? {
        guard page.health.clockAhead >= 1 else { return nil }
        return trouble(
            .bad,
            """
            \(context.say(
                "Databasens klocka har ställts tillbaka", "The database’s clock was set back")) \
            \(Format.span(page.health.clockAhead)).
            """,
            """
            \(context.say(
                "låt databasens maskin hålla tiden med NTP. En arbetare rättar det som väntar.",
                "let the database’s machine keep time by NTP. A worker mends what waits."))
            """)
    }

    /// Invoices on file under two spellings of one number, which nobody has settled.
    var spelledTwice: HTML? {
        guard page.health.twins > 0 else { return nil }
        return trouble(
            .bad,
            """
            \(page.count(
                page.health.twins,
                context.say("faktura finns under två nummer", "invoice is on file twice"),
                context.say("fakturor finns under två nummer", "invoices are on file twice"))), \
            \(context.say("och ingenting skickas för dem.", "and nothing is sent for them."))
            """, "\(context.say("kör", "run")) <code>paminn spellings</code>.")
    }

    /// The other problems with the database and the creditors. Those of one creditor are shown only
    /// to its operators.
    var diagnosed: [HTML] {
        let mine = Set(context.session.creditors.map(\.handle))
        return page.diagnosis.problems.filter { problem in
            switch problem {
            // Shown above, with their remedies.
            case .runPaused, .oldDoubt: false
            // These concern how the server was installed; `paminn doctor` checks that before it is
            // used.
            case .notDurable, .synchronousCommitOff: false
            case .creditorRefused(let handle): mine.contains(handle)
            case .pollsFail(let handle, _, _): mine.contains(handle)
            case .gateUnproven(let handle, _): handle.map { mine.contains($0) } ?? true
            default: true
            }
        }.map { problem in
            trouble(
                problem.isBad ? .bad : .warning,
                "\(context.say(problem)).",
                "\(context.say(problem.swedishRemedy, problem.remedy))")
        }
    }
}
