import Foundation
import TestSupport
import Testing

/// One invoice as spreadsheets write its number, and lists that a spreadsheet opens.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct SpellingTests {
    private static let header =
        "Fakturanr;Fakturadatum;Förfallodatum;Kundnr;Kundnamn;Adress;Postnr;Ort;Restbelopp\n"

    private func write(_ text: String, _ name: String, in installation: Installation) throws
        -> String
    {
        let path = installation.folder + "/" + name
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    private func row(_ number: String) -> String {
        "\(number);2026-09-01;2026-10-01;77;Exempel AB;Testgatan 1;41119;Göteborg;1250,00\n"
    }

    @Test func allSpellingsOneAfterTheOtherAreOneLetter() async throws {
        try await Installation.with { installation in
            let spellings = [
                "10234", "10234.0", "10234,00", "10 234", "10\u{A0}234", "10\u{202F}234",
                "1.0234E4", "1,0234E+4", "'10234", "''10234", "=\"10234\"", "\u{FF11}0234",
                "10234\t", "\u{FEFF}10234",
            ]
            var queued = 0
            for (index, spelling) in spellings.enumerated() {
                let file = try write(
                    Self.header + row(spelling), "\(index).csv", in: installation)
                let finished = try await installation.expect(
                    0, ["enqueue", file, "--creditor", "demo", "--json"])
                let report = try #require(try Installation.lines(finished.output).first)
                queued += report["queued"] as? Int ?? 0
                let isRendering = (spelling.filter { !$0.isWhitespace }) != "10234"
                if isRendering, spelling != "\u{FEFF}10234", spelling != "=\"10234\"" {
                    #expect(finished.errors.contains("is read as ‘10234’"), "\(spelling)")
                    #expect(report["read_as"] as? Int == 1)
                }
            }
            for json in ["10234.0", "1.0234e4", "\"10 234\""] {
                let object = """
                    {"Fakturanr":\(json),"Fakturadatum":"2026-09-01","Förfallodatum":"2026-10-01",\
                    "Namn":"Exempel AB","Adress":"Testgatan 1","Postnr":"41119","Ort":"Göteborg",\
                    "Restbelopp":1250}
                    """
                let file = try write(object + "\n", "x.ndjson", in: installation)
                let report = try await installation.json(["enqueue", file, "--creditor", "demo"])
                queued += report.first?["queued"] as? Int ?? 0
            }
            #expect(queued == 1)
            #expect(try await installation.query("select count(*) from permit") == "1")
            for mangled in ["1.02E4", "2,02519E+19", "10,234"] {
                let file = try write(
                    Self.header + row(mangled), "m.csv", in: installation)
                let finished = try await installation.paminn([
                    "enqueue", file, "--creditor", "demo",
                ])
                #expect(finished.ending == .exited(65))
                #expect(finished.errors.contains("MANGLED_NUMBER"))
            }
            try await installation.expect(0, ["work", "--once"])
            #expect(try installation.letters() == ["10234": 1])
        }
    }

    @Test func aListOfTheCommandIsAFileForASpreadsheetAndReadsBack() async throws {
        try await Installation.with { installation in
            let file = try write(
                Self.header + row("=10+1") + row("-77") + row("A,=1"), "f.csv", in: installation)
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            let list = try await installation.expect(
                0, ["invoices", "--creditor", "demo", "--csv"]
            ).output
            #expect(list.unicodeScalars.first == "\u{FEFF}")
            for guarded in ["\"'=10+1\"", "\"'-77\"", "\"A,'=1\""] {
                #expect(list.contains(guarded), "\(list)")
            }
            let json = try await installation.expect(
                0, ["invoices", "--creditor", "demo", "--json"]
            ).output
            #expect(!json.contains(",=1") && !json.contains("\"=10"))
            let numbers = try Installation.lines(json).compactMap {
                $0["invoice_number"] as? String
            }
            #expect(Set(numbers) == ["=10+1", "-77", "A,=1"])
            // The first column, made into a file of invoices again.
            let back =
                Self.header
                + list.split(separator: "\n").dropFirst().map { line in
                    line.prefix { $0 != ";" } + row("").dropLast() + "\n"
                }.joined()
            let again = try write(back, "g.csv", in: installation)
            let report = try await installation.json(["enqueue", again, "--creditor", "demo"])
            #expect(report.first?["reasons"] as? [String: Int] == ["ALREADY_LIVE": 3])
        }
    }

    @Test func mangledNumbersOfOtherKindsAreLeftOutWithTheirLine() async throws {
        try await Installation.with { installation in
            let file = try write(
                "Org.nr;OCR;Mobil;" + Self.header
                    + "1,98507E+11;2,02519E+19;4,67017E+10;" + row("10234"), "f.csv",
                in: installation)
            let finished = try await installation.expect(
                0, ["enqueue", file, "--creditor", "demo"])
            for column in ["Org.nr", "OCR", "Mobil"] {
                #expect(
                    finished.errors.contains("line 2, column ‘\(column)’: A spreadsheet"),
                    "\(finished.errors)")
            }
            #expect(!finished.errors.contains("E+11"))
            #expect(
                try await installation.query(
                    "select num_nulls(id_number, ocr, mobile_number) from invoice") == "3")
        }
    }

    @Test func twoSpellingsOnFileFromBeforeAreFoundAndSettled() async throws {
        try await Installation.with { installation in
            let file = try write(
                Self.header + row("10234") + row("20234"), "f.csv", in: installation)
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            // As the version before left it.
            try await installation.query(
                """
                \(OlderSchema.beforeSpellings)
                update invoice set number = '10 234', written = '10 234' where number = '20234';
                update permit set number = '10 234' where number = '20234';
                update reminder set number = '10 234' where number = '20234'
                """)
            let migrated = try await installation.expect(0, ["migrate"])
            try await TestRoles.grant(on: installation.database)
            #expect(migrated.output.contains("invoice_spellings"))
            let doctor = try await installation.paminn(["doctor"])
            #expect(doctor.output.contains("BAD  spellings: 1 invoices"), "\(doctor.output)")
            let twins = try await installation.json(["spellings"])
            let twin = try #require(twins.first?["other_key"] as? String)
            try await installation.expect(0, ["work", "--once"])
            #expect(try installation.letters().values.reduce(0, +) == 1)
            let resolve = [
                "spellings", "--creditor", "demo", "--invoice", twin, "--resolve", "same",
                "--why", "one order",
            ]
            #expect(try await installation.json(resolve).first?["kept"] as? Bool == false)
            #expect(try await installation.json(["spellings"]).isEmpty)
            let after = try await installation.paminn(["doctor"])
            #expect(after.output.contains("ok   spellings"))
            try await installation.expect(65, resolve)
        }
    }
}
