import Foundation
import Producer
import Reminders
import Testing

/// Files as the programs that operators have write them; every name in them is made up.
struct FixtureTests {
    static func bytes(_ name: String) throws -> [UInt8] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent()
        return Array(try Data(contentsOf: folder.appending(path: "Fixtures/batches/\(name)")))
    }

    @Test func swedishExcel() throws {
        let reading = try read(Self.bytes("excel-windows-1252.csv"))
        #expect(reading.heading.encoding == .windows1252)
        #expect(reading.heading.columns.allSatisfy { $0.column != nil })
        let first = try #require(reading.invoices.first)
        #expect(first.number == InvoiceNumber(written: "00123", key: "123"))
        #expect(first.debtor.name == "Påhittade Båtar AB")
        #expect(first.debtor.zipCode == "41119")
        #expect(first.debtor.country == "SE")
        #expect(first.total == Ore(12_500_00) && first.remaining == Ore(1_250_50))
        #expect(first.flags == [])
        let second = try #require(reading.invoices.last)
        #expect(second.debtor.name == "Fingerade \"Fest & Fika\" HB")
        #expect(second.debtor.addressLine == "Exempelvägen 2  uppg. B")
        #expect(second.debtor.idNumber == nil && second.ocr == nil)
        #expect(second.flags == .disputed)
        #expect(reading.refused == ["6 BAD_ANSWER"])
        #expect(reading.setAside == ["7 sum"])
        #expect(reading.lines.count == 4)
    }

    @Test func commasAsFortnoxNamesThem() throws {
        let reading = try read(Self.bytes("fortnox-like.csv"))
        #expect(reading.heading.delimiter == ",")
        #expect(reading.invoices.map(\.debtor.name).first == "Exempel, Exempel & Söner AB")
        #expect(reading.invoices.map(\.remaining.value) == [2_500_00, 50, 1_000_00])
        #expect(reading.invoices.map(\.flags) == [[], [.draft, .atAgency], [.credited]])
        #expect(reading.invoices.map(\.currency) == ["SEK", "SEK", "EUR"])
        #expect(reading.knowns.first?.flags == [.draft, .credited, .atAgency])
        #expect(reading.lines.count == 3)
    }

    @Test func tabsAndAByteOrderMark() throws {
        let reading = try read(Self.bytes("tab-utf8-mark.txt"))
        #expect(reading.heading.encoding == .utf8WithByteOrderMark)
        #expect(reading.heading.delimiter == "\t")
        let first = try #require(reading.invoices.first)
        #expect(first.remaining == Ore(-1_200_00))
        #expect(first.debtor.isCompany == true)
        #expect(first.invoiceFee == Ore(29_00) && first.reminderFee == Ore(60_00))
        #expect(first.reminderFeeDate == CalendarDate(iso: "2026-05-20"))
        #expect(first.flags == .netBalanceNotPositive)
        let second = try #require(reading.invoices.last)
        #expect(second.debtor.isCompany == false)
        #expect(second.debtor.mobileNumber == "+46701740605")
        #expect(second.debtor.email == nil)
        #expect(reading.tally.droppedEmails == 1)
        #expect(reading.setAside == ["4 sum"])
    }

    @Test func objectsAsEAccountingNamesThem() throws {
        let reading = try read(Self.bytes("eaccounting-like.ndjson"))
        let first = try #require(reading.invoices.first)
        #expect(first.number.written == "2001")
        #expect(first.debtor.name == "Uppdiktade Åk & Kör AB")
        #expect(first.debtor.isCompany == true)
        #expect(first.remaining == Ore(1_234_50))
        #expect(first.dueDate == CalendarDate(iso: "2026-05-31"))
        let second = try #require(reading.invoices.last)
        #expect(second.flags == [.creditNote, .soldToFactoring])
        #expect(reading.refused == ["4 MALFORMED_JSON"])
    }

    /// A chunk may end anywhere: inside a number, a character, a quote, a line end.
    @Test(arguments: [
        "excel-windows-1252.csv", "fortnox-like.csv", "tab-utf8-mark.txt",
        "eaccounting-like.ndjson",
    ])
    func whereAChunkEndsMakesNoDifference(name: String) throws {
        let bytes = try Self.bytes(name)
        let whole = try read(bytes)
        for chunk in 1...40 { #expect(try read(bytes, chunk: chunk) == whole) }
        for cut in 1..<bytes.count {
            var isFirst = true
            var rest = bytes[...]
            let halves = ByteSource { buffer in
                let part = rest.prefix(isFirst ? cut : buffer.count)
                isFirst = false
                rest = rest.dropFirst(part.count)
                buffer.replaceSubrange(0..<part.count, with: part)
                return part.count
            }
            var reader = try BatchReader(halves, encoding: whole.heading.encoding)
            var lines: [Line] = []
            while case let next = try reader.next(upTo: 9), !next.isEmpty { lines += next }
            #expect(lines == whole.lines)
        }
    }
}
