import ConsoleStore
import EnqueueStore
import OperatorStore
import Reminders
import Stores

/// The pages of a creditor with a million invoices, as a bookkeeper goes through them.
struct ConsoleList {
    let stores: Stores
    let creditor: CreditorID
    let owner: SelectionOwner

    /// What the page promises.
    static let page = 50.0

    init(_ stores: Stores) async throws {
        guard let row = try await stores.console.creditors("bench").first else { throw Missing() }
        self.stores = stores
        creditor = row.id
        owner = SelectionOwner(owner: 1, creditor: row.id)
    }

    struct Missing: Error {}

    static let filters: [(String, ListFilter)] =
        [
            ("all", ListFilter()), ("overdue", ListFilter(isOverdue: true)),
            ("to remind", ListFilter(isToRemind: true)),
            ("paid after handover", ListFilter(isPaidAfterHandover: true)),
            ("number", ListFilter(search: .number("123456"))),
            ("number's beginning", ListFilter(search: .number("12"))),
            ("customer", ListFilter(search: .number("10123"))),
            ("name", ListFilter(search: .name("öberg"))),
            ("a rare name", ListFilter(search: .name("Eva Åström & Son 777"))),
        ] + InvoiceState.allCases.map { ($0.rawValue, ListFilter(states: [$0])) }

    func run(_ report: (Figure) -> Void) async throws {
        try await pages(report)
        try await runs(report)
        try await selecting(report)
        try await drafting(report)
    }

    /// Each order both ways, each filter: the first pages, some from the middle, and back.
    private func pages(_ report: (Figure) -> Void) async throws {
        for column in ListOrder.Column.allCases {
            var times = Times()
            for isDescending in [false, true] {
                let order = ListOrder(column, isDescending: isDescending)
                _ = try await through(ListFilter(), order, from: .start, 10, &times)
                _ = try await through(ListFilter(), order, from: .after("600000"), 40, &times)
                _ = try await through(ListFilter(), order, from: .before("600000"), 40, &times)
            }
            report(
                Figure(name: "page by \(column.rawValue), p99", value: times.p99, limit: Self.page))
        }
        for (name, filter) in Self.filters {
            var times = Times()
            var cut = 0
            for column in [ListOrder.Column.dueDate, .customer, .remaining] {
                for isDescending in [false, true] {
                    let order = ListOrder(column, isDescending: isDescending)
                    cut += try await through(filter, order, from: .start, 8, &times)
                }
            }
            let share = "\(cut) of \(times.milliseconds.count) cut short"
            report(
                Figure(name: "page of \(name), p99 (\(share))", value: times.p99, limit: Self.page))
        }
    }

    /// - Returns: how many of the pages were cut short.
    private func through(
        _ filter: ListFilter, _ order: ListOrder, from start: ListPosition, _ count: Int,
        _ times: inout Times
    ) async throws -> Int {
        var position: ListPosition? = start
        var cut = 0
        for _ in 0..<count {
            guard let here = position else { break }
            let page = try await times.take {
                try await stores.console.browse(creditor, filter, by: order, at: here)
            }
            if page.isCutShort { cut += 1 }
            if case .before = start { position = page.previous } else { position = page.next }
        }
        return cut
    }

    /// What a run's page says of what did not go; for what has been paid since nobody waits.
    private func runs(_ report: (Figure) -> Void) async throws {
        var (groups, steps) = (Times(), Times())
        let runs = try await stores.console.runs(of: creditor, limit: 10)
        for run in runs {
            _ = try await groups.take {
                try await stores.console.groups(of: run.id, creditor: creditor)
            }
            _ = try await steps.take { try await stores.console.paidSince(run.id) }
        }
        let size = runs.map(\.total).max() ?? 0
        report(
            Figure(name: "reasons of a run of \(size), p99", value: groups.p99, limit: Self.page))
        report(
            Figure(name: "paid since, a run of \(size)", value: steps.p99, limit: Double(size) / 50)
        )
    }

    private func selecting(_ report: (Figure) -> Void) async throws {
        let page = try await stores.console.browse(creditor, ListFilter(), by: ListOrder(.dueDate))
        let keys = page.rows.map(\.key)
        var (standings, counts, ticks) = (Times(), Times(), Times())
        for (_, filter) in Self.filters {
            _ = try await standings.take { try await stores.console.standings(creditor, keys) }
            // As the page asks.
            _ = try await counts.take {
                try await stores.console.count(creditor, filter, upTo: 2_000, budget: .aside)
            }
            try await ticks.take { try await stores.operators.tick(keys, true, by: owner) }
            _ = try await ticks.take { try await stores.operators.selected(keys, by: owner) }
        }
        report(Figure(name: "50 rows' standings, p99", value: standings.p99, limit: Self.page))
        report(Figure(name: "bounded count, p99", value: counts.p99, limit: Self.page))
        report(Figure(name: "tick a page, and which are, p99", value: ticks.p99, limit: Self.page))
        var (marking, all) = (Times(), Times())
        _ = try await marking.take {
            try await stores.operators.markAlong(
                ListFilter(isToRemind: true), ListOrder(.dueDate), by: owner)
        }
        report(Figure(name: "mark 500 along a filter", value: marking.p99, limit: 500))
        _ = try await all.take {
            try await stores.operators.selectAll(ListFilter(isToRemind: true), by: owner)
        }
        report(
            Figure(name: "select all that match, exactly counted", value: all.p99, limit: 20_000))
    }

    /// A draft of all that there is.
    private func drafting(_ report: (Figure) -> Void) async throws {
        _ = try await stores.operators.selectAll(ListFilter(), by: owner)
        var (opening, building, totals, lines, changes, sending) = (
            Times(), Times(), Times(), Times(), Times(), Times()
        )
        let id = try await opening.take { try await stores.operators.openDraft(by: owner) }
        report(Figure(name: "open a draft of all", value: opening.p99, limit: Self.page))
        var built = 0
        while true {
            let progress = try await building.take {
                try await stores.operators.buildDraft(id, by: owner)
            }
            built = progress.built
            if progress.isReady { break }
        }
        let whole = building.milliseconds.reduce(0, +)
        report(Figure(name: "build 2,000 lines, p50", value: building.p50, limit: 500))
        report(
            Figure(
                name: "build a draft of \(built) lines", value: whole,
                limit: Double(built) * 0.1))
        for position in stride(from: 0, to: built, by: max(built / 20, 1)) {
            for problemsOnly in [false, true] {
                _ = try await lines.take {
                    try await stores.operators.draftLines(
                        id, by: owner, after: position, problemsOnly: problemsOnly)
                }
            }
            try await changes.take {
                try await stores.operators.change(
                    DraftChange(isTicked: position % 2 == 0, isManual: true),
                    lines: Array(position + 1...position + 1_000), of: id, by: owner)
            }
            _ = try await totals.take { try await stores.operators.draft(id, by: owner) }
        }
        report(Figure(name: "page of the draft, p99", value: lines.p99, limit: Self.page))
        report(Figure(name: "choose for 1,000 lines, p99", value: changes.p99, limit: 100))
        report(Figure(name: "the draft's totals, p99", value: totals.p99, limit: Self.page))
        var several = Times()
        _ = try await several.take { try await stores.operators.severalLetters(id, by: owner) }
        report(
            Figure(name: "page of debtors, several letters", value: several.p99, limit: Self.page))
        var all = Times()
        try await all.take {
            try await stores.operators.changeAll(
                DraftChange(isTicked: true, isManual: false), of: id, by: owner)
        }
        report(Figure(name: "choose for all", value: all.p99, limit: 500))
        let revision = try await stores.operators.draft(id, by: owner).revision
        let sent = try await sending.take {
            try await stores.operators.sendDraft(
                DraftOrder(
                    draft: id, owner: owner, revision: revision, hold: .seconds(60),
                    createdBy: "bench"))
        }
        report(
            Figure(
                name: "send it (\(sent.queued) queued)", value: sending.p99,
                limit: Double(built) * 0.1))
    }
}
