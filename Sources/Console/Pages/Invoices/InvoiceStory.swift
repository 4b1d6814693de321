import AccessStore
import ConsoleStore
import Reminders
import Texts

/// An invoice's history for a bookkeeper: one plain sentence for each event. The technical line is
/// folded away below it.
struct InvoiceStory: PagePart {
    let context: PageContext
    let creditor: GrantedCreditor
    /// The runs of the events, as far as they are on file.
    let runs: [RunID: RunRow]

    func html(_ events: [StoryEvent]) -> HTML {
        guard !events.isEmpty else {
            return """
                <p>\(say(
                    "Fakturan har inte varit med i något utskick.",
                    "The invoice never was in a run."))</p>
                """
        }
        return "<ol class=\"timeline\">\(events.html(item))</ol>"
    }

    private func item(_ event: StoryEvent) -> HTML {
        """
        <li>\(Format.moment(event.at, seconds: true))<div>\(sentence(event))</div>
        <details class="small soft"><summary>\(say("Teknisk rad", "Technical line"))</summary>\
        <span lang="en">\(Self.technical(event))</span></details></li>
        """
    }

    // MARK: Sentences

    private func sentence(_ event: StoryEvent) -> HTML {
        switch event.kind {
        case .enqueued: enqueued(event)
        case .claimed:
            "\(say("Gjordes i ordning för att skickas.", "Was made ready to be sent."))"
        case .lookup: "\(lookUp(event))"
        case .call: call(event)
        case .state: "\(change(event))"
        case .human: human(event)
        case .pruned: pruned(event)
        }
    }

    private func pruned(_ event: StoryEvent) -> HTML {
        """
        \(say("Amili tog emot brevet i", "Amili took the letter of")) \
        <a href="\(context.url(event.run, creditor))">\(say("utskick", "run")) \(event.run)</a>. \
        \(say(
            "Ärendet är avslutat, och historiken är gallrad.",
            "The case is closed, and its history is pruned."))
        """
    }

    /// Names the run and who made it, how old the knowledge was, and how long the run was held.
    private func enqueued(_ event: StoryEvent) -> HTML {
        let link: HTML = """
            <a href="\(context.url(event.run, creditor))">\(say("utskick", "run")) \(event.run)</a>
            """
        guard let run = runs[event.run] else {
            return "\(say("Lades i", "Was put in")) \(link)."
        }
        let held = run.holdUntil.map { until -> HTML in
            """
             \(say("Utskicket hölls till", "The run was held until")) \
            \(Format.moment(until, seconds: true)).
            """
        }
        return """
            \(say("Lades i", "Was put in")) \(link) \(say("av", "by")) \(run.createdBy), \
            \(say("efter uppgifter från", "by what was known at")) \(Format.moment(run.asOf)).\(held)
            """
    }

    /// A look-up succeeded if Amili answered with a 2xx status.
    private func lookUp(_ event: StoryEvent) -> String {
        event.httpStatus.map { (200..<300).contains($0) } == true
            ? say(
                "Amili tillfrågades om vad som redan finns där.",
                "Amili was asked what it has already.")
            : say(
                "Amili tillfrågades, men svarade inte. Det frågas igen.",
                "Amili was asked, but did not answer. It will be asked again.")
    }

    /// The sentence about a call, by the state that it led to.
    private func call(_ event: StoryEvent) -> HTML {
        switch event.to {
        case .accepted?:
            return "\(say("Amili tog emot ärendet.", "Amili received the case."))"
        case .rejected?:
            return """
                \(say("Amili avvisade påminnelsen:", "Amili rejected the reminder:")) \
                <q lang="en">\(event.why)</q>
                """
        case .uncertain?:
            return """
                \(say(
                    "Påminnelsen skickades, men svaret från Amili kom aldrig fram. Den skickas inte "
                        + "igen innan Amili har svarat på om den finns där.",
                    "The reminder was sent, but Amili's answer was lost. It is not sent again "
                        + "before Amili has told whether it is there."))
                """
        case .failed?:
            return """
                \(say(
                    "Det sista försöket misslyckades. Ingenting är skickat.",
                    "The last attempt failed. Nothing was sent."))
                """
        case .queued?:
            return """
                \(say(
                    "Amili tog inte emot den just då. Den ligger kvar i kön.",
                    "Amili did not take it then. It stays queued."))
                """
        case .skipped?, .cancelled?, .manual?, nil:
            return """
                \(say("Ett försök gjordes:", "An attempt was made:")) <q lang="en">\(event.why)</q>
                """
        }
    }

    /// The sentence about a change of state that no call made.
    private func change(_ event: StoryEvent) -> String {
        let reason = Reason(rawValue: event.why).map { context.isEnglish ? $0.english : $0.swedish }
        switch event.to {
        case .accepted?:
            return say("Ärendet hittades hos Amili.", "The case was found at Amili.")
        case .skipped?:
            return say("Hoppades över. ", "Skipped. ") + (reason ?? "")
        case .cancelled?:
            return say("Avbröts innan den skickades.", "Was cancelled before it was sent.")
        case .failed?:
            return say("Misslyckades. ", "Failed. ") + (reason ?? "")
        case .rejected?:
            return say("Avvisades av Amili. ", "Was rejected by Amili. ") + (reason ?? "")
        case .queued? where event.from == .uncertain:
            return say(
                "Amili har inget ärende: påminnelsen kom inte fram. Den skickas igen.",
                "Amili has no case: the reminder did not arrive. It is sent again.")
        case .queued?: return say("Lades i kön igen.", "Was queued again.")
        case .uncertain?:
            return say(
                "Det som skickade den stannade mitt i. Amili tillfrågas innan något skickas igen.",
                "What sent it stopped halfway. Amili is asked before anything is sent again.")
        case .manual?: return say("Hanteras för hand.", "Is handled by hand.")
        case nil: return reason ?? say("Något ändrades.", "Something changed.")
        }
    }

    // MARK: Decisions

    private func human(_ event: StoryEvent) -> HTML {
        guard let decision = event.decision else { return "<q>\(event.why)</q>" }
        let words: HTML = event.why.isEmpty ? "." : ": <q>\(event.why)</q>"
        return """
            <strong>\(decision.user)</strong> \(say(decision.what))\
            \(words)
            """
    }

    // MARK: Technical lines

    /// All that is known of an event in one line of English, with ` · ` between the facts. Empty
    /// facts are left out.
    static func technical(_ event: StoryEvent) -> String {
        var facts: [String] = []
        if let attempt = event.attempt { facts.append("claim \(attempt)") }
        if let worker = event.worker { facts.append("worker \(worker)") }
        if let status = event.httpStatus { facts.append("HTTP \(status)") }
        if let code = event.curlCode, code != 0 { facts.append("curl \(code)") }
        if event.written == false { facts.append("not written") }
        if let span = event.milliseconds { facts.append("\(span) ms") }
        let change = [event.from?.word, event.to?.word].compactMap { $0 }
            .joined(separator: " → ")
        return [
            event.at.description, event.kind.rawValue, "run \(event.run)/\(event.position)",
            facts.joined(separator: ", "), change, why(event),
        ].filter { !$0.isEmpty }.joined(separator: " · ")
    }

    /// The reason; for a human's decision, also who decided what.
    private static func why(_ event: StoryEvent) -> String {
        guard let decision = event.decision else { return event.why }
        return decision.what.line(by: decision.user, why: event.why)
    }
}
