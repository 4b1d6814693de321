import AccessStore
import ConsoleStore
import Reminders
import Texts

/// The current troubles, each with its remedy; or a note that all is well.
struct Troubles {
    /// Seconds after which a doubt counts as a trouble, as in `paminn doctor`.
    private static let longDoubt: Double = 3_600
    /// Seconds that a part may wait for its turn while work moves, before it counts as a trouble.
    private static let longWait: Double = 600
    /// Seconds of silence after which a worker counts as a trouble if nobody has declared it dead.
    static let longSilence: Double = 30

    let page: OperationsPage
    var context: PageContext { page.context }
    var state: Operations { page.state }

    init(_ page: OperationsPage) { self.page = page }

    var html: HTML {
        let found =
            [
                gate, creditorGates(.letters), creditorGates(.creditorRefused), activations,
                standStill, answers,
                noWorkers, standsStill, forgottenRuns, silentWorkers, slowWay, clockSetBack,
                spelledTwice,
                oldDue, oldDoubt, stuck,
                incidents, pausedRuns,
            ].compactMap { $0 } + diagnosed
        guard found.isEmpty else { return found.html { $0 } }
        let isStopped = state.amili.state.isPaused
        return Notice.good.html(
            """
            \(isStopped
                ? context.say("Annars är allt som det ska.", "Otherwise all is well.")
                : context.say("Allt är som det ska.", "All is well."))
            """)
    }

    /// A notice of one trouble and its remedy.
    func trouble(_ kind: Notice, _ what: HTML, _ remedy: HTML) -> HTML {
        """
        <div class="notice \(kind.rawValue)"><p><strong>\(what)</strong></p>\
        <p>\(context.say("Gör så här", "What to do")): \(remedy)</p></div>
        """
    }

    /// The gate of all Amili is closed for a time; a human's pause does not count.
    private var gate: HTML? {
        let gate = state.amili.state
        guard gate.closedFor > 0 else { return nil }
        let words = GateText(gate.closedCause, isFleet: true, context)
        return trouble(
            .bad,
            """
            \(context.say("Vägen till Amili är stängd till", "The way to Amili is closed until")) \
            \(Format.moment(gate.closedUntil, seconds: true)). \(words.what)
            """, "\(words.remedy)")
    }

    /// The gates of the operator's creditors that this cause has closed, without those that are
    /// paused. It is asked only about causes that somebody must mend.
    private func creditorGates(_ cause: GateCause) -> HTML? {
        let closed = state.gates.filter { gate in
            !gate.state.isPaused && gate.state.closedFor > 0
                && gate.state.closedCause == cause
        }
        guard !closed.isEmpty else { return nil }
        let words = GateText(cause, isFleet: false, context)
        let names = closed.compactMap { page.creditor($0.creditor)?.name }
            .joined(separator: ", ")
        return trouble(
            .warning,
            """
            \(context.say("Vägen till Amili är stängd för", "The way to Amili is closed for")) \
            \(names). \(words.what)
            """, "\(words.remedy)")
    }

    /// The stand-still after the database went back in time. Nobody can end it early.
    private var standStill: HTML? {
        guard state.amili.standsFor > 0 else { return nil }
        return trouble(
            .bad,
            """
            \(context.say(
                "Allt står stilla efter att databasen har gått tillbaka i tiden.",
                "All stands still after the database went back in time."))
            """,
            """
            \(context.say(
                "Vänta. Det här stilleståndet kan inte släppas fram: bara tiden visar vad som var "
                    + "på väg. Läs under tiden in betalningar som gick förlorade och gör om det som "
                    + "avbröts.",
                "Wait. This stand-still cannot be resumed: only time tells what was in flight. "
                    + "Meanwhile import payments that were lost, and repeat what was cancelled."))
            """)
    }

    /// Answers of Amili that cannot be used. Each comes with its field and place, so that the line
    /// can be shown to Amili's staff.
    private var answers: HTML? {
        guard !state.answers.isEmpty else { return nil }
        let list = state.answers.html { trouble in
            let (purpose, flaw) = (trouble.purpose, trouble.flaw)
            return """
                <li>\(page.creditor(trouble.creditor)?.name ?? trouble.handle), \
                \(context.say(purpose)): \
                \(context.say(flaw.call)): \
                \(context.say(flaw)). \
                \(context.say(flaw.swedishRemedy, flaw.remedy)) \
                <span class="quiet">\(context.say("Sedan", "Since")) \
                \(Format.moment(trouble.since.at)).</span></li>
                """
        }
        return trouble(
            .bad,
            """
            \(context.say(
                "Det som svarar på Amilis adress kan inte användas.",
                "What answers at Amili’s address cannot be used."))
            """,
            """
            \(context.say("rad för rad", "line by line")):<ul class="plain">\(list)</ul>
            """)
    }

    /// A part has waited for its turn longer than `longWait`, although the gate is open and work
    /// moves. The remedy is more workers, or a higher rate.
    private var oldDue: HTML? {
        guard let due = state.queue.oldestDue, due.seconds > Self.longWait,
            state.amili.state.isOpen, verdict == .moves, state.progress.alive > 0
        else { return nil }
        return trouble(
            .warning,
            """
            \(context.say("En del har väntat på sin tur sedan", "A part has waited for its turn since")) \
            \(Format.moment(due.at)).
            """,
            """
            \(context.say("starta fler", "start more")) <code>paminn work</code>\(orRaiseTheRate)
            """)
    }

    /// The second half of the remedy; only a full stop if no rate is set.
    private var orRaiseTheRate: HTML {
        guard state.amili.rate.isFinite else { return "." }
        return """
            , \(context.say("eller höj takten med", "or raise the rate by")) <code>paminn rate</code> \
            \(context.say("om Amili tillåter det.", "if Amili allows it."))
            """
    }

    /// A reminder has been in doubt for longer than `longDoubt`.
    private var oldDoubt: HTML? {
        guard let doubt = state.oldestDoubt, doubt.seconds > Self.longDoubt else { return nil }
        return trouble(
            .warning,
            """
            \(context.say("Ett brev är ovisst sedan", "A letter has been in doubt since")) \
            \(Format.moment(doubt.at)).
            """,
            """
            \(context.say(
                "se nedan vad som hindrar frågan. Kan Amili inte tillfrågas alls, slå upp fakturan i "
                    + "Amilis portal och säg vad du fann med",
                "see below what hinders the question. If Amili cannot be asked at all, look the "
                    + "invoice up in Amili’s portal, and say what you found by"))
            <code>paminn uncertain --resolve</code>.
            """)
    }

    /// Paused runs of all creditors. The remedy depends on whether one of them is the operator's.
    private var pausedRuns: HTML? {
        let mine = state.runs.filter { $0.pausedAt != nil }.count
        let others = state.elsewhere.pausedRuns
        guard mine + others > 0 else { return nil }
        return trouble(
            .warning,
            """
            \(page.count(
                mine + others, context.say("utskick är pausat", "run is paused"),
                context.say("utskick är pausade", "runs are paused")))\(amongOthers(others)).
            """,
            mine > 0
                ? """
                \(context.say(
                    "läs skälet nedan, åtgärda det och låt utskicket gå vidare.",
                    "read the reason below, mend it and let the run go on."))
                """ : Self.asked(context))
    }

    /// The remedy for other operators' creditors: this operator can only ask.
    private static func asked(_ context: PageContext) -> HTML {
        """
        \(context.say(
            "be den som har hand om företaget att se efter här.",
            "ask whoever takes care of the company to look here."))
        """
    }

    /// `, of them 2 of companies not yours`; empty for 0.
    private func amongOthers(_ others: Int) -> String {
        others == 0
            ? ""
            : context.say(
                ", varav \(Format.count(others)) i andra företag än dina",
                ", \(Format.count(others)) of them of companies not yours")
    }

    // MARK: Work for a human

    /// Parts that ended three workers, each with the button that tries it again.
    private var stuck: HTML? {
        let others = state.elsewhere.stuckParts
        guard state.queue.stuck > 0 else { return nil }
        let list = state.stuck.html { part in
            """
            <li>\(context.say("Utskick", "Run")) \(part.run), \(page.creditor(part.creditor)?.name ?? ""): \
            \(context.say("rad", "line")) \(part.first)–\(part.last), \
            \(page.count(
                part.queued + part.uncertain, context.say("påminnelse", "reminder"),
                context.say("påminnelser", "reminders"))), \
            \(context.say("senast i någons händer", "last in hand")) \(Format.moment(part.claimedAt)) \
            <form class="inline" method="post" action="/drift/del">\(context.formTokenField)\
            <input type="hidden" name="utskick" value="\(part.run)">\
            <input type="hidden" name="del" value="\(part.first)">\
            <button id="del-\(part.run)-\(part.first)">\(context.say("Försök igen", "Try again"))\
            <span class="quiet">: \(part.run)/\(part.first)</span></button></form></li>
            """
        }
        return trouble(
            .bad,
            """
            \(page.count(
                state.queue.stuck, context.say("del sitter fast", "part is stuck"),
                context.say("delar sitter fast", "parts are stuck")))\
            \(amongOthers(others)): \(context.say(
                "tre arbetare har dött med den i händerna.", "three workers died with it in hand."))
            """,
            state.stuck.isEmpty
                ? Self.asked(context)
                : """
                \(context.say(
                    "ta reda på varför i arbetarnas logg, åtgärda det, och låt den försöka igen.",
                    "find out why in the workers’ log, mend it, and let it try again."))\
                <ul class="plain">\(list)</ul>
                """)
    }

    /// Open incidents, each with a link to its page.
    private var incidents: HTML? {
        let others = state.elsewhere.incidents
        let all = state.incidents.count + others
        guard all > 0 else { return nil }
        let list = state.incidents.html { incident in
            """
            <li><a href="/drift/handelse/\(incident.id)">\(context.say("Händelse", "Incident")) \
            \(incident.id)</a>: \(page.creditor(incident.creditor)?.name ?? ""), \
            \(context.say("faktura", "invoice")) \(incident.invoiceNumber ?? "–"), \
            \(Format.moment(incident.at))</li>
            """
        }
        return trouble(
            .bad,
            """
            \(page.count(
                all, context.say("händelse är öppen", "incident is open"),
                context.say("händelser är öppna", "incidents are open")))\(amongOthers(others)): \
            \(context.say(
                "två ärenden för en faktura, eller ett bevis på att vi hade fel.",
                "two cases for one invoice, or proof that we were wrong."))
            """,
            state.incidents.isEmpty
                ? Self.asked(context)
                : """
                \(context.say(
                    "återkalla det yngre ärendet hos Amili, på dess nummer, och avsluta händelsen här.",
                    "withdraw the younger case at Amili, by its number, and close the incident here."))\
                <ul class="plain">\(list)</ul>
                """)
    }
}
