import Foundation
import Producer
import Reminders
import Testing

/// A file has one encoding, and a name in another never gets onto a letter.
struct EncodingTests {
    static let english =
        "Invoice no,Name,Address,Postcode,City,Invoice date,Due date,Remaining"

    static func line(_ number: Int, _ name: [UInt8], city: [UInt8] = Array("Orten".utf8)) -> [UInt8]
    {
        Array("\(number),".utf8) + name + Array(",Gatan 1,11111,".utf8) + city
            + Array(",2026-05-01,2026-05-31,100.00\n".utf8)
    }

    static func file(_ lines: [UInt8]...) -> [UInt8] {
        Array("\(english)\n".utf8) + lines.flatMap(\.self)
    }

    @Test func aNameCutInsideACharacterCostsItsLineAndNoOther() throws {
        let cut: [UInt8] = Array("Bj".utf8) + [0xC3]
        let reading = try read(
            Self.file(
                Self.line(1, Array("Björk".utf8)), Self.line(2, cut),
                Self.line(3, cut + Array("rk".utf8)), Self.line(4, Array("Åsa Öberg".utf8))))
        #expect(reading.heading.encoding == .utf8)
        #expect(reading.refused == ["3 BAD_ENCODING", "4 BAD_ENCODING"])
        #expect(reading.invoices.map(\.debtor.name) == ["Björk", "Åsa Öberg"])
        // The one name in the file.
        #expect(try read(Self.file(Self.line(1, cut))).refused == ["2 BAD_ENCODING"])
    }

    @Test func windows1252IsReadAsAWhole() throws {
        let reading = try read(
            Self.file(
                Self.line(1, [0xC5, 0x73, 0x61, 0x20, 0xD6, 0x6B, 0x20, 0x80, 0x96]),
                Self.line(2, [0x42, 0x81]), Self.line(3, Array("Björk".utf8)),
                Self.line(4, [0xC4, 0x70, 0x70, 0x6C, 0x65, 0xA0])))
        #expect(reading.heading.encoding == .windows1252)
        #expect(reading.invoices.map(\.debtor.name) == ["Åsa Ök €–", "Äpple"])
        #expect(reading.refused == ["3 BAD_ENCODING", "4 BAD_ENCODING"])
        #expect(reading.refusals.first?.column == "Name")
    }

    /// Björk, Åsa Öberg, Malmö and Gävle, as each writes them.
    static let mac: [[UInt8]] = [
        [0x42, 0x6A, 0x9A, 0x72, 0x6B], [0x81, 0x73, 0x61, 0x20, 0x85, 0x62, 0x65, 0x72, 0x67],
        [0x4D, 0x61, 0x6C, 0x6D, 0x9A], [0x47, 0x8A, 0x76, 0x6C, 0x65], [0x80, 0x6E, 0x67],
    ]
    static let dos: [[UInt8]] = [
        [0x42, 0x6A, 0x94, 0x72, 0x6B], [0x8F, 0x73, 0x61, 0x20, 0x99, 0x62, 0x65, 0x72, 0x67],
        [0x4D, 0x61, 0x6C, 0x6D, 0x94], [0x47, 0x84, 0x76, 0x6C, 0x65], [0x8E, 0x6E, 0x67],
    ]

    @Test func macRomanAndDOSAreNamedAndRefused() throws {
        for (texts, encoding) in [
            (Self.mac, HeaderReading.Encoding.macRoman), (Self.dos, .dos850),
        ] {
            for text in texts {
                let alone = try read(Self.file(Self.line(1, text), Self.line(2, Array("Bo".utf8))))
                #expect(alone.refused == ["2 BAD_ENCODING"])
                #expect(alone.invoices.map(\.debtor.name) == ["Bo"])
            }
            let reading = try read(Self.file(Self.line(1, texts[0]), Self.line(2, texts[3])))
            #expect(reading.heading.encoding == encoding)
            #expect(reading.refusals.first?.reason.contains(encoding.rawValue) == true)
        }
    }

    /// One line of another encoding in a file of Windows-1252.
    @Test func aLineOfAnotherEncodingIsRefused() throws {
        let ours: [[UInt8]] = [[0x42, 0x6A, 0xF6, 0x72, 0x6B], [0xC5, 0x73, 0x61]]
        for text in Self.mac + Self.dos {
            let reading = try read(
                Self.file(Self.line(1, ours[0]), Self.line(2, ours[1]), Self.line(3, text)))
            #expect(reading.heading.encoding == .windows1252)
            #expect(reading.refused == ["4 BAD_ENCODING"])
        }
    }

    @Test(arguments: [
        "BjÃ¶rk", "Ã…sa", "Ã„lg", "GÃ¤vle", "MalmÃ¶", "BjâˆšÃ¶rk", "Bj√∂rk", "Bj├Ârk",
        "Bj\u{FFFD}rk",
        "…rebro", "Bj…rk", "Bj™rk", "Â§ 7", "Kalleâ€™s", "†kesson",
    ])
    func aTextReadWronglyBeforeIsRefusedThoughItIsUTF8(name: String) throws {
        let reading = try read(Self.file(Self.line(1, Array(name.utf8))))
        #expect(reading.refused == ["2 BAD_ENCODING"])
        #expect(reading.refusals.first?.reason.contains(name) == false)
        let place = try read(Self.file(Self.line(1, Array("Bo".utf8), city: Array(name.utf8))))
        #expect(place.refused == ["2 BAD_ENCODING"])
    }

    @Test(arguments: [
        "Dušan Šimić", "Škoda AB", "Sacré-Cœur", "SÃO PAULO", "João", "O’Brien", "Kalle & Co…",
        "Märke™", "“Fika” AB", "Łódź", "Žižek", "中村", "Ünal", "Âme AB",
    ])
    func lettersOfOtherLanguagesAreReadInUTF8(name: String) throws {
        #expect(
            try read(Self.file(Self.line(1, Array(name.utf8)))).invoices.map(\.debtor.name) == [
                name
            ])
    }

    @Test func utf16IsReadWithItsMark() throws {
        let text = "\(header)\r\n\(row(name: "Åsa 😀 Öberg"))\r\n".replacing(";", with: "\t")
        for (mark, isBig, encoding) in [
            ([0xFF, 0xFE] as [UInt8], false, HeaderReading.Encoding.utf16LittleEndian),
            ([0xFE, 0xFF], true, .utf16BigEndian),
        ] {
            let bytes =
                mark
                + text.utf16.flatMap { unit -> [UInt8] in
                    let (low, high) = (UInt8(truncatingIfNeeded: unit), UInt8(unit >> 8))
                    return isBig ? [high, low] : [low, high]
                }
            for chunk in [1, 2, 3, 7, ByteSource.chunk] {
                let reading = try read(bytes, chunk: chunk)
                #expect(reading.heading.encoding == encoding)
                #expect(reading.invoices.map(\.debtor.name) == ["Åsa 😀 Öberg"])
            }
            // Half a character at the end.
            #expect(try read(bytes + [0x41]).lines.count == 2)
        }
    }

    @Test func aHeaderInAGuessedEncodingNamesIt() throws {
        let bytes = Array("Fakturanr;F".utf8) + [0x9A] + Array("rfallodatum;L\n1;G".utf8)
        let failure = try #require(HeaderTests.failure(bytes + [0x8A, 0x76, 0x6C, 0x65, 0x3B]))
        #expect(failure.reason.contains("Mac OS Roman"))
    }

    @Test func whatIsLeftOutIsCounted() throws {
        let reading = try readRow("E-post;Mobil;Referens", "ingen;ring;Anna Ek")
        #expect(reading.tally.droppedEmails == 1)
        #expect(reading.tally.droppedMobileNumbers == 1)
        #expect(reading.tally.droppedReferences == 1)
        #expect(reading.invoices.map(\.ocr) == [nil])
    }
}
