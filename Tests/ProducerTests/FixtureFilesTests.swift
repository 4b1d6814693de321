import Foundation
import Producer
import Reminders
import Testing

/// Files in the manner of the systems that companies use, and of what goes wrong with them. Every
/// company and person in them is made up.
struct FixtureFilesTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures/files")

    static let names: [String] = {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return all.filter { !$0.hasSuffix(".expect") }.sorted()
    }()

    static let today = CalendarDate(iso: "2026-11-29")!
    /// Three bank days, as `paminn enqueue` has them unless it is told otherwise.
    static let eligibility = Eligibility(today: today, graceBankDays: 3)

    @Test func thereAreAHundredFiles() throws {
        #expect(Self.names.count >= 100)
    }

    @Test(arguments: names)
    func eachLineIsJudgedAsABookkeeperWould(name: String) throws {
        let text = try String(
            contentsOf: Self.folder.appending(path: "\(name).expect"), encoding: .utf8)
        let expected = try ExpectedFile(text, today: ReadingRules(today: Self.today))
        let bytes = Array(try Data(contentsOf: Self.folder.appending(path: name)))
        do {
            let reading = try read(bytes, rules: expected.rules)
            let found = Self.found(reading)
            #expect(!expected.mustBeUnreadable, "it was read: \(found)")
            #expect(Self.differences(expected, found, header: reading.heading.line) == [])
            if let sum = expected.sum { #expect(Self.sum(reading) == sum) }
        } catch let refusal as UnreadableBatch {
            // No letter goes from it: right, if some program's headers need not be known.
            #expect(
                expected.mustBeUnreadable || expected.mayBeUnreadable, "unreadable: \(refusal)")
        }
    }

    /// By line.
    private static func found(_ reading: Reading) -> [Int: FoundLine] {
        var seen: Set<String> = []
        var found: [Int: FoundLine] = [:]
        for line in reading.lines {
            let isNew =
                found.updateValue(
                    FoundLine(line, eligibility, seen: &seen), forKey: line.number) == nil
            #expect(isNew, "line \(line.number) twice")
        }
        return found
    }

    /// Each line that is not as it must be. Titles above the header need not be told of.
    private static func differences(
        _ expected: ExpectedFile, _ found: [Int: FoundLine], header: Int
    ) -> [String] {
        Set(expected.lines.keys).union(found.keys).sorted().compactMap { number in
            let wanted = expected.lines[number] ?? .nothing
            let got = found[number] ?? .nothing
            if wanted.allows(got) { return nil }
            if got == .nothing, number <= header, wanted == .aside || wanted == .asideOrHeld {
                return nil
            }
            return "line \(number): \(got), not \(wanted)"
        }
    }

    private static func sum(_ reading: Reading) -> Int {
        var seen: Set<String> = []
        return reading.invoices.reduce(0) { sum, invoice in
            guard eligibility.obstacle(invoice) == nil,
                seen.insert(invoice.number.key).inserted
            else { return sum }
            return sum + Int(invoice.remaining.value)
        }
    }
}

extension Line {
    /// 1-based, of the physical line where the record begins.
    var number: Int {
        switch self {
        case .invoice(let line, _, _), .setAside(let line, _): line
        case .refused(let refusal): refusal.line
        }
    }
}
