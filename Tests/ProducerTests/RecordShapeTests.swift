import Producer
import Reminders
import Testing

/// What the reader makes of lines that are not as they should be, and of the lines after them.
struct RecordShapeTests {
    static func numbers(_ reading: Reading) -> [String] { reading.invoices.map(\.number.written) }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func everyLineEndEndsALine(end: String) throws {
        let reading = try read(
            [header, row("1"), row("2", due: "x"), row("3")].joined(separator: end))
        #expect(Self.numbers(reading) == ["1", "3"])
        #expect(reading.refused == ["3 BAD_DATE"])
    }

    @Test func quotedCellsHoldDelimitersQuotesAndLineEnds() throws {
        let reading = try read(
            "\(header);Avser\n\(row("1", name: "\"A;\"\"B\"\"\""));\"x\ny\r\nz\"\n\(row("2"));\n"
                + "\(row("3", due: "x"));")
        #expect(reading.invoices.map(\.debtor.name) == ["A;\"B\"", "Påhittade AB"])
        #expect(reading.invoices.map(\.description) == ["x y  z", ""])
        // The third record starts on the sixth physical line.
        #expect(reading.refused == ["6 BAD_DATE"])
    }

    @Test func quotesInsideAPlainCellAreText() throws {
        let reading = try read("\(header)\n\(row("1", name: "Kalle \"K\" AB"))")
        #expect(reading.invoices.map(\.debtor.name) == ["Kalle \"K\" AB"])
    }

    @Test func aQuoteThatNobodyClosesCostsOneLine() throws {
        let reading = try read(
            "\(header)\n\(row("1"))\n\(row("2", name: "\"Ett"))\n\(row("3"))\n\(row("4"))\n")
        #expect(Self.numbers(reading) == ["1", "3", "4"])
        #expect(reading.refused == ["3 UNCLOSED_QUOTE"])
        #expect(reading.refusals.first?.reason.contains("line 3") == true)
    }

    @Test func aQuoteThatNobodyClosesInALongFileCostsOneLine() throws {
        let rows = (3...3000).map { row("\($0)") }
        let reading = try read(
            "\(header)\n\(row("2", name: "\"Ett"))\n\(rows.joined(separator: "\n"))")
        #expect(reading.refused == ["2 UNCLOSED_QUOTE"])
        #expect(reading.invoices.count == rows.count)
    }

    @Test func theLineOfTheQuoteIsNamedWhenAnEarlierCellSpansLines() throws {
        let reading = try read("\(header)\n1;\"A\nB\";\"Gatan\n\(row("9"))")
        #expect(reading.refusals.first?.code == .unclosedQuote)
        #expect(reading.refusals.first?.reason.contains("line 3") == true)
        #expect(Self.numbers(reading) == ["9"])
    }

    @Test func twoUnpairedQuotesDoNotJoinTwoInvoices() throws {
        let reading = try read(
            "\(header)\n\(row("1", name: "\"Ett"))\n\(row("2"))\n"
                + "\(row("3", name: "Tre\""))\n\(row("4"))")
        #expect(Self.numbers(reading) == ["2", "3", "4"])
        #expect(reading.refused == ["2 UNCLOSED_QUOTE"])
    }

    @Test func aQuoteClosedTooLateCostsOneLine() throws {
        let reading = try read(
            "\(header)\n\(row("1", name: "\"Ett"))\n\(row("2"))\n"
                + "\(row("3", remaining: "100,00\""))\n\(row("4"))")
        #expect(Self.numbers(reading) == ["2", "4"])
        #expect(reading.refused == ["2 FIELD_COUNT", "4 BAD_AMOUNT"])
    }

    @Test func textAfterAClosingQuoteCostsOneLine() throws {
        let reading = try read(
            "\(header)\n\(row("1", name: "\"Ett\" AB"))\n\(row("2"))\n"
                + "\(row("3", name: "\"Tre"))\n\(row("4", name: "\"Fyra\""))\n\(row("5"))")
        #expect(Self.numbers(reading) == ["2", "4", "5"])
        #expect(reading.refused == ["2 TEXT_AFTER_QUOTE", "4 TEXT_AFTER_QUOTE"])
    }

    @Test func tooFewOrTooManyCellsAreRefused() throws {
        let reading = try read(
            "\(header)\n\(row("1"));\n1;2\n\(row("3", name: "A;B"))\n\(row("4"))")
        #expect(Self.numbers(reading) == ["1", "4"])
        #expect(reading.refused == ["3 FIELD_COUNT", "4 FIELD_COUNT"])
        #expect(reading.refusals.last?.reason.contains("9 cells, the header 8") == true)
    }

    @Test func aRecordMayFill64KiBAndNoMore() throws {
        let plain = "\(row("1"));\n".utf8.count
        func reading(_ filling: Int) throws -> Reading {
            let text = String(repeating: "x", count: filling)
            return try read("\(header);Fritext\n\(row("1"));\(text)\n\(row("2"));\n")
        }
        #expect(try Self.numbers(reading(65_536 - plain)) == ["1", "2"])
        let tooLong = try reading(65_537 - plain)
        #expect(tooLong.refused == ["2 RECORD_TOO_LONG"])
        #expect(Self.numbers(tooLong) == ["2"])
        #expect(try reading(1_000_000).refused == ["2 RECORD_TOO_LONG"])
        let quoted = "\"" + String(repeating: "x", count: 1_000_000)
        #expect(try read("\(header);F\n\(row("1"));\(quoted)\"\n\(row("2"));").refused.count == 1)
    }

    @Test func aNULByteCostsOneLine() throws {
        let reading = try read("\(header)\n\(row("1", name: "A\0B"))\n\(row("2"))")
        #expect(reading.refused == ["2 NUL_BYTE"])
        #expect(Self.numbers(reading) == ["2"])
    }

    @Test func blankLinesAreNothing() throws {
        let reading = try read(
            "\(header)\n\n  \n;;;;;;;\n\(row("1"))\n\n\n\(row("2", due: ""))\n\n")
        #expect(Self.numbers(reading) == ["1"])
        #expect(reading.refused == ["8 MISSING_VALUE"])
        #expect(reading.lines.count == 2)
    }

    @Test(arguments: [
        ";;;;;;;100,00", "Summa;;;;;;;1 000,00", "Totalt:;;;;;;;1", "SUM;1", ";Total;;;;;;5",
    ])
    func aLineOfSumsIsNobodysInvoice(line: String) throws {
        let reading = try read("\(header)\n\(row("1"))\n\(line)\n")
        #expect(reading.lines.count == 2)
        #expect(reading.setAside == ["3 sum"])
    }

    @Test(arguments: [
        ";Påhittade AB;Gatan 1;11111;Orten;2026-05-01;2026-05-31;100", ";;;;;;2026-05-31;100",
        ";Påhittade AB;;;;;;100", "7;;;;;;;100", ";100",
    ])
    func aLineThatLacksItsNumberIsNoLineOfSums(line: String) throws {
        let reading = try read("\(header)\n\(line)\n\(row("1"))")
        #expect(reading.refusals.count == 1)
        #expect(Self.numbers(reading) == ["1"])
    }

    @Test func theCallerSeesEveryByteOnce() throws {
        let bytes = Array("\(header)\n\(row("1"))\n\(row("2", name: "\"x"))\nskräp\n\n\n".utf8)
        for chunk in [1, 7, 100_000] {
            var seen: [UInt8] = []
            var reader = try BatchReader(
                source(bytes, chunk: chunk).teed { seen += Array($0) })
            while try !reader.next(upTo: 1).isEmpty {}
            #expect(seen == bytes)
        }
    }

    @Test func whatTheSourceThrowsComesThrough() throws {
        struct Broken: Error {}
        var calls = 0
        let failing = ByteSource { buffer in
            calls += 1
            if calls > 1 { throw Broken() }
            let text = Array("\(header)\n".utf8)
            buffer.replaceSubrange(0..<text.count, with: text)
            return text.count
        }
        #expect(throws: Broken.self) {
            var reader = try BatchReader(failing)
            _ = try reader.next(upTo: 1)
        }
    }

    @Test func linesComeInTheOrderAndNumberAskedFor() throws {
        let text = "\(header)\n" + (1...10).map { row("\($0)") }.joined(separator: "\n")
        var reader = try BatchReader(source(Array(text.utf8)))
        #expect(try reader.next(upTo: 4).count == 4)
        #expect(try reader.next(upTo: 5).count == 5)
        #expect(try reader.next(upTo: 5).count == 1)
        #expect(try reader.next(upTo: 5).isEmpty)
        #expect(try reader.next(upTo: 5).isEmpty)
    }
}
