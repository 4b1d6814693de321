import AccessStore
import ConsoleStore
import Reminders

/// How runs are said and drawn.
struct RunText {
    let context: PageContext

    /// From what went well to what did not: the same order in every bar, list and sentence.
    static let order: [ReminderState] = [
        .accepted, .manual, .uncertain, .queued, .skipped, .rejected, .failed, .cancelled,
    ]

    // MARK: States

    func state(_ row: RunRow) -> String {
        switch row.state {
        case .loading: context.say("Läses in", "Loading")
        case .held: context.say("Väntar", "Waiting")
        case .open: context.say("Pågår", "Under way")
        case .paused: context.say("Pausat", "Paused")
        case .stopped:
            row.isUnfinished
                ? context.say("Avbryts", "Being cancelled") : context.say("Avbrutet", "Cancelled")
        case .done: context.say("Klart", "Done")
        }
    }

    func badge(_ row: RunRow) -> HTML {
        "<span class=\"state \(row.state.rawValue)\">\(state(row))</span>"
    }

    /// One reminder's state as a heading of its kind.
    func state(_ state: ReminderState) -> String {
        switch state {
        case .queued: context.say("I kö", "Queued")
        case .uncertain: context.say("Kontrolleras hos Amili", "Being checked with Amili")
        case .accepted: context.say("Mottagna av Amili", "Received by Amili")
        case .rejected: context.say("Avvisade av Amili", "Rejected by Amili")
        case .skipped: context.say("Hoppades över", "Skipped")
        case .failed: context.say("Misslyckades", "Failed")
        case .cancelled: context.say("Avbrutna", "Cancelled")
        case .manual: context.say("För hand", "By hand")
        }
    }

    /// Behind a number: `12 mottagna av Amili`.
    private func counted(_ state: ReminderState, _ count: Int) -> String {
        let isOne = count == 1
        return switch state {
        case .queued: context.say("i kö", "queued")
        case .uncertain: context.say("kontrolleras", "being checked")
        case .accepted:
            context.say(isOne ? "mottagen av Amili" : "mottagna av Amili", "received by Amili")
        case .rejected:
            context.say(isOne ? "avvisad av Amili" : "avvisade av Amili", "rejected by Amili")
        case .skipped: context.say("hoppades över", "skipped")
        case .failed: context.say("misslyckades", "failed")
        case .cancelled: context.say(isOne ? "avbruten" : "avbrutna", "cancelled")
        case .manual: context.say("för hand", "by hand")
        }
    }

    // MARK: Progress

    /// The bar, the counts in words, and how long it takes yet.
    /// - Parameter pace: nil: nothing goes.
    func progress(_ row: RunRow, pace: Pace?) -> HTML {
        "\(bar(row))\(counts(row))<p class=\"small soft pace\">\(sentence(row, pace))</p>"
    }

    func counts(_ row: RunRow) -> HTML {
        let items = Self.order.html { state in
            guard let count = row.counts[state], count > 0 else { return .empty }
            return """
                <li class="state \(state.word)">\(Format.count(count)) \(counted(state, count))</li>
                """
        }
        return items.isEmpty ? .empty : "<ul class=\"counts\">\(items)</ul>"
    }

    /// `11 mottagna av Amili, 1 avvisad av Amili.`
    func summary(_ row: RunRow) -> String {
        let parts = Self.order.compactMap { state -> String? in
            guard let count = row.counts[state], count > 0 else { return nil }
            return "\(Format.count(count)) \(counted(state, count))"
        }
        return parts.isEmpty ? "" : parts.joined(separator: ", ") + "."
    }

    /// `120 av 400 klara`.
    func done(_ row: RunRow) -> String {
        let (finished, total) = (Format.count(row.finished), Format.count(row.total))
        return row.total == 1
            ? context.say("\(finished) av 1 klar", "\(finished) of 1 done")
            : context.say("\(finished) av \(total) klara", "\(finished) of \(total) done")
    }

    /// `120 av 400 klara, 31 i sekunden, ungefär 9 s kvar`.
    private func sentence(_ row: RunRow, _ pace: Pace?) -> String {
        let done = done(row)
        guard let pace else { return context.say("\(done), står still", "\(done), stands still") }
        guard row.state == .open, pace.rate > 0 else { return done }
        let each = pace.rate.rounded()
        let rate =
            each >= 1
            ? context.say(
                "\(Format.count(Int(each))) i sekunden", "\(Format.count(Int(each))) a second")
            : context.say(
                "\(Format.count(Int((pace.rate * 60).rounded()))) i minuten",
                "\(Format.count(Int((pace.rate * 60).rounded()))) a minute")
        let left = pace.eta.map { eta in
            context.say(", ungefär \(Format.span(eta)) kvar", ", about \(Format.span(eta)) left")
        }
        return "\(done), \(rate)\(left ?? "")"
    }

    private func bar(_ row: RunRow) -> HTML {
        var segments = HTML.empty
        var begin = 0
        let total = max(row.total, 1)
        for state in Self.order {
            guard let count = row.counts[state], count > 0 else { continue }
            let (x, width) = (Self.share(begin, total), Self.share(count, total))
            segments += """
                <rect class="\(Self.fill(state))" x="\(x)%" width="\(width)%" height="100%"/>
                """
            if let pattern = Self.pattern(state) {
                segments += """
                    <rect fill="url(#\(pattern))" x="\(x)%" width="\(width)%" height="100%"/>
                    """
            }
            if begin > 0 {
                segments += "<rect class=\"bar-gap\" x=\"\(x)%\" width=\"2\" height=\"100%\"/>"
            }
            begin += count
        }
        let (finished, all) = (Format.count(row.finished), Format.count(row.total))
        let label =
            row.total == 1
            ? done(row)
            : context.say(
                "\(finished) av \(all) påminnelser är klara",
                "\(finished) of \(all) reminders are done")
        return """
            <svg class="progress" role="img" aria-label="\(label)" width="100%" height="14">\
            \(segments)</svg>
            """
    }

    /// Hundredths with three decimals: `12.345`.
    private static func share(_ part: Int, _ whole: Int) -> String {
        let thousandths = part * 100_000 / whole
        let rest = String(thousandths % 1_000)
        return "\(thousandths / 1_000)." + String(repeating: "0", count: 3 - rest.count) + rest
    }

    private static func fill(_ state: ReminderState) -> String {
        switch state {
        case .accepted: "bar-accepted"
        case .manual: "bar-manual"
        case .uncertain: "bar-uncertain"
        case .queued: "bar-queued"
        case .rejected, .failed: "bar-bad"
        case .skipped, .cancelled: "bar-still"
        }
    }

    private static func pattern(_ state: ReminderState) -> String? {
        switch state {
        case .accepted, .queued: nil
        case .manual: "monster-hand"
        case .uncertain: "monster-tvekan"
        case .rejected, .failed: "monster-fel"
        case .skipped, .cancelled: "monster-stilla"
        }
    }

    /// What tells the bars' parts from each other without colour; once on a page that has bars.
    static let patterns: HTML = """
        <svg class="quiet" width="1" height="1" aria-hidden="true" focusable="false"><defs>\
        <pattern id="monster-hand" width="6" height="6" patternUnits="userSpaceOnUse">\
        <rect class="bar-mark" y="2" width="6" height="1.5"/></pattern>\
        <pattern id="monster-tvekan" width="6" height="6" patternUnits="userSpaceOnUse" \
        patternTransform="rotate(45)"><rect class="bar-mark" width="2" height="6"/></pattern>\
        <pattern id="monster-fel" width="4" height="4" patternUnits="userSpaceOnUse">\
        <rect class="bar-mark" width="1" height="4"/></pattern>\
        <pattern id="monster-stilla" width="6" height="6" patternUnits="userSpaceOnUse">\
        <circle class="bar-mark" cx="3" cy="3" r="1.1"/></pattern>\
        </defs></svg>
        """
}

extension RunRow {
    /// Something may still become of its reminders.
    var isUnfinished: Bool { finished < total }

    /// Something of it may still be taken back; what is to be done by hand is, whatever else is.
    var mayBeCancelled: Bool {
        state != .stopped && (isUnfinished || (counts[.manual] ?? 0) > 0)
    }

    /// It moves, or will by itself.
    var isLive: Bool { isUnfinished && state != .done }
}

extension PageContext {
    /// The run that the URL names, if it is one of the creditor that it names.
    func run() async throws -> RunRow {
        let creditor = try creditor()
        guard let text = parameters["run"], let id = RunID(text), "\(id)" == text,
            let row = try await console.run(id, of: creditor.id)
        else { throw Refusal.notFound }
        return row
    }

    /// A run's page, or one that belongs to it.
    func url(_ run: RunID, _ creditor: GrantedCreditor, _ rest: String = "") -> String {
        url("/utskick/\(run)\(rest)", creditor)
    }

    /// An invoice's page.
    func invoiceURL(_ number: String, _ creditor: GrantedCreditor) -> String {
        url("/faktura", creditor, Fields([("nr", number)]))
    }
}
