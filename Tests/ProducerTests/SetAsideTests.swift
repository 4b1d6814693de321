import Producer
import Reminders
import Testing

/// Lists as they are printed: titles above, sums below, the header again on each page.
struct SetAsideTests {
    @Test func theHeaderIsFoundBelowTitlesAndDates() throws {
        let titles = "Kundreskontra\n2026-11-29 08:15\n\nTestbolaget AB;;;;;;;\n;;;\n"
        let reading = try read("\(titles)\(header)\n\(row("1"))\n\(row("2", due: "x"))\n")
        #expect(reading.heading.line == 6)
        #expect(reading.invoices.count == 1)
        #expect(reading.refused == ["8 BAD_DATE"])
        #expect(reading.setAside == [])
    }

    @Test func aHeaderBelowATitleHasItsOwnSeparator() throws {
        let text = "Kunder, fakturor, belopp, datum; allt\n\(header)\n\(row())\n"
        #expect(try read(text).heading.delimiter == ";")
        #expect(try read(text.replacing(";", with: "|")).heading.delimiter == "|")
        #expect(try read(text.replacing(";", with: "|")).invoices.count == 1)
    }

    @Test func twentyTitlesMayStandAboveTheHeader() throws {
        func text(_ titles: Int) -> String {
            (0..<titles).map { "Titel \($0)\n" }.joined() + "\(header)\n\(row())\n"
        }
        #expect(try read(text(20)).invoices.count == 1)
        let failure = try #require(HeaderTests.failure(text(21)))
        #expect(failure.reason.contains("lacks columns") && !failure.description.contains("Titel"))
    }

    @Test(
        arguments: [
            ("Summa kund 77", "sum"), ("Summa kund 77;;;;;;;1 250,00", "sum"),
            (";Summa kund 77;;;;;;1 250,00", "sum"), ("Antal fakturor: 1", "sum"),
            ("Antal fakturor;1", "sum"), ("Totalt att betala: 100,00", "sum"), ("Total;1", "sum"),
            (";;;;;;;1 250,00", "sum"), ("Delsumma;;;;;;;5", "sum"), ("Grand total", nil),
            ("Sida 1 av 3", "page_mark"), ("Sida 2;;;;;;;", "page_mark"), ("1 (3)", "page_mark"),
            ("2/3", "page_mark"), ("- 4 -", "page_mark"), ("2026-11-29 08:15", "page_mark"),
            ("Utskrivet 2026-11-29", "page_mark"), ("Page 1 of 2", "page_mark"), (header, "header"),
            ("\(header);;", "header"),
            // What might be somebody's invoice is refused, and seen.
            ("Summa Fastigheter AB;Gatan 1", nil), ("Total Energi AB", nil),
            ("2026/17;Exempel AB", nil),
            (";Summa AB;Gatan 1;11111;Orten;;;100", nil),
            ("7;Summa;Gatan 1;11111;Orten;;;100", nil),
            ("10234", nil), ("Sidan AB;;;;;;;100", nil), (";Exempel AB;;;;;;100", nil),
        ] as [(String, String?)])
    func whatIsNobodysInvoiceIsSetAside(line: String, kind: String?) throws {
        let reading = try read("\(header)\n\(row("1"))\n\(line)\n\(row("2"))\n")
        #expect(reading.setAside == (kind.map { ["3 \($0)"] } ?? []))
        #expect(reading.refused.count == (kind == nil ? 1 : 0))
        #expect(reading.invoices.count == 2)
        #expect(reading.tally.setAsideLines == (kind == nil ? 0 : 1))
        #expect(reading.lines.count == 3)
    }

    @Test func aTitleOfEachPageIsSetAsideWhenItComesAgain() throws {
        let page = "Kundreskontra Testbolaget AB\n\(header)\n"
        let reading = try read(
            "\(page)\(row("1"))\n\n\(page)\(row("2"))\nKundreskontra Annat AB\n")
        #expect(reading.setAside == ["5 page_mark", "6 header"])
        #expect(reading.refused == ["8 FIELD_COUNT"])
    }

    @Test func emptyCellsAtTheEndAreNothing() throws {
        let all = try read("\(header);;\n\(row("1"));;\n\(row("2"));;\n\(row("3"))\n")
        #expect(all.invoices.count == 3 && all.refusals.isEmpty)
        #expect(all.heading.columns.count == 8)
        let rows = try read("\(header)\n\(row("1"));\n\(row("2"));\n")
        #expect(rows.invoices.count == 2)
        let filled = try read("\(header)\n\(row("1"));\n\(row("2"));x\n\(row("3"));;\n")
        #expect(filled.refused == ["3 FIELD_COUNT", "4 FIELD_COUNT"])
    }

    /// A separator inside a name, under a last column that is empty, looks like one more cell.
    @Test func aShiftedLineIsNotReadForItsEmptyEnd() throws {
        let columns = "Fakturanr;Fakturadatum;Förfallodatum;Restbelopp;Namn;Adress;Postnr;Ort;OCR"
        func line(_ number: Int, _ name: String, _ end: String = "") -> String {
            "\(number);2026-05-01;2026-05-31;100,00;\(name);Gatan 1;11111;Orten;\(end)"
        }
        let first = try read("\(columns)\n\(line(1, "A;B AB"))\n\(line(2, "C"))\n")
        #expect(first.refused == ["2 FIELD_COUNT"])
        #expect(first.invoices.map(\.debtor.name) == ["C"])
        let later = try read("\(columns)\n\(line(1, "C"))\n\(line(2, "A;B AB"))\n")
        #expect(later.refused == ["3 FIELD_COUNT"])
    }
}
