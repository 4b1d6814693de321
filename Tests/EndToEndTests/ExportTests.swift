import Foundation
import TestSupport
import Testing

/// `paminn export`.
@Suite(.timeLimit(.minutes(5))) struct ExportTests {
    private static let demo = ["export", "--creditor", "demo", "--customer"]

    /// Two invoices of the customer K1 and one of K2.
    private static func begin(_ installation: Installation) async throws {
        let file = try installation.file("batch.csv", count: 3)
        try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
        try await installation.query(
            """
            update invoice set customer_number = case when number = '3' then 'K2' else 'K1' end,
                name = 'Hemligsson ' || number
            """)
    }

    @Test func aCustomerGetsWhatIsHeldInAFileOfTheOwnersAlone() async throws {
        try await Installation.with { installation in
            try await Self.begin(installation)
            let path = installation.folder + "/k1.json"
            let finished = try await installation.expect(
                0, Self.demo + ["-", "--json", "--output", path], input: "K1\n")
            #expect(finished.output.isEmpty && finished.errors.isEmpty, "\(finished.errors)")
            let facts = try FileManager.default.attributesOfItem(atPath: path)
            #expect(facts[.posixPermissions] as? Int == 0o600)
            let text = try String(contentsOfFile: path, encoding: .utf8)
            let lines = try Installation.lines(text)
            #expect(lines.filter { $0["table"] as? String == "invoice" }.count == 2)
            #expect(lines.filter { $0["table"] as? String == "reminder" }.count == 2)
            #expect(text.contains("Hemligsson 2") && !text.contains("Hemligsson 3"))

            let told = try await installation.expect(0, Self.demo + ["K2"]).output
            #expect(told.hasPrefix("invoice\n") && told.contains("\n  name: Hemligsson 3\n"))
            #expect(told.contains("\nreminder\n") && told.contains("\n  state: queued\n"))

            let audit = try await installation.json(["audit"]).filter {
                $0["action"] as? String == "exported a customer's data"
            }
            #expect(audit.count == 2)
            #expect(
                audit.allSatisfy {
                    $0["creditor"] as? String == "demo" && $0["facts"] is NSNull
                })
        }
    }

    @Test func anErrorNamesNobodyAndLeavesNoFile() async throws {
        try await Installation.with { installation in
            try await Self.begin(installation)
            let path = installation.folder + "/none.json"
            let there = try installation.file("there.csv", count: 1)
            let before = try String(contentsOfFile: there, encoding: .utf8)
            let cases: [(Int32, [String], String)] = [
                (65, Self.demo + ["910728-9804", "--output", path], ""),
                (65, Self.demo + ["-", "--output", path], "910728-9804\n"),
                (65, Self.demo + ["-"], ""), (65, Self.demo + [""], ""),
                (78, ["export", "--creditor", "nobody", "--customer", "K1"], ""),
                (64, ["export", "--creditor", "demo"], ""),
                (74, Self.demo + ["K1", "--output", there], ""),
                (74, Self.demo + ["K1", "--output", path + "/none"], ""),
            ]
            for (code, arguments, input) in cases {
                let finished = try await installation.paminn(arguments, input: input)
                #expect(finished.ending == .exited(code), "\(arguments): \(finished.errors)")
                #expect(finished.errors.hasPrefix("paminn: ") && finished.output.isEmpty)
                #expect(finished.errors.split(separator: "\n").count == 1, "\(finished.errors)")
                #expect(!finished.errors.contains("9804") && !finished.errors.contains("Hemlig"))
            }
            #expect(!FileManager.default.fileExists(atPath: path))
            #expect(try String(contentsOfFile: there, encoding: .utf8) == before)
        }
    }
}
