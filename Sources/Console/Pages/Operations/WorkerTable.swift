import AccessStore
import ConsoleStore
import Reminders

/// The table of the workers that are running or were seen within the last hour. A running worker
/// counts as silent after `Troubles.longSilence`.
struct WorkerTable {
    private let page: OperationsPage
    private var context: PageContext { page.context }

    init(_ page: OperationsPage) { self.page = page }

    var html: HTML {
        let workers = page.state.workers
        guard !workers.isEmpty else {
            return """
                <div class="sheet empty"><p>\(context.say(
                    "Ingen arbetare är i gång, och ingen har varit det den senaste timmen.",
                    "No worker runs, and none has within the last hour."))</p>
                <p class="soft"><code>paminn work</code></p></div>
                """
        }
        return """
            <div class="sheet"><table class="cards"><caption class="quiet">\(context.say(
                "Arbetare, i gång eller sedda den senaste timmen",
                "Workers, running or seen within the last hour"))</caption>
            <thead><tr><th scope="col">\(name)</th><th scope="col">\(standing)</th>\
            <th scope="col">\(since)</th><th scope="col" class="number">\(beat)</th>\
            <th scope="col" class="number">\(parts)</th>\
            <th scope="col" class="number">\(reminders)</th></tr></thead>
            <tbody>\(workers.html(row))</tbody></table></div>
            """
    }

    private var name: String { context.say("Arbetare", "Worker") }
    private var standing: String { context.say("Läge", "State") }
    private var since: String { context.say("I gång sedan", "Running since") }
    private var beat: String { context.say("Hjärtslag", "Last beat") }
    private var parts: String { context.say("Delar i hand", "Parts in hand") }
    private var reminders: String { context.say("Påminnelser i dem", "Reminders in them") }

    private func row(_ worker: WorkerRow) -> HTML {
        let (style, word): (String, String) =
            if worker.endedAt != nil {
                ("cancelled", context.say("Slut", "Ended"))
            } else if worker.silence > Troubles.longSilence {
                ("uncertain", context.say("Tyst", "Silent"))
            } else {
                ("active", context.say("I gång", "Running"))
            }
        let ended = worker.endedAt.map { at -> HTML in
            """
            <span class="why">\(Format.moment(at)), \(context.say(
                "avslutad eller död", "stopped, or dead"))</span>
            """
        }
        let seen: HTML =
            worker.endedAt == nil
            ? "\(context.say("för \(Format.span(worker.silence)) sedan", "\(Format.span(worker.silence)) ago"))"
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
