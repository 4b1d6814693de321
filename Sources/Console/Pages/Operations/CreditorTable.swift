import AccessStore
import ConsoleStore
import Reminders

/// The table of the operator's creditors: activation, gate, queue and switch.
struct CreditorTable {
    private let page: OperationsPage
    private var context: PageContext { page.context }

    init(_ page: OperationsPage) { self.page = page }

    var html: HTML {
        let gates = page.state.gates
        guard !gates.isEmpty else {
            return """
                <div class="sheet empty"><p>\(context.say(
                    "Inget företag har getts till dig.", "No company is given to you."))</p>
                <p class="soft"><code>paminn user grant</code></p></div>\(others)
                """
        }
        return """
            <div class="sheet"><table class="cards"><caption class="quiet">\(context.say(
                "Företag som du har hand om", "Companies that are given to you"))</caption>
            <thead><tr><th scope="col">\(name)</th><th scope="col">\(activation)</th>\
            <th scope="col">\(way)</th><th scope="col" class="number">\(queued)</th>\
            <th scope="col" class="number">\(doubtful)</th>\
            <th scope="col">\(action)</th></tr></thead>
            <tbody>\(gates.html(row))</tbody></table></div>\(others)
            """
    }

    private var name: String { context.say("Företag", "Company") }
    private var activation: String { "Amili" }
    private var way: String { context.say("Vägen till Amili", "The way to Amili") }
    private var queued: String { context.say("I kö", "Queued") }
    private var doubtful: String { context.say("Ovissa", "In doubt") }
    private var action: String { context.say("Strömbrytare", "Switch") }

    private func row(_ gate: CreditorGate) -> HTML {
        guard let creditor = page.creditor(gate.creditor) else { return "" }
        return """
            <tr><th scope="row" data-label="\(name)"><span class="name">\(creditor.name)</span></th>\
            <td data-label="\(activation)">\(state(of: gate))</td>\
            <td data-label="\(way)">\(way(gate.state))\(rate(gate))</td>\
            <td class="number" data-label="\(queued)">\(Format.count(gate.queued))</td>\
            <td class="number" data-label="\(doubtful)">\(Format.count(gate.uncertain))</td>\
            <td class="wide" data-label="\(action)">\(form(gate.state, creditor))</td></tr>
            """
    }

    private func state(of gate: CreditorGate) -> HTML {
        switch gate.activation {
        case .active: "<span class=\"state active\">\(context.say("Aktiv", "Active"))</span>"
        case .pending:
            "<span class=\"state pending\">\(context.say("Väntar på Amili", "Waits for Amili"))</span>"
        case .refused: "<span class=\"state refused\">\(context.say("Avvisad", "Refused"))</span>"
        default:
            "<span class=\"state none\">\(context.say("Inte aktiverad", "Not activated"))</span>"
        }
    }

    /// The gate: open, stopped by a human, or closed until when and why.
    private func way(_ gate: GateState) -> HTML {
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
        let words = GateText(gate.closedCause, isFleet: false, context)
        return """
            <span class="state failed">\(context.say("Stängd", "Closed"))</span>\
            <span class="why">\(context.say("till", "until")) \
            \(Format.moment(gate.closedUntil, seconds: true)). \(words.what) \(words.remedy)</span>
            """
    }

    /// The creditor's own rate; empty if it has none.
    private func rate(_ gate: CreditorGate) -> HTML {
        guard gate.rate.isFinite else { return "" }
        return "<span class=\"why\">\(RateText.most(gate.rate, context))</span>"
    }

    /// The switch of one creditor. A gate that Amili or the program closed gets two buttons: it may
    /// be opened early, or stopped for good.
    private func form(_ gate: GateState, _ creditor: GrantedCreditor) -> HTML {
        let form = OperationsSwitch(page)
        let resume = form.form(
            "/drift/slapp-fram", gate.isPaused ? "primary" : "", "slapp-fram-\(creditor.handle)",
            creditor, context.say("Släpp fram breven", "Resume"))
        guard !gate.isPaused else { return resume }
        let stop = form.form(
            "/drift/stoppa", "danger", "stoppa-\(creditor.handle)", creditor,
            context.say("Stoppa breven", "Stop the letters"))
        return gate.isOpen ? stop : "<div class=\"row\">\(stop)\(resume)</div>"
    }

    /// The number of other operators' creditors whose gate is not open; empty for 0.
    private var others: HTML {
        let shut = page.state.elsewhere.shutGates
        guard shut > 0 else { return "" }
        return """
            <p class="soft">\(context.say(
                "Av de andra företagen är \(Format.count(shut)) stoppade eller stängda.",
                "Of the other companies, \(Format.count(shut)) are stopped or closed."))</p>
            """
    }
}
