import ConsoleStore
import Reminders

/// The panel about Amili: the gate, the rate of calls, and the answers of the last hour.
struct AmiliPanel {
    private let page: OperationsPage
    private var context: PageContext { page.context }

    init(_ page: OperationsPage) { self.page = page }

    var html: HTML {
        let gate = page.state.amili
        return """
            <dl class="facts">
            <dt>\(context.say("Vägen dit", "The way there"))</dt><dd>\(state(gate.state))</dd>
            <dt>\(context.say("Takt", "Rate"))</dt><dd>\(rate(gate.rate))</dd>
            </dl>
            <h3>\(context.say("Svar senaste timmen", "Answers of the last hour"))</h3>
            \(outcomes)
            """
    }

    private func state(_ gate: GateState) -> HTML {
        if gate.isPaused {
            return """
                <span class="state paused">\(context.say("Stoppad", "Stopped"))</span>\
                <span class="why">\(context.say("av en människa", "by a human"))\
                \(page.stopped(gate))</span>
                """
        }
        guard gate.closedFor > 0 else {
            return "<span class=\"state active\">\(context.say("Öppen", "Open"))</span>"
        }
        return """
            <span class="state failed">\(context.say("Stängd", "Closed"))</span>\
            <span class="why">\(context.say("till", "until")) \
            \(Format.moment(gate.closedUntil, seconds: true)). \
            \(GateText(gate.closedCause, isFleet: true, context).what)</span>
            """
    }

    /// An infinite rate means no limit.
    private func rate(_ rate: Double) -> HTML {
        guard rate.isFinite else {
            return "\(context.say("så fort Amili svarar", "as fast as Amili answers"))"
        }
        return """
            \(RateText.most(rate, context))<span class="why">\(context.say(
                "för alla arbetare tillsammans; frågor räknas med",
                "for all workers together; questions count too"))</span>
            """
    }

    /// The answers of the last hour. Letters accepted at the first attempt are left to the chart.
    private var outcomes: HTML {
        let sums = page.state.throughput.outcomes
        guard let since = sums.since else {
            return "<p class=\"soft\">\(context.say("Inga siffror ännu.", "No figures yet."))</p>"
        }
        let lines: [(String, Int)] = [
            (
                context.say("Frågor som Amili besvarade", "Questions that Amili answered"),
                sums.asked
            ),
            (context.say("Frågor utan svar", "Questions without an answer"), sums.notAnswered),
            (context.say("Brev som avvisades", "Letters rejected"), sums.rejected),
            (
                context.say("Brev utan säkert svar", "Letters without a certain answer"),
                sums.unanswered
            ),
            (context.say("Fanns redan hos Amili (409)", "Was there already (409)"), sums.known),
            (context.say("För många anrop (429)", "Too many calls (429)"), sums.tooMany),
            (context.say("Nekade (401, 403)", "Refused (401, 403)"), sums.refused),
        ]
        let rows = lines.html { name, count in
            """
            <tr><th scope="row">\(name)</th><td class="number">\(Format.count(count))</td></tr>
            """
        }
        return """
            <table><caption class="quiet">\(context.say(
                "Svar senaste timmen", "Answers of the last hour"))</caption>\
            <tbody>\(rows)</tbody></table>
            <p class="soft small">\(context.say("Räknat sedan", "Counted since")) \
            \(Format.moment(since)). \(context.say(
                "Brev som togs emot på första försöket står i diagrammet.",
                "Letters accepted at the first attempt stand in the chart."))</p>
            """
    }
}
