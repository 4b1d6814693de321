import AccessStore
import ConsoleStore
import Database
import EnqueueStore
import Foundation
import OperatorStore
import Postgres
import QueueStore
import Reminders
import TestSupport
import Testing

/// One invoice in many spellings: in a file, in an import, and on file from before the canonical
/// number knew them.
@Suite struct SpellingTests {
    private static let spellings = [
        "10234", "10234.0", "10234,00", "10 234", "10\u{A0}234", "1.0234E4", "'10234", "''10234",
    ]

    @Test func spellingsOneAfterTheOtherTakeOnePermit() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            var queued = 0
            for (index, spelling) in Self.spellings.enumerated() {
                queued += try await harness.load(
                    [try .overdue(spelling)], of: creditor, key: "k\(index)"
                ).queued
            }
            #expect(queued == 1)
            #expect(try await harness.permits().count == 1)
            #expect(
                try await harness.ask("select number, written from invoice") == [
                    ["10234", "10234"]
                ])
        }
    }

    @Test func spellingsInOneFileAreOneLetter() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let report = try await harness.load(
                try Self.spellings.map { try .overdue($0) }, of: creditor)
            #expect(report.queued == 1 && report.reasons == [.spelledTwice: 7])
        }
    }

    @Test func whatMayBeAnotherInvoiceIsAnother() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let numbers = ["A-77", "A77", "77", "77-1", "26.001", "26001"]
            let report = try await harness.load(try numbers.map { try .overdue($0) }, of: creditor)
            #expect(report.queued == numbers.count)
        }
    }

    /// Look-ups ask for the spelling by which the letter went: another one would find nothing, and
    /// a second letter would go.
    @Test func anImportKeepsTheSpellingByWhichALetterMayHaveGone() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            func written() async throws -> [String?] {
                try await harness.ask("select written from invoice").flatMap { $0 }
            }
            _ = try await harness.bringUpToDate(
                [.overdue("10234.0")], of: creditor, asOf: "2025-10-01T00:00:00Z")
            _ = try await harness.bringUpToDate(
                [.overdue("10 234")], of: creditor, asOf: "2025-10-02T00:00:00Z")
            #expect(try await written() == ["10 234"], "no letter went yet")
            let run = try await harness.load([.overdue("10234")], of: creditor)
            #expect(run.queued == 1)
            _ = try await harness.bringUpToDate(
                [.overdue("10234")], of: creditor, asOf: "2025-12-03T00:00:00Z")
            #expect(try await written() == ["10 234"])
        }
    }

    // MARK: What is on file from before

    /// As if the invoices had been loaded by the version before: under the texts as keys.
    private func loadOld(
        _ numbers: [(written: String, key: String)], of creditor: CreditorID, key: String,
        remaining: Int64 = 125_000, flags: InvoiceFlags = [], in harness: StoreHarness
    ) async throws -> RunID {
        let invoices = try numbers.map { number in
            var invoice = try Invoice.overdue("1", remaining: remaining, flags: flags)
            invoice.number = InvoiceNumber(written: number.written, key: number.key)
            return invoice
        }
        return try #require(try await harness.load(invoices, of: creditor, key: key).run)
    }

    private func migrateAnew(_ harness: StoreHarness) async throws {
        try await harness.one.perform { try $0.script(OlderSchema.beforeSpellings) }
        #expect(try await harness.database.migrate() == ["invoice_spellings", "causes"])
    }

    private func invoices(_ harness: StoreHarness) async throws -> [[String?]] {
        try await harness.ask("select number, written, flags from invoice order by number")
    }

    @Test func aSpellingAloneGoesByTheCanonicalNumberWithAllItHas() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let run = try await loadOld(
                [("10 234", "10 234"), ("A-77", "A-77")], of: creditor, key: "old", in: harness)
            try await harness.run(
                "update creditor set canary_written = '10 234', canary_number = '10 234'")
            try await migrateAnew(harness)
            #expect(
                try await invoices(harness) == [["10234", "10 234", "0"], ["A-77", "A-77", "0"]])
            #expect(try await harness.permits() == ["10234 \(run)/1", "A-77 \(run)/2"])
            #expect(
                try await harness.ask("select number from reminder order by pos")
                    == [["10234"], ["A-77"]])
            #expect(try await harness.ask("select canary_number from creditor") == [["10234"]])
            #expect(try await harness.operators.twins(of: nil).isEmpty)
            let again = try await harness.load([.overdue("10234.0")], of: creditor, key: "new")
            #expect(again.reasons == [.alreadyLive: 1])
        }
    }

    @Test func ofTwoSpellingsTheOneWithALetterKeepsTheNumberAndNoneGoesForTheOther() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let paid = try await loadOld(
                [("10234", "10234")], of: creditor, key: "one", remaining: 300, flags: .disputed,
                in: harness)
            let live = try await loadOld(
                [("10 234", "10 234"), ("10234.0", "10234.0")], of: creditor, key: "two",
                in: harness)
            #expect(try await harness.states(paid) == "s")
            #expect(try await harness.states(live) == "qq")
            try await migrateAnew(harness)
            let disputed = "\(InvoiceFlags.disputed.rawValue)"
            let blocked = "\(InvoiceFlags.spelledTwice.rawValue)"
            let both = "\(InvoiceFlags([.disputed, .spelledTwice]).rawValue)"
            #expect(
                try await invoices(harness) == [
                    // The careful reading of all three.
                    ["10234", "10 234", disputed], ["10234 (10234)", "10234", both],
                    ["10234 (10234.0)", "10234.0", blocked],
                ])
            #expect(
                try await harness.ask("select remaining_ore from invoice where number = '10234'")
                    == [["300"]])
            #expect(
                try await harness.permits() == ["10234 \(live)/1", "10234 (10234.0) \(live)/2"])
            #expect(try await harness.console.health().twins == 2)
            // Right before it is sent, and in each new run.
            let worker = try await harness.queue.register("w")
            let part = try await harness.claimed(by: worker)
            guard
                case .reminders(let reminders, _, _) = try await harness.queue.read(
                    part, by: worker)
            else { throw Unexpected("no reading") }
            let rule = Eligibility(today: part.today, graceBankDays: 0)
            #expect(
                reminders.map { $0.invoice.flatMap { rule.obstacle($0) } }
                    == [.disputed, .spelledTwice])
            // Amili's answers go by the canonical number.
            #expect(reminders.map(\.number.key) == ["10234", "10234"])
            #expect(reminders.map(\.number.written) == ["10 234", "10234.0"])
        }
    }

    @Test func twoLettersForOneInvoiceAreAnIncident() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let run = try await loadOld(
                [("10234", "10234"), ("10 234", "10 234")], of: creditor, key: "k", in: harness)
            try await harness.run(
                "update reminder set state = 'a', case_id = 'case' || pos, attempts = 1")
            try await harness.recount()
            try await migrateAnew(harness)
            let incidents = try await harness.operators.incidents(all: false)
            #expect(
                incidents.map(\.run) == [run] && incidents.map(\.kind) == [.twoSpellings]
                    && incidents.map(\.cases) == [["case2", "case1"]])
            // The second one's case is followed on.
            #expect(try await harness.permits().count == 2)
            let resolved = try await harness.operators.settle(
                twin: "10234 (10 234)", of: creditor, .same, by: "kim", why: "seen")
            #expect(resolved, "its row stays")
            #expect(try await harness.operators.twins(of: nil).isEmpty)
        }
    }

    @Test func aHumanSaysWhatASecondSpellingIs() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            _ = try await loadOld(
                [("10234", "10234"), ("20234", "20234")], of: creditor, key: "one", in: harness)
            let old = try await loadOld(
                [("10 234", "10 234"), ("20 234", "20 234")], of: creditor, key: "two",
                flags: .paused, in: harness)
            #expect(try await harness.states(old) == "ss")
            try await migrateAnew(harness)
            let twins = try await harness.operators.twins(of: creditor)
            #expect(twins.map(\.twinKey) == ["10234 (10 234)", "20234 (20 234)"])
            #expect(twins.map(\.invoiceState) == [.queued, .queued])
            #expect(twins.map(\.twinState) == [.skipped, .skipped])
            #expect(
                try await harness.operators.settle(
                    twin: "10234 (10 234)", of: creditor, .same, by: "kim", why: "seen") == false)
            #expect(
                try await harness.number("select count(*) from reminder where number = '10234'")
                    == 2)
            _ = try await harness.operators.settle(
                twin: "20234 (20 234)", of: creditor, .another, by: "kim", why: "two orders")
            #expect(
                try await invoices(harness).map { $0[0] } == ["10234", "20234", "20234 (20 234)"])
            #expect(
                try await harness.number(
                    "select flags & 32768 from invoice where number = '20234 (20 234)'") == 0)
            #expect(try await harness.console.health().twins == 0)
            await #expect(throws: DecisionProblem.notSpelledTwice) {
                try await harness.operators.settle(
                    twin: "20234 (20 234)", of: creditor, .same, by: "kim", why: "no")
            }
        }
    }

    @Test func aSecondSpellingWhoseLetterMayGoIsNotJoined() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let run = try await loadOld(
                [("10234", "10234"), ("10 234", "10 234")], of: creditor, key: "k", in: harness)
            try await migrateAnew(harness)
            await #expect(throws: DecisionProblem.live(run: run)) {
                try await harness.operators.settle(
                    twin: "10234 (10 234)", of: creditor, .same, by: "kim", why: "seen")
            }
            #expect(try await harness.console.health().twins == 1)
        }
    }

    /// The migration's SQL and the program compute one key.
    @Test func theMigrationKnowsTheCanonicalNumberAsTheProgramDoes() async throws {
        try await StoreHarness.prepare { harness in
            var texts =
                Self.spellings + [
                    "1.02E4", "10,234", "234,000", "10,234.00", "10.234,0", "1 234 567",
                    "10\u{2019}234", "\u{FF11}0234", "=\"10234\"", "'A-77", "2026 001", "26.001",
                    "0001 234", "0 A", "1234567890123456.0", "'123456789012345000", "10234E+0",
                    "10234E0", "00.0", "'", "'=\"0'5\"",
                ]
            var random: UInt64 = 17
            func draw(_ bound: Int) -> Int {
                random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Int(random >> 33) % bound
            }
            let alphabet = Array("0123456789 .,'E+-\"=A")
            for _ in 0..<4_000 {
                texts.append(
                    String((0..<(1 + draw(9))).map { _ in alphabet[draw(alphabet.count)] }))
            }
            // Of `0.0` the version before kept `.0`, and nobody has such an invoice.
            let numbers = texts.compactMap { InvoiceNumber($0) }.filter { $0.key != "0" }
            // A creditor for each, so that no two become one.
            let old = numbers.map { Self.keyOfOld($0.written) }
            try await harness.run(
                """
                insert into permit (creditor, number, run, pos)
                select place, number, 1, 1
                from unnest($1::text[]) with ordinality o(number, place)
                """, [.textArray(old)])
            try await migrateAnew(harness)
            let keys = try await harness.ask("select number from permit order by creditor")
            for (number, key) in zip(numbers, keys) {
                #expect(key[0] == number.key, "\(number.written)")
            }
        }
    }

    /// As the version before had it.
    private static func keyOfOld(_ text: String) -> String {
        let folded = text.split(whereSeparator: \.isWhitespace).joined(separator: " ").uppercased()
        let rest = folded.drop { $0 == "0" }
        return rest.isEmpty ? "0" : String(rest)
    }
}
