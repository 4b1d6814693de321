import AccessStore
import ConsoleStore
import Reminders

struct WorkerTable {
    private let page: OperationsPage
    private var visit: Visit { page.visit }

    init(_ page: OperationsPage) { self.page = page }

    var html: HTML {
        let workers = page.state.workers
        guard !workers.isEmpty else {
            return """
                <div class="sheet empty"><p>\(visit.say(
                    "Ingen arbetare är i gång, och ingen har varit det den senaste timmen.",
                    "No worker runs, and none has within the last hour."))</p>
                <p class="soft"><code>paminn work</code></p></div>
                """
        }
        return """
            <div class="sheet"><table class="cards"><caption class="quiet">\(visit.say(
                "Arbetare, i gång eller sedda den senaste timmen",
                "Workers, running or seen within the last hour"))</caption>
            <thead><tr><th scope="col">\(name)</th><th scope="col">\(standing)</th>\
            <th scope="col">\(since)</th><th scope="col" class="number">\(beat)</th>\
            <th scope="col" class="number">\(parts)</th>\
            <th scope="col" class="number">\(reminders)</th></tr></thead>
            <tbody>\(workers.html(row))</tbody></table></div>
            """
    }

    private var name: String { visit.say("Arbetare", "Worker") }
    private var standing: String { visit.say("Läge", "State") }
    private var since: String { visit.say("I gång sedan", "Running since") }
    private var beat: String { visit.say("Hjärtslag", "Last beat") }
    private var parts: String { visit.say("Delar i hand", "Parts in hand") }
    private var reminders: String { visit.say("Påminnelser i dem", "Reminders in them") }

    private func row(_ worker: WorkerRow) -> HTML {
        let (style, word): (String, String) =
            if worker.endedAt != nil {
                ("cancelled", visit.say("Slut", "Ended"))
            } else if worker.silence > Troubles.longSilence {
                ("uncertain", visit.say("Tyst", "Silent"))
            } else {
                ("active", visit.say("I gång", "Running"))
            }
        let ended = worker.endedAt.map { at -> HTML in
            """
            <span class="why">\(Format.moment(at)), \(visit.say(
                "avslutad eller död", "stopped, or dead"))</span>
            """
        }
        let seen: HTML =
            worker.endedAt == nil
            ? "\(visit.say("för \(Format.span(worker.silence)) sedan", "\(Format.span(worker.silence)) ago"))"
            : Format.moment(worker.seenAt)
        return """
            <tr><th scope="row" data-label="\(name)"><span class="name">\(worker.name)</span></th>\
            <td data-label="\(standing)"><span class="state \(style)">\(word)</span>\(ended)</td>\
            <td data-label="\(since)">\(Format.moment(worker.startedAt))</td>\
            <td class="number" data-label="\(beat)">\(seen)</td>\
            <td class="number" data-label="\(parts)">\(Format.count(worker.parts))</td>\
            <td class="number" data-label="\(reminders)">\(Format.count(worker.reminders))</td></tr>
            """
    }
}

struct RunTable {
    private let page: OperationsPage
    private var visit: Visit { page.visit }

    init(_ page: OperationsPage) { self.page = page }

    var html: HTML {
        let runs = page.state.runs
        guard !runs.isEmpty else {
            return """
                <div class="sheet empty"><p>\(visit.say(
                    "Inget utskick pågår i dina företag.", "No run of your companies is under way."))\
                </p></div>\(others)
                """
        }
        return """
            <div class="sheet"><table class="cards"><caption class="quiet">\(visit.say(
                "Utskick som pågår, väntar eller är pausade", "Runs open, held or paused"))</caption>
            <thead><tr><th scope="col">\(number)</th><th scope="col">\(company)</th>\
            <th scope="col">\(standing)</th><th scope="col" class="number">\(queued)</th>\
            <th scope="col" class="number">\(doubtful)</th>\
            <th scope="col" class="number">\(accepted)</th>\
            <th scope="col" class="number">\(other)</th></tr></thead>
            <tbody>\(runs.html(row))</tbody></table></div>\(others)
            """
    }

    private var number: String { visit.say("Utskick", "Run") }
    private var company: String { visit.say("Företag", "Company") }
    private var standing: String { visit.say("Läge", "State") }
    private var queued: String { visit.say("I kö", "Queued") }
    private var doubtful: String { visit.say("Ovissa", "In doubt") }
    private var accepted: String { visit.say("Mottagna av Amili", "Accepted") }
    private var other: String { visit.say("Utan brev", "Without a letter") }

    private func row(_ run: OpenRun) -> HTML {
        guard let creditor = page.creditor(run.creditor) else { return "" }
        let address = visit.url("/utskick/\(run.id)", creditor)
        return """
            <tr><th scope="row" data-label="\(number)"><a href="\(address)">\
            \(visit.say("Utskick", "Run")) \(run.id)</a></th>\
            <td data-label="\(company)">\(creditor.name)</td>\
            <td class="wide" data-label="\(standing)">\(state(run))</td>\
            <td class="number" data-label="\(queued)">\(Format.count(run.queued))</td>\
            <td class="number" data-label="\(doubtful)">\(Format.count(run.uncertain))</td>\
            <td class="number" data-label="\(accepted)">\(Format.count(run.accepted))</td>\
            <td class="number" data-label="\(other)">\(Format.count(run.other))</td></tr>
            """
    }

    private func state(_ run: OpenRun) -> HTML {
        if run.isStopped {
            return "<span class=\"state stopped\">\(visit.say("Avbryts", "Being cancelled"))</span>"
        }
        if run.isHeld {
            return """
                <span class="state held">\(visit.say("Väntar", "Held"))</span>\
                <span class="why">\(visit.say("går", "goes")) \
                \(Format.moment(run.holdUntil, seconds: true))</span>
                """
        }
        if let at = run.pausedAt {
            return """
                <span class="state paused">\(visit.say("Pausat", "Paused"))</span>\
                <span class="why">\(visit.say("sedan", "since")) \(Format.moment(at)): \
                \(reason(run.pause))</span>\
                <form class="inline" method="post" action="/drift/utskick">\(visit.formTokenField)\
                <input type="hidden" name="utskick" value="\(run.id)">\
                <button id="vidare-\(run.id)">\(visit.say("Låt det gå vidare", "Let it go on"))\
                <span class="quiet">: \(run.id)</span></button></form>
                """
        }
        return """
            <span class="state open">\(visit.say("Pågår", "Under way"))</span>\
            <span class="why">\(visit.say("sedan", "since")) \(Format.moment(run.releasedAt))</span>
            """
    }

    private func reason(_ pause: RunPause?) -> String {
        pause.map { "\(visit.say($0.swedish, $0.english)): \($0.words)" } ?? ""
    }

    private var others: HTML {
        let others = page.state.elsewhere
        guard others.openRuns + others.heldRuns > 0 else { return "" }
        return """
            <p class="soft">\(visit.say(
                "I andra företag än dina: \(Format.count(others.openRuns)) pågår,"
                    + " \(Format.count(others.heldRuns)) väntar på sin tid.",
                "Of companies not yours: \(Format.count(others.openRuns)) under way,"
                    + " \(Format.count(others.heldRuns)) held."))</p>
            """
    }
}

struct CreditorTable {
    private let page: OperationsPage
    private var visit: Visit { page.visit }

    init(_ page: OperationsPage) { self.page = page }

    var html: HTML {
        let gates = page.state.gates
        guard !gates.isEmpty else {
            return """
                <div class="sheet empty"><p>\(visit.say(
                    "Inget företag har getts till dig.", "No company is given to you."))</p>
                <p class="soft"><code>paminn user grant</code></p></div>\(others)
                """
        }
        return """
            <div class="sheet"><table class="cards"><caption class="quiet">\(visit.say(
                "Företag som du har hand om", "Companies that are given to you"))</caption>
            <thead><tr><th scope="col">\(name)</th><th scope="col">\(activation)</th>\
            <th scope="col">\(way)</th><th scope="col" class="number">\(queued)</th>\
            <th scope="col" class="number">\(doubtful)</th>\
            <th scope="col">\(action)</th></tr></thead>
            <tbody>\(gates.html(row))</tbody></table></div>\(others)
            """
    }

    private var name: String { visit.say("Företag", "Company") }
    private var activation: String { "Amili" }
    private var way: String { visit.say("Vägen till Amili", "The way to Amili") }
    private var queued: String { visit.say("I kö", "Queued") }
    private var doubtful: String { visit.say("Ovissa", "In doubt") }
    private var action: String { visit.say("Strömbrytare", "Switch") }

    private func row(_ gate: CreditorGate) -> HTML {
        guard let creditor = page.creditor(gate.creditor) else { return "" }
        return """
            <tr><th scope="row" data-label="\(name)"><span class="name">\(creditor.name)</span></th>\
            <td data-label="\(activation)">\(state(of: gate))</td>\
            <td data-label="\(way)">\(way(gate.shut))</td>\
            <td class="number" data-label="\(queued)">\(Format.count(gate.queued))</td>\
            <td class="number" data-label="\(doubtful)">\(Format.count(gate.uncertain))</td>\
            <td class="wide" data-label="\(action)">\(form(gate.shut, creditor))</td></tr>
            """
    }

    private func state(of gate: CreditorGate) -> HTML {
        switch gate.activation {
        case .active: "<span class=\"state active\">\(visit.say("Aktiv", "Active"))</span>"
        case .pending:
            "<span class=\"state pending\">\(visit.say("Väntar på Amili", "Waits for Amili"))</span>"
        case .refused: "<span class=\"state refused\">\(visit.say("Avvisad", "Refused"))</span>"
        default: "<span class=\"state none\">\(visit.say("Inte aktiverad", "Not activated"))</span>"
        }
    }

    private func way(_ shut: Shut) -> HTML {
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
        let words = GateWords(shut.closedCause, isFleet: false, visit)
        return """
            <span class="state failed">\(visit.say("Stängd", "Closed"))</span>\
            <span class="why">\(visit.say("till", "until")) \
            \(Format.moment(shut.closedUntil, seconds: true)). \(words.what) \(words.remedy)</span>
            """
    }

    /// What Amili or we have closed may be opened before its time, and stopped for good as well.
    private func form(_ shut: Shut, _ creditor: GrantedCreditor) -> HTML {
        let form = OperationsSwitch(page)
        let resume = form.form(
            "/drift/slapp-fram", shut.isPaused ? "primary" : "", "slapp-fram-\(creditor.handle)",
            creditor, visit.say("Släpp fram breven", "Resume"))
        guard !shut.isPaused else { return resume }
        let stop = form.form(
            "/drift/stoppa", "danger", "stoppa-\(creditor.handle)", creditor,
            visit.say("Stoppa breven", "Stop the letters"))
        return shut.isOpen ? stop : "<div class=\"row\">\(stop)\(resume)</div>"
    }

    private var others: HTML {
        let shut = page.state.elsewhere.shutGates
        guard shut > 0 else { return "" }
        return """
            <p class="soft">\(visit.say(
                "Av de andra företagen är \(Format.count(shut)) stoppade eller stängda.",
                "Of the other companies, \(Format.count(shut)) are stopped or closed."))</p>
            """
    }
}
