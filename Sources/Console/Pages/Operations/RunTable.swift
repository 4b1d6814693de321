import AccessStore
import ConsoleStore
import Reminders
import Texts

/// The table of the open, held, paused and stopping runs of the operator's creditors.
struct RunTable {
    private let page: OperationsPage
    private var context: PageContext { page.context }

    init(_ page: OperationsPage) { self.page = page }

    var html: HTML {
        let runs = page.state.runs
        guard !runs.isEmpty else {
            return """
                <div class="sheet empty"><p>\(context.say(
                    "Inget utskick pågår i dina företag.", "No run of your companies is under way."))\
                </p></div>\(others)
                """
        }
        return """
            <div class="sheet"><table class="cards"><caption class="quiet">\(context.say(
                "Utskick som pågår, väntar eller är pausade", "Runs open, held or paused"))</caption>
            <thead><tr><th scope="col">\(number)</th><th scope="col">\(company)</th>\
            <th scope="col">\(standing)</th><th scope="col" class="number">\(queued)</th>\
            <th scope="col" class="number">\(doubtful)</th>\
            <th scope="col" class="number">\(accepted)</th>\
            <th scope="col" class="number">\(other)</th></tr></thead>
            <tbody>\(runs.html(row))</tbody></table></div>\(others)
            """
    }

    private var number: String { context.say("Utskick", "Run") }
    private var company: String { context.say("Företag", "Company") }
    private var standing: String { context.say("Läge", "State") }
    private var queued: String { context.say("I kö", "Queued") }
    private var doubtful: String { context.say("Ovissa", "In doubt") }
    private var accepted: String { context.say("Mottagna av Amili", "Accepted") }
    private var other: String { context.say("Utan brev", "Without a letter") }

    private func row(_ run: OpenRun) -> HTML {
        guard let creditor = page.creditor(run.creditor) else { return "" }
        let address = context.url("/utskick/\(run.id)", creditor)
        return """
            <tr><th scope="row" data-label="\(number)"><a href="\(address)">\
            \(context.say("Utskick", "Run")) \(run.id)</a></th>\
            <td data-label="\(company)">\(creditor.name)</td>\
            <td class="wide" data-label="\(standing)">\(state(run))</td>\
            <td class="number" data-label="\(queued)">\(Format.count(run.queued))</td>\
            <td class="number" data-label="\(doubtful)">\(Format.count(run.uncertain))</td>\
            <td class="number" data-label="\(accepted)">\(Format.count(run.accepted))</td>\
            <td class="number" data-label="\(other)">\(Format.count(run.other))</td></tr>
            """
    }

    /// The state of a run. A paused one shows the reason and the button that lets it go on.
    private func state(_ run: OpenRun) -> HTML {
        if run.isStopped {
            return
                "<span class=\"state stopped\">\(context.say("Avbryts", "Being cancelled"))</span>"
        }
        if run.isHeld {
            return """
                <span class="state held">\(context.say("Väntar", "Held"))</span>\
                <span class="why">\(context.say("går", "goes")) \
                \(Format.moment(run.holdUntil, seconds: true))</span>
                """
        }
        if let at = run.pausedAt {
            return """
                <span class="state paused">\(context.say("Pausat", "Paused"))</span>\
                <span class="why">\(context.say("sedan", "since")) \(Format.moment(at)): \
                \(reason(run.pause))</span>\
                <form class="inline" method="post" action="/drift/utskick">\(context.formTokenField)\
                <input type="hidden" name="utskick" value="\(run.id)">\
                <button id="vidare-\(run.id)">\(context.say("Låt det gå vidare", "Let it go on"))\
                <span class="quiet">: \(run.id)</span></button></form>
                """
        }
        return """
            <span class="state open">\(context.say("Pågår", "Under way"))</span>\
            <span class="why">\(context.say("sedan", "since")) \(Format.moment(run.releasedAt))</span>
            """
    }

    private func reason(_ pause: RunPause?) -> String {
        pause.map { "\(context.say($0)): \($0.words)" } ?? ""
    }

    /// The number of open and held runs of other operators' creditors; empty for 0.
    private var others: HTML {
        let others = page.state.elsewhere
        guard others.openRuns + others.heldRuns > 0 else { return "" }
        return """
            <p class="soft">\(context.say(
                "I andra företag än dina: \(Format.count(others.openRuns)) pågår,"
                    + " \(Format.count(others.heldRuns)) väntar på sin tid.",
                "In other companies: \(Format.count(others.openRuns)) under way,"
                    + " \(Format.count(others.heldRuns)) held."))</p>
            """
    }
}
