import Foundation
import TestSupport
import Testing

/// `paminn erase`.
@Suite(.timeLimit(.minutes(5))) struct EraseTests {
    private static let demo = ["erase", "--creditor", "demo", "--customer"]

    /// Two invoices of the customer K1 and one of K2. Returns the file.
    private static func begin(_ installation: Installation) async throws -> String {
        let file = try installation.file("batch.csv", count: 3)
        try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
        try await installation.query(
            """
            update invoice set customer_number = case when number = '3' then 'K2' else 'K1' end,
                name = 'Hemligsson ' || number
            """)
        return file
    }

    /// Amili had all letters, and has closed the cases.
    private static func close(_ installation: Installation) async throws {
        try await installation.query(
            """
            update reminder set state = 'a', case_id = 'c' || pos, amili_state = 'closed';
            update part set n_q = 0, n_a = 3, state = 'done', due_at = null;
            insert into evidence (creditor, run, pos, kind, why)
                select creditor, run, pos, 'call', 'Hemligsson ' || number from reminder
            """)
    }

    @Test func aCustomerIsErasedAndNoLetterGoesTwice() async throws {
        try await Installation.with { installation in
            let file = try await Self.begin(installation)
            try await Self.close(installation)
            let would = try await installation.expect(0, Self.demo + ["K1", "--dry-run"])
            #expect(would.output.hasPrefix("Dry run: nothing was changed.\n"))
            #expect(try await Self.left(installation) == ["1", "2", "3"])

            let finished = try await installation.expect(
                0, Self.demo + ["-", "--yes", "--json"], input: "K1\n")
            let line = try #require(try Installation.lines(finished.output).first)
            #expect(line["invoices"] as? Int == 2 && line["evidence"] as? Int == 2)
            #expect(try await Self.left(installation) == ["3"])
            for output in [would.output, would.errors, finished.output, finished.errors] {
                #expect(!output.contains("Hemlig") && !output.contains("K1"), "\(output)")
            }
            let audit = try await installation.json(["audit"]).filter {
                $0["action"] as? String == "erased a customer's data"
            }
            #expect(audit.count == 1 && audit[0]["facts"] as? String == "2 invoices")

            let again = try await installation.json(["enqueue", file, "--creditor", "demo"])
            #expect(again.first?["existing"] as? Bool == true)
            let other = try await installation.json(
                ["enqueue", file, "--creditor", "demo", "--key", "other"])
            #expect(other.first?["queued"] as? Int == 0)
            #expect(
                other.first?["reasons"] as? [String: Int]
                    == ["ERASED": 2, "ALREADY_AT_AMILI": 1])
            #expect(try await Self.left(installation) == ["3"])
        }
    }

    @Test func aRefusalSaysWhyAndNamesNobody() async throws {
        try await Installation.with { installation in
            _ = try await Self.begin(installation)
            let cases: [(Int32, [String], String)] = [
                (77, Self.demo + ["K1", "--yes"], ""), (77, Self.demo + ["K1", "--dry-run"], ""),
                (65, Self.demo + ["910728-9804", "--yes"], ""),
                (65, Self.demo + ["-", "--yes"], "910728-9804\n"),
                (65, Self.demo + ["-", "--yes"], ""), (65, Self.demo + [""], ""),
                (78, ["erase", "--creditor", "nobody", "--customer", "K1", "--yes"], ""),
                (64, ["erase", "--creditor", "demo"], ""),
            ]
            for (code, arguments, input) in cases {
                let finished = try await installation.paminn(arguments, input: input)
                #expect(finished.ending == .exited(code), "\(arguments): \(finished.errors)")
                #expect(finished.errors.hasPrefix("paminn: ") && finished.output.isEmpty)
                #expect(finished.errors.split(separator: "\n").count == 1, "\(finished.errors)")
                #expect(!finished.errors.contains("9804") && !finished.errors.contains("Hemlig"))
                if code == 77 { #expect(finished.errors.contains("2 queued (1, 2)")) }
            }
            try await Self.close(installation)
            // Nobody can be asked.
            try await installation.expect(64, Self.demo + ["K1"])
            #expect(try await Self.left(installation) == ["1", "2", "3"])
        }
    }

    /// The numbers of the invoices whose customer's name stands anywhere in the database.
    private static func left(_ installation: Installation) async throws -> [String] {
        let dump = try await installation.query(
            """
            select query_to_xml(format('select t::text from %I t', relname), true, true, '')
            from pg_class
            where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
            """)
        return Set(dump.matches(of: /Hemligsson (\d+)/).map { String($0.output.1) }).sorted()
    }
}
