import Foundation
import TestSupport
import Testing

/// What a person sees of how a file was read.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct ReadingTests {
    static let columns = "Fakturanr;Kundnamn;Adress;Postnr;Ort;Fakturadatum;Förfallodatum"
    static let cells = "Exempel AB;Testgatan 1;41119;Göteborg;2026-09-01;2026-10-01"

    static func write(_ text: String, _ installation: Installation) throws -> String {
        let path = installation.folder + "/reading.csv"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    @Test func aPaidInvoiceGetsNoLetterUnderAnyNameOfWhatRemains() async throws {
        try await Installation.with { installation in
            let known = try Self.write(
                "\(Self.columns);Belopp;Restbelopp (SEK)\n1;\(Self.cells);1000,00;0,00\n",
                installation)
            let report = try await installation.json(["enqueue", known, "--creditor", "demo"])
            #expect(report.first?["queued"] as? Int == 0)
            #expect(report.first?["reasons"] as? [String: Int] == ["PAID": 1])
            let unknown = try Self.write(
                "\(Self.columns);Belopp;Att betala\n1;\(Self.cells);1000,00;0,00\n", installation)
            for command in [["enqueue"], ["invoices", "import"]] {
                let finished = try await installation.expect(
                    65, command + [unknown, "--creditor", "demo", "--json"])
                #expect(finished.output.isEmpty)
                #expect(finished.errors.contains("‘Att betala’"))
                #expect(finished.errors.split(separator: "\n").count == 1)
            }
        }
    }

    @Test func theTotalIsClaimedOnlyWhenSomebodySaysSo() async throws {
        try await Installation.with { installation in
            let file = try Self.write(
                "\(Self.columns);Belopp\n1;\(Self.cells);1000,00\n2;\(Self.cells);50,50\n",
                installation)
            let refused = try await installation.expect(
                65, ["enqueue", file, "--creditor", "demo"])
            #expect(refused.errors.contains("--total-is-remaining"))
            let arguments = ["enqueue", file, "--creditor", "demo", "--total-is-remaining"]
            let report = try #require(try await installation.json(arguments + ["--dry-run"]).first)
            #expect(report["totals_claimed_ore"] as? Int == 1050_50)
            let said = try await installation.expect(0, arguments)
            #expect(said.errors.contains("1\u{A0}050,50"))
            #expect(try await installation.query("select state, queued from run") == "open|2")
        }
    }

    @Test func everyLineIsAccountedForAndAListOfNothingIsNoFailure() async throws {
        try await Installation.with { installation in
            let list = try Self.write(
                """
                Kundreskontra 2026-11-29

                \(Self.columns);Restbelopp;E-post
                1;\(Self.cells);1000,00;ingen
                2;\(Self.cells);0,00;
                Summa kund 77;;;;;;;1000,00;
                Sida 1 av 1
                """, installation)
            let arguments = ["enqueue", list, "--creditor", "demo"]
            for isAgain in [false, true] {
                let report = try #require(try await installation.json(arguments).first)
                #expect(report["existing"] as? Bool == isAgain)
                #expect(report["lines"] as? Int == 4)
                #expect(report["queued"] as? Int == 1)
                #expect(report["skipped"] as? Int == 1)
                #expect(report["set_aside"] as? Int == 2)
                #expect(report["dropped_emails"] as? Int == 1)
                #expect(report["header_line"] as? Int == 3)
            }
            let said = try await installation.expect(0, arguments + ["--key", "other"])
            #expect(said.errors.contains("The header is line 3"))
            #expect(said.errors.contains("1 e-mail addresses"))
            #expect(said.output.contains("2 set aside"))
            let empty = try Self.write("\(Self.columns);Restbelopp\n", installation)
            let nothing = try await installation.expect(
                0, ["enqueue", empty, "--creditor", "demo"])
            #expect(nothing.output.contains("No invoices"))
            try await installation.expect(0, ["invoices", "import", empty, "--creditor", "demo"])
            let report = try await installation.json(["enqueue", empty, "--creditor", "demo"])
            #expect(report.first?["run"] is NSNull)
            #expect(report.first?["lines"] as? Int == 0)
            #expect(try await installation.query("select count(*) from run") == "2")
        }
    }

    @Test func refusedLinesAreToldByTheExitCode() async throws {
        try await Installation.with { installation in
            let file = try Self.write(
                "\(Self.columns);Restbelopp\n1;\(Self.cells);1000,00\n2;\(Self.cells);x\n",
                installation)
            let finished = try await installation.expect(
                3, ["enqueue", file, "--creditor", "demo", "--json"])
            #expect(finished.output.contains(#""refused":1"#), "\(finished.output)")
        }
    }

    /// The same bytes read by another rule are another run.
    @Test func anotherRuleOfReadingIsAnotherRun() async throws {
        try await Installation.with { installation in
            let file = try Self.write(
                "\(Self.columns);Restbelopp;Belopp\n1;\(Self.cells);1000,00;1000,00\n",
                installation)
            let arguments = ["enqueue", file, "--creditor", "demo"]
            #expect(try await installation.json(arguments).first?["existing"] as? Bool == false)
            let ignoring = arguments + ["--ignore-column", "Belopp"]
            #expect(try await installation.json(ignoring).first?["existing"] as? Bool == false)
            #expect(try await installation.json(ignoring).first?["existing"] as? Bool == true)
        }
    }

    @Test func theRejectsNeverEmptyTheBatch() async throws {
        try await Installation.with { installation in
            let text = "\(Self.columns);Restbelopp\n1;\(Self.cells);1000,00\n"
            let file = try Self.write(text, installation)
            let finished = try await installation.expect(
                64, ["enqueue", file, "--creditor", "demo", "--rejects", file])
            #expect(finished.errors.contains("the batch file itself"))
            #expect(try String(contentsOfFile: file, encoding: .utf8) == text)
        }
    }
}
