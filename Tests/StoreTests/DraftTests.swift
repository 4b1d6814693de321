import Postgres
import Reminders
import Stores
import Testing

@testable import ConsoleStore
@testable import OperatorStore

/// A draft is what was selected when it was opened, and what is decided there.
@Suite struct DraftTests {
    /// So many overdue invoices F1… of an active creditor, none of them reminded of.
    static func withInvoices<Value: Sendable>(
        _ invoices: [Invoice], _ body: (StoreHarness, SelectionOwner) async throws -> Value
    ) async throws -> Value {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let now = try await harness.ask(
                "select to_char(now() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')")
            let asOf = try #require(now[0][0].flatMap { Timestamp(rfc3339: $0) })
            _ = try await harness.bringUpToDate(invoices, of: creditor, asOf: asOf)
            return try await body(harness, SelectionOwner(owner: 1, creditor: creditor))
        }
    }

    static func built(
        _ harness: StoreHarness, _ owner: SelectionOwner
    ) async throws -> (id: DraftID, draft: Draft) {
        let id = try await harness.operators.openDraft(by: owner)
        while try await !harness.operators.buildDraft(id, by: owner, upTo: 10).isReady {}
        return (id, try await harness.operators.draft(id, by: owner))
    }

    private func numbers(
        _ harness: StoreHarness, _ id: DraftID, _ owner: SelectionOwner, problemsOnly: Bool = false
    ) async throws -> [String] {
        var numbers: [String] = []
        var position: Int? = 0
        while let after = position {
            let page = try await harness.operators.draftLines(
                id, by: owner, after: after, limit: 4, problemsOnly: problemsOnly)
            #expect(page.previous == (after == 0 ? nil : page.previous ?? -1))
            numbers += page.lines.map(\.key)
            position = page.next
        }
        return numbers
    }

    @Test func itIsTheSelectionAndStaysWhatItWas() async throws {
        try await Self.withInvoices(try Invoice.overdue(1...13)) { harness, owner in
            try await harness.operators.tick((3...12).map { "F\($0)" }, true, by: owner)
            let (id, draft) = try await Self.built(harness, owner)
            #expect(try await numbers(harness, id, owner) == (3...12).map { "F\($0)" })
            try await harness.operators.tick(["F1"], true, by: owner)
            try await harness.run("update invoice set remaining_ore = 1, due_date = '2020-01-01'")
            #expect(try await numbers(harness, id, owner) == (3...12).map { "F\($0)" })
            #expect(draft.totals.amili == 10 && draft.totals.amiliMoney == Ore(1_250_000))
            let again = try await harness.operators.draft(id, by: owner)
            #expect(again.totals == draft.totals && again.totals.isActive)
            #expect(again.progress == DraftProgress(isReady: true, built: 10, expected: 10))
        }
    }

    /// By filter, less the exceptions, and what was ticked beside at the end.
    @Test(arguments: BrowseTests.filters)
    func aSelectionByFilterIsWhatMatchesLessSomeAndMore(filter: ListFilter) async throws {
        try await ListWorld.prepare(60, seed: 0.3) { world in
            let stores = world.harness.stores
            let owner = SelectionOwner(owner: 1, creditor: world.creditor)
            let everything = try await world.expected(ListFilter(), ListOrder(.number))
            _ = try await stores.operators.selectAll(filter, by: owner)
            try await stores.operators.tick(Array(everything.prefix(20)), false, by: owner)
            try await stores.operators.tick(Array(everything.prefix(10)), true, by: owner)
            let selected = try await stores.operators.selected(everything, by: owner)
            let id: DraftID
            do {
                id = try await stores.operators.openDraft(by: owner)
            } catch DraftProblem.nothingSelected {
                Issue.record("a selection by filter is never nothing")
                return
            }
            while try await !stores.operators.buildDraft(id, by: owner, upTo: 5).isReady {}
            let numbers = try await numbers(world.harness, id, owner)
            #expect(Set(numbers) == selected && numbers.count == selected.count)
        }
    }

    @Test func itTellsWhatWillBeSkippedAndWhy() async throws {
        var invoices = try Invoice.overdue(1...5)
        invoices[0].flags = .paid
        invoices[1].flags = .disputed
        invoices[2].debtor.zipCode = ""
        try await Self.withInvoices(invoices) { harness, owner in
            let stores = harness.stores
            _ = try await harness.load([try .overdue("F5")], of: owner.creditor)
            _ = try await stores.operators.selectAll(ListFilter(), by: owner)
            let (id, draft) = try await Self.built(harness, owner)
            let lines = try await stores.operators.draftLines(id, by: owner).lines
            #expect(
                lines.map(\.obstacle)
                    == [.paid, .disputed, .addressIncomplete, nil, .alreadyLive])
            #expect(lines[3].warnings == [.idNumberMissing])
            let totals = draft.totals
            #expect(totals.lines == 5 && totals.amili == 1 && totals.skipped == 4)
            #expect(
                totals.reasons == [.paid: 1, .disputed: 1, .addressIncomplete: 1, .alreadyLive: 1])
            #expect(totals.problems == 5 && totals.warned == 1 && totals.usualSize == 1)
        }
    }

    @Test func problemsArePagedAlone() async throws {
        var invoices = try Invoice.overdue(1...30)
        for index in invoices.indices {
            invoices[index].debtor.idNumber = "5560360793"
            if index % 3 == 0 { invoices[index].flags = .paid }
        }
        try await Self.withInvoices(invoices) { harness, owner in
            _ = try await harness.operators.selectAll(ListFilter(), by: owner)
            let (id, draft) = try await Self.built(harness, owner)
            let expected = stride(from: 1, through: 30, by: 3).map { "F\($0)" }
            #expect(try await numbers(harness, id, owner, problemsOnly: true) == expected)
            #expect(draft.totals.problems == 10)
            let last = try await harness.operators.draftLines(
                id, by: owner, after: 13, limit: 4, problemsOnly: true)
            #expect(last.lines.map(\.position) == [16, 19, 22, 25])
            #expect(last.previous == 3 && last.next == 25)
        }
    }

    /// Single choices, choices for all, and the sums of both against a count by hand.
    @Test func sumsFollowTheChoices() async throws {
        var invoices = try Invoice.overdue(1...12)
        for index in invoices.indices {
            invoices[index].remaining = Ore(Int64(100 * (index + 1)))
            invoices[index].customerNumber = "K\(index / 3)"
            if index % 4 == 3 { invoices[index].flags = .paid }
        }
        try await Self.withInvoices(invoices) { harness, owner in
            let stores = harness.stores
            _ = try await stores.operators.selectAll(ListFilter(), by: owner)
            let (id, _) = try await Self.built(harness, owner)
            var random = SystemRandomNumberGenerator()
            for step in 1...40 {
                var change = DraftChange()
                switch Int.random(in: 0..<4, using: &random) {
                case 0, 1: change.isTicked = .random(using: &random)
                case 2: change.isManual = .random(using: &random)
                default: change.byEmail = .random(using: &random)
                }
                if step % 6 == 0 {
                    try await stores.operators.changeAll(change, of: id, by: owner)
                } else {
                    let positions = (1...12).filter { _ in Bool.random(using: &random) }
                    try await stores.operators.change(
                        change, lines: positions + [99], of: id, by: owner)
                }
                let draft = try await stores.operators.draft(id, by: owner)
                #expect(draft.revision == step)
                let lines = try await stores.operators.draftLines(id, by: owner).lines
                try expectSums(draft.totals, lines)
                let several = try await stores.operators.severalLetters(id, by: owner)
                #expect(several.count == draft.totals.severalLetters)
                #expect(several.allSatisfy { $0.letters > 1 && $0.numbers.count == $0.letters })
            }
        }
    }

    private func expectSums(_ totals: DraftTotals, _ lines: [DraftLine]) throws {
        let ticked = lines.filter(\.isTicked)
        let going = ticked.filter { $0.obstacle == nil }
        #expect(totals.lines == lines.count && totals.ticked == ticked.count)
        #expect(totals.skipped == ticked.count - going.count)
        let manual = going.filter { $0.route.isManual }
        #expect(totals.manual == manual.count && totals.amili == going.count - manual.count)
        let money = manual.map(\.remaining.value).reduce(0, +)
        #expect(totals.manualMoney == Ore(money))
        #expect(totals.amiliMoney == Ore(going.map(\.remaining.value).reduce(0, +) - money))
        #expect(totals.tickedForAmili == ticked.filter { !$0.route.isManual }.count)
        let letters = Dictionary(grouping: going) { $0.customerNumber ?? "" }
        #expect(totals.severalLetters == letters.values.filter { $0.count > 1 }.count)
    }

    @Test func nobodyElseSeesIt() async throws {
        try await Self.withInvoices(try Invoice.overdue(1...3)) { harness, owner in
            _ = try await harness.operators.selectAll(ListFilter(), by: owner)
            let (id, _) = try await Self.built(harness, owner)
            let other = try await harness.creditor("annan")
            for stranger in [
                SelectionOwner(owner: 2, creditor: owner.creditor),
                SelectionOwner(owner: 1, creditor: other),
            ] {
                await #expect(throws: DraftProblem.unknown) {
                    _ = try await harness.operators.draft(id, by: stranger)
                }
                await #expect(throws: DraftProblem.unknown) {
                    _ = try await harness.operators.draftLines(id, by: stranger)
                }
                await #expect(throws: DraftProblem.unknown) {
                    try await harness.operators.changeAll(
                        DraftChange(isTicked: false), of: id, by: stranger)
                }
                await #expect(throws: DraftProblem.unknown) {
                    _ = try await harness.operators.sendDraft(
                        DraftOrder(
                            draft: id, owner: stranger, revision: 0, hold: nil, createdBy: "u"))
                }
                await #expect(throws: DraftProblem.unknown) {
                    try await harness.operators.closeDraft(id, by: stranger)
                }
            }
            #expect(try await harness.number("select count(*) from run") == 0)
        }
    }

    @Test func aDayEndsItAndASweepRemovesIt() async throws {
        try await Self.withInvoices(try Invoice.overdue(1...3)) { harness, owner in
            _ = try await harness.operators.selectAll(ListFilter(), by: owner)
            let (id, _) = try await Self.built(harness, owner)
            try await harness.run("update draft set expires_at = now() - interval '1 s'")
            await #expect(throws: DraftProblem.expired) {
                _ = try await harness.operators.sendDraft(
                    DraftOrder(draft: id, owner: owner, revision: 0, hold: nil, createdBy: "u"))
            }
            try await harness.operators.sweepDrafts()
            for table in ["draft", "draft_line", "draft_sum", "draft_pick", "draft_choice"] {
                #expect(try await harness.number("select count(*) from \(table)") == 0)
            }
            await #expect(throws: DraftProblem.unknown) {
                _ = try await harness.operators.draft(id, by: owner)
            }
        }
    }

    @Test func onlyTheLatestFewLive() async throws {
        try await Self.withInvoices(try Invoice.overdue(1...2)) { harness, owner in
            var ids: [DraftID] = []
            for _ in 1...6 {
                ids.append(try await harness.operators.openDraft(of: ["F1"], by: owner))
            }
            await #expect(throws: DraftProblem.expired) {
                _ = try await harness.operators.draft(ids[0], by: owner)
            }
            #expect(try await harness.operators.draft(ids[1], by: owner).run == nil)
        }
    }

    @Test func twoBuildersMakeEachLineOnce() async throws {
        try await Self.withInvoices(try Invoice.overdue(1...40)) { harness, owner in
            let filter = ListFilter(search: .number("F"))
            _ = try await harness.operators.selectAll(filter, by: owner)
            let id = try await harness.operators.openDraft(by: owner)
            async let one = harness.operators.buildDraft(id, by: owner, upTo: 100)
            async let two = harness.operators.buildDraft(id, by: owner, upTo: 100)
            let both = try await [one, two]
            #expect(both.allSatisfy { $0.isReady && $0.built == 40 })
            #expect(Set(try await numbers(harness, id, owner)).count == 40)
        }
    }
}
