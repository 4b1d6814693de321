import ConsoleStore
import Reminders

/// A bar chart of the reminders settled in each of the last sixty minutes, with the same figures as
/// a table.
struct ThroughputChart {
    /// The width of a minute and the height of the highest bar, in the picture's own units.
    private static let (step, height) = (10, 110)

    private let context: PageContext
    private let minutes: [Throughput.Minute]

    init(_ page: OperationsPage) {
        context = page.context
        minutes = page.state.throughput.minutes
    }

    private var name: String {
        context.say(
            "Avgjorda påminnelser per minut, senaste timmen",
            "Settled reminders per minute, the last hour")
    }

    var section: HTML {
        """
        <section class="panel" aria-labelledby="takten"><h2 id="takten">\(name)</h2>
        <div id="diagrammet">\(picture)</div>
        <details><summary>\(context.say("Samma siffror som tabell", "The same as a table"))</summary>
        <div class="sheet"><table><caption class="quiet">\(name)</caption>
        <thead><tr><th scope="col">\(context.say("Minut", "Minute"))</th>\
        <th scope="col" class="number">\(context.say("Avgjorda", "Settled"))</th></tr></thead>
        <tbody id="diagram-rader">\(rows)</tbody></table></div></details>
        <p class="soft small">\(context.say(
            "En påminnelse är avgjord när den är mottagen av Amili, avvisad, misslyckad eller "
                + "överhoppad under arbetet. Siffrorna tas var tionde sekund medan sidan är i gång "
                + "hos någon av webbservrarna; en minut som ingen såg är tom.",
            "A reminder is settled when it is accepted by Amili, rejected, failed, or skipped while "
                + "worked on. The figures are taken every ten seconds while one of the web servers "
                + "runs; a minute that none saw is empty."))</p></section>
        """
    }

    /// The bars and their summary as a live piece.
    var picture: HTML {
        let most = max(minutes.compactMap(\.settled).max() ?? 0, 1)
        let width = minutes.count * Self.step
        return """
            <svg class="chart" role="img" aria-labelledby="diagram-namn diagram-text" \
            viewBox="0 0 \(width) \(Self.height + 4)">\
            <title id="diagram-namn">\(name)</title><desc id="diagram-text">\(summary)</desc>\
            \(minutes.indices.html { bar($0, most: most) })\
            <line class="axis" x1="0" x2="\(width)" y1="\(Self.height + 1)" y2="\(Self.height + 1)"/>\
            </svg>
            <div class="strip soft small"><span>\(clock(minutes.first?.at))</span>\
            <span>\(summary)</span><span>\(clock(minutes.last?.at))</span></div>
            """
    }

    /// The bar of one minute: at least 2 units high, none for 0, and a gap for a minute that no
    /// console saw.
    /// - Parameter most: the highest count of all minutes.
    private func bar(_ index: Int, most: Int) -> HTML {
        let x = index * Self.step + 1
        guard let settled = minutes[index].settled else {
            return """
                <rect class="gap" x="\(x)" y="\(Self.height - 2)" width="\(Self.step - 2)" \
                height="2"/>
                """
        }
        guard settled > 0 else { return "" }
        let tall = max(2, settled * Self.height / most)
        return """
            <rect class="bar\(index == minutes.count - 1 ? " now" : "")" x="\(x)" \
            y="\(Self.height - tall)" width="\(Self.step - 2)" height="\(tall)"/>
            """
    }

    /// A sentence with the sum and the busiest minute.
    private var summary: String {
        let seen = minutes.filter { $0.settled != nil }
        guard let best = seen.max(by: { ($0.settled ?? 0) < ($1.settled ?? 0) }) else {
            return context.say(
                "Ännu finns inga siffror: de första kommer om en minut.",
                "There are no figures yet: the first come within a minute.")
        }
        let sum = seen.reduce(0) { $0 + ($1.settled ?? 0) }
        let most = best.settled ?? 0
        guard most > 0 else {
            return context.say("Ingenting avgjordes.", "Nothing was settled.")
        }
        return context.say(
            "Sammanlagt \(Format.count(sum)), högst \(Format.count(most)) i minuten"
                + " (\(clock(best.at)))",
            "\(Format.count(sum)) in all, at most \(Format.count(most)) a minute"
                + " (\(clock(best.at)))")
    }

    /// The table's rows as a live piece, newest minute first.
    var rows: HTML {
        minutes.reversed().html { minute in
            """
            <tr><th scope="row">\(clock(minute.at))</th><td class="number">\
            \(minute.settled.map { Format.count($0) }
                ?? context.say("ingen såg", "not seen"))</td></tr>
            """
        }
    }

    /// `08:30`, Swedish time.
    private func clock(_ moment: Timestamp?) -> String {
        moment.map(SwedishTime.local).map { String($0.dropFirst(11).prefix(5)) } ?? ""
    }
}
