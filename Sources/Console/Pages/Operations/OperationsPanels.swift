import ConsoleStore
import Reminders

/// Amili's availability: the gate, the rate, and what came back.
struct AmiliPanel {
    private let page: OperationsPage
    private var visit: Visit { page.visit }

    init(_ page: OperationsPage) { self.page = page }

    var html: HTML {
        let gate = page.state.amili
        return """
            <dl class="facts">
            <dt>\(visit.say("Vägen dit", "The way there"))</dt><dd>\(state(gate.shut))</dd>
            <dt>\(visit.say("Takt", "Rate"))</dt><dd>\(rate(gate.rate))</dd>
            </dl>
            <h3>\(visit.say("Svar senaste timmen", "Answers of the last hour"))</h3>
            \(outcomes)
            """
    }

    private func state(_ shut: Shut) -> HTML {
        if shut.isPaused {
            return """
                <span class="state paused">\(visit.say("Stoppad", "Stopped"))</span>\
                <span class="why">\(visit.say("av en människa", "by a human"))\
                \(page.stopped(shut))</span>
                """
        }
        guard shut.closedFor > 0 else {
            return "<span class=\"state active\">\(visit.say("Öppen", "Open"))</span>"
        }
        return """
            <span class="state failed">\(visit.say("Stängd", "Closed"))</span>\
            <span class="why">\(visit.say("till", "until")) \
            \(Format.moment(shut.closedUntil, seconds: true)). \
            \(GateWords(shut.closedCause, isFleet: true, visit).what)</span>
            """
    }

    private func rate(_ rate: Double) -> HTML {
        guard rate.isFinite else {
            return "\(visit.say("så fort Amili svarar", "as fast as Amili answers"))"
        }
        let words =
            rate >= 1
            ? visit.say(
                "högst \(Format.count(Int(rate.rounded()))) anrop i sekunden",
                "at most \(Format.count(Int(rate.rounded()))) calls a second")
            : visit.say(
                "högst \(Format.count(Int((rate * 60).rounded()))) anrop i minuten",
                "at most \(Format.count(Int((rate * 60).rounded()))) calls a minute")
        return """
            \(words)<span class="why">\(visit.say(
                "för alla arbetare tillsammans; frågor räknas med",
                "for all workers together; questions count too"))</span>
            """
    }

    private var outcomes: HTML {
        let sums = page.state.throughput.outcomes
        guard let since = sums.since else {
            return "<p class=\"soft\">\(visit.say("Inga siffror ännu.", "No figures yet."))</p>"
        }
        let lines: [(String, Int)] = [
            (
                visit.say("Frågor som Amili besvarade", "Questions that Amili answered"),
                sums.asked
            ),
            (visit.say("Frågor utan svar", "Questions without an answer"), sums.notAnswered),
            (visit.say("Brev som avvisades", "Letters rejected"), sums.rejected),
            (
                visit.say("Brev utan säkert svar", "Letters without a certain answer"),
                sums.unanswered
            ),
            (visit.say("Fanns redan hos Amili (409)", "Was there already (409)"), sums.known),
            (visit.say("För många anrop (429)", "Too many calls (429)"), sums.tooMany),
            (visit.say("Nekade (401, 403)", "Refused (401, 403)"), sums.refused),
        ]
        let rows = lines.html { name, count in
            """
            <tr><th scope="row">\(name)</th><td class="number">\(Format.count(count))</td></tr>
            """
        }
        return """
            <table><caption class="quiet">\(visit.say(
                "Svar senaste timmen", "Answers of the last hour"))</caption>\
            <tbody>\(rows)</tbody></table>
            <p class="soft small">\(visit.say("Räknat sedan", "Counted since")) \
            \(Format.moment(since)). \(visit.say(
                "Brev som togs emot på första försöket står i diagrammet.",
                "Letters accepted at the first attempt stand in the chart."))</p>
            """
    }
}

/// Letters of which nobody knows yet whether they went, and what hinders the question.
struct DoubtPanel {
    private let page: OperationsPage
    private var visit: Visit { page.visit }

    init(_ page: OperationsPage) { self.page = page }

    var html: HTML {
        guard let oldest = page.state.oldestDoubt else {
            return "<p>\(visit.say("Inget brev är ovisst.", "No letter is in doubt."))</p>"
        }
        let rows = page.state.doubts.html { doubt in
            """
            <tr><th scope="row">\(words(doubt.hindrance))</th>\
            <td class="number">\(Format.count(doubt.reminders))</td>\
            <td class="number">\(Format.count(doubt.parts))</td></tr>
            """
        }
        return """
            <p>\(visit.say(
                "Ett svar kom bort, eller en arbetare dog. Amili tillfrågas innan något skickas igen.",
                "An answer was lost, or a worker died. Amili is asked before anything is sent again."
            ))</p>
            <p>\(visit.say("Det äldsta sedan", "The oldest since")) \(Format.moment(oldest.at)).</p>
            <table><caption class="quiet">\(visit.say(
                "Ovissa brev efter vad de väntar på", "Letters in doubt by what they wait for"))\
            </caption><thead><tr><th scope="col">\(visit.say("Väntar på", "Waiting for"))</th>\
            <th scope="col" class="number">\(visit.say("Brev", "Letters"))</th>\
            <th scope="col" class="number">\(visit.say("Delar", "Parts"))</th></tr></thead>\
            <tbody>\(rows)</tbody></table>
            """
    }

    private func words(_ hindrance: Hindrance) -> String {
        switch hindrance {
        case .stuck: visit.say("En människa: delen sitter fast", "A human: the part is stuck")
        case .allPaused:
            visit.say("Dig: alla brev är stoppade", "You: every letter is stopped")
        case .allClosed: visit.say("Att vägen till Amili öppnas", "The way to Amili to open")
        case .paused: visit.say("Dig: företaget är stoppat", "You: the company is stopped")
        case .closed:
            visit.say("Att vägen öppnas för företaget", "The way to open for the company")
        case .asking: visit.say("Amilis svar: frågan är ställd", "Amili’s answer: it is asked")
        case .young:
            visit.say(
                "Tid: än säger ”finns inte” ingenting", "Time: “not there” says nothing yet")
        case .turn: visit.say("Sin tur att fråga", "Their turn to ask")
        }
    }
}
