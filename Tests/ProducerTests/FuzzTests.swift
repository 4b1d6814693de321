import Producer
import Reminders
import Spreadsheets
import Testing

/// SplitMix64: the same numbers on every machine.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

struct FuzzTests {
    static let alphabet: [Character] = [
        "a", "B", "7", " ", ";", ",", "\"", "\n", "\r", "å", "€", "\u{2028}", "😀", "'", "=", "\t",
    ]

    static func text(_ generator: inout SeededGenerator) -> String {
        String(
            (0..<Int.random(in: 0...12, using: &generator)).map { _ in
                alphabet.randomElement(using: &generator)!
            })
    }

    /// Quotes every cell, and knows nothing of the reader.
    static func written(_ cells: [String], delimiter: String, end: String) -> String {
        cells.map {
            "\""
                + $0.split(separator: "\"", omittingEmptySubsequences: false)
                .joined(separator: "\"\"") + "\""
        }.joined(separator: delimiter) + end
    }

    /// What a text is once it stands on one line, its ends trimmed.
    static func folded(_ text: String) -> String {
        let scalars = text.unicodeScalars.map { scalar -> Unicode.Scalar in
            scalar.value < 32 || scalar.value == 0x2028 ? " " : scalar
        }
        let onOneLine = String(String.UnicodeScalarView(scalars))
        let trimmed = onOneLine.drop { $0 == " " }
        return String(trimmed.reversed().drop { $0 == " " }.reversed())
    }

    @Test(arguments: 0..<20)
    func whatIsWrittenComesBack(seed: UInt64) throws {
        var generator = SeededGenerator(state: seed)
        let delimiter = [";", ",", "\t"].randomElement(using: &generator)!
        let end = ["\n", "\r\n", "\r"].randomElement(using: &generator)!
        var file = Self.written(
            header.split(separator: ";").map(String.init) + ["Avser", "Fritext"],
            delimiter: delimiter, end: end)
        var names: [String] = []
        var descriptions: [String] = []
        for number in 1...50 {
            let name = "N" + Self.text(&generator) + "."
            let description = "D" + Self.text(&generator) + "."
            // An apostrophe that guards a formula is no part of the text.
            names.append(Self.folded(SpreadsheetLine.unguarded(name)))
            descriptions.append(Self.folded(SpreadsheetLine.unguarded(description)))
            file += Self.written(
                [
                    "\(number)", name, "Gatan 1", "11111", "Orten", "2026-05-01", "2026-05-31",
                    "100,00", description, Self.text(&generator),
                ], delimiter: delimiter, end: end)
        }
        let bytes = Array(file.utf8)
        for chunk in [ByteSource.chunk, 1, Int.random(in: 2...300, using: &generator)] {
            let reading = try read(bytes, chunk: chunk)
            #expect(reading.refusals.isEmpty)
            #expect(reading.invoices.map(\.number.written) == (1...50).map(String.init))
            #expect(reading.invoices.map(\.debtor.name) == names)
            #expect(reading.invoices.map(\.description) == descriptions)
        }
    }

    /// Bytes that mean something to the scanner come often.
    static func garbage(_ generator: inout SeededGenerator, _ limit: Int) -> [UInt8] {
        let telling = Array(";;;\"\"\"\n\r,{}[]:\\=-0123456789".utf8) + [0, 0xC3, 0xA5, 0xFF]
        return (0..<Int.random(in: 0...limit, using: &generator)).map { _ in
            Bool.random(using: &generator)
                ? telling.randomElement(using: &generator)!
                : UInt8.random(in: 0...255, using: &generator)
        }
    }

    @Test(arguments: 0..<200)
    func garbageNeverSwallowsTheLinesAfterIt(seed: UInt64) throws {
        var generator = SeededGenerator(state: seed)
        let good = (1...5).map { row("GOOD\($0)") }
        let bytes =
            Array("\(header)\n".utf8) + Self.garbage(&generator, 400)
            + Array("\n\(good.joined(separator: "\n"))\n".utf8)
        let whole = try read(bytes)
        let numbers = whole.invoices.map(\.number.written).filter { $0.hasPrefix("GOOD") }
        #expect(numbers == (1...5).map { "GOOD\($0)" })
        #expect(try read(bytes, chunk: Int.random(in: 1...20, using: &generator)) == whole)
    }

    @Test(arguments: 0..<200)
    func garbageInNDJSONNeverSwallowsTheLinesAfterIt(seed: UInt64) throws {
        var generator = SeededGenerator(state: seed)
        let good = NDJSONTests.object("\"Nr\":\"GOOD\"")
        let bytes =
            Array("\(good)\n".utf8) + Self.garbage(&generator, 400) + Array("\n\(good)\n".utf8)
        let whole = try read(bytes)
        #expect(whole.invoices.filter { $0.number.written == "GOOD" }.count == 2)
        #expect(try read(bytes, chunk: Int.random(in: 1...20, using: &generator)) == whole)
    }

    /// A file that is nothing but garbage is read or refused; nothing else may happen.
    @Test(arguments: 0..<200)
    func garbageAloneIsReadOrRefused(seed: UInt64) throws {
        var generator = SeededGenerator(state: seed)
        let bytes = Self.garbage(&generator, 2_000)
        do {
            let reading = try read(bytes)
            #expect(reading.heading.format == .ndjson)
        } catch let refusal as UnreadableBatch {
            #expect(!refusal.reason.isEmpty && !refusal.remedy.isEmpty)
        }
    }

    /// Mended or broken in one byte, a line is either the same invoice or refused or another
    /// invoice: the lines around it do not change.
    @Test(arguments: 0..<200)
    func oneWrongByteHarmsOneLine(seed: UInt64) throws {
        var generator = SeededGenerator(state: seed)
        var middle = Array(row("M", name: "\"Påhittade; \"\"AB\"\"\"").utf8)
        let index = Int.random(in: middle.indices, using: &generator)
        middle[index] = Self.garbage(&generator, 50).first ?? 0
        let bytes =
            Array("\(header)\n\(row("FIRST"))\n".utf8) + middle
            + Array("\n\(row("LAST"))\n\(row("LAST2"))".utf8)
        let numbers = try read(bytes).invoices.map(\.number.written)
        #expect(numbers.first == "FIRST")
        #expect(numbers.suffix(2) == ["LAST", "LAST2"])
    }
}
