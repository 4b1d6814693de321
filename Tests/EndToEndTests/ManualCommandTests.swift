import Foundation
import TestSupport
import Testing

/// Reminders made by hand, on the real programs.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct ManualCommandTests {
    private static let rates = (2025...2060)
        .flatMap { ["\($0)-01-01=2.00", "\($0)-07-01=2.00"] }.joined(separator: ",")

    private static func with(
        _ body: @Sendable (Installation) async throws -> Void
    ) async throws {
        try await Installation.with { installation in
            var installation = installation
            installation.environment["PAMINN_REFERENCE_RATES"] = rates
            try await body(installation)
        }
    }

    private static let letter = [
        "creditor", "letter", "demo", "--address-line", "Bruksgatan 2", "--address-line",
        "811 30 Sandviken", "--bankgiro", "5050-1055", "--email", "faktura@demo.example",
    ]

    @Test func itNeverGoesToAmiliFromFileToDone() async throws {
        try await Self.with { installation in
            try await installation.expect(0, Self.letter + ["--fee-agreed"])
            let file = try installation.file("batch.csv", count: 3)
            let enqueue = ["enqueue", file, "--creditor", "demo", "--route", "manual", "--fee"]
            let report = try #require(try await installation.json(enqueue).first)
            #expect(report["manual"] as? Int == 3 && report["queued"] as? Int == 0)
            #expect(report["lines"] as? Int == 3)
            let again = try await installation.json(enqueue)
            #expect(again.first?["existing"] as? Bool == true)
            #expect(again.first?["manual"] as? Int == 3)
            // By the other route nothing of it goes either.
            let other = try await installation.json(["enqueue", file, "--creditor", "demo"])
            #expect(other.first?["reasons"] as? [String: Int] == ["ALREADY_LIVE": 3])

            let toDo = try await installation.json(["manual", "list", "--creditor", "demo"])
            #expect(toDo.map { $0["invoice_number"] as? String } == ["1", "2", "3"])
            let shown = try #require(
                try await installation.json(["manual", "show", "2", "--creditor", "demo"]).first)
            let amounts = ["remaining_ore", "interest_ore", "fee_ore"].compactMap {
                shown[$0] as? Int
            }
            #expect(amounts.count == 3 && amounts[0] == 250 && amounts[2] == 6_000)
            #expect(amounts.reduce(0, +) == shown["total_ore"] as? Int)
            #expect(shown["recipient"] as? [String] == ["Kund 2 AB", "Gatan 2", "411 19 Göteborg"])
            let periods = try #require(shown["interest_periods"] as? [[String: Any]])
            let days = try await installation.query(
                "select date '\(shown["date"] ?? "")' - due_date from invoice where number = '2'")
            #expect(periods.compactMap { $0["days"] as? Int }.reduce(0, +) == Int(days))
            #expect(periods.allSatisfy { $0["percent"] as? String == "10.00" })

            let done = ["manual", "done", "2", "--creditor", "demo"]
            let marked = try #require(try await installation.json(done).first)
            #expect(marked["was_done"] as? Bool == false && marked["fee_ore"] as? Int == 6_000)
            #expect(try await installation.json(done).first?["was_done"] as? Bool == true)
            try await installation.expect(0, ["work", "--once"])
            #expect(try installation.letters().isEmpty)
            let counts = try await installation.counts()
            #expect(counts["manual"] == 3)
            let status = try #require(try await installation.json(["status", "1"]).first)
            #expect(status["state"] as? String == "done")
            #expect(status["reasons"] as? [String: Int] == ["MANUAL_DONE": 1])
            let story = try await installation.json(["evidence", "2", "--creditor", "demo"])
            #expect(story.contains { ($0["why"] as? String)?.hasPrefix("done by hand") == true })
        }
    }

    @Test func theLetterReadsAsALetterAndTheMailAsAMail() async throws {
        try await Self.with { installation in
            try await installation.expect(0, Self.letter)
            let file = try installation.file("batch.csv", count: 1)
            try await installation.expect(
                0, ["enqueue", file, "--creditor", "demo", "--route", "manual"])
            let show = ["manual", "show", "1", "--creditor", "demo"]
            let letter = try await installation.expect(0, show).output
            #expect(
                letter.hasPrefix(
                    """
                    Testbolaget AB
                    Bruksgatan 2
                    811 30 Sandviken

                    Kund 1 AB
                    Gatan 1
                    411 19 Göteborg

                    Betalningspåminnelse – faktura 1
                    """), "\(letter)")
            #expect(letter.contains("till bankgiro 5050-1055, och ange fakturanummer 1."))
            let english = try await installation.expect(0, show + ["--english"]).output
            #expect(english.contains("Payment reminder – invoice 1"))

            let mails = try installation.file("mails.csv", first: 2, count: 1)
            try await installation.expect(
                0,
                [
                    "enqueue", mails, "--creditor", "demo", "--route", "manual", "--by-email",
                    "--no-interest",
                ])
            let mail = try await installation.expect(
                0, ["manual", "show", "2", "--creditor", "demo"])
            #expect(mail.output.hasPrefix("To: \nSubject: Betalningspåminnelse – faktura 2\n"))
            #expect(!mail.output.contains("ränta"))
            #expect(mail.errors.contains("has no e-mail address"))
        }
    }

    @Test func whatALetterLacksIsNamedWithItsRemedy() async throws {
        try await Installation.with { installation in
            let file = try installation.file("batch.csv", count: 2)
            try await installation.expect(
                0, ["enqueue", file, "--creditor", "demo", "--route", "manual"])
            let show = ["manual", "show", "1", "--creditor", "demo"]
            let bare = try await installation.expect(78, show)
            #expect(bare.errors.contains("lack its address and bankgiro or plusgiro"))
            #expect(bare.errors.contains("paminn creditor letter demo --address-line"))
            #expect(bare.output.isEmpty)
            try await installation.expect(0, Self.letter)
            // The rates of this year are known to nobody here.
            let rates = try await installation.expect(78, show)
            #expect(rates.errors.contains("The reference rate from 20"))
            #expect(rates.errors.contains("PAMINN_REFERENCE_RATES"))
            let wrong = try await installation.expect(
                64, ["creditor", "letter", "demo", "--bankgiro", "5050-1056"])
            #expect(wrong.errors.contains("check digit"))
            let known = try #require(
                try await installation.json(["creditor", "letter", "demo"]).first)
            #expect(known["bankgiro"] as? String == "5050-1055")
            #expect(known["fee_agreed"] as? Bool == false && known["pay_by_days"] as? Int == 10)
            #expect((known["missing"] as? [String])?.isEmpty == true)
            let fee = try await installation.expect(
                78,
                ["enqueue", file, "--creditor", "demo", "--route", "manual", "--fee"])
            #expect(fee.errors.contains("--fee-agreed"))
            try await installation.expect(
                64, ["enqueue", file, "--creditor", "demo", "--by-email"])
            // A payment stops the letter.
            try await installation.query("update invoice set remaining_ore = 0 where number = '2'")
            let paid = try await installation.expect(
                77, ["manual", "show", "2", "--creditor", "demo"])
            #expect(paid.errors.contains("manual cancel 2"))
        }
    }

    @Test func anAccountThatTakesAnothersPlaceIsTypedTwice() async throws {
        try await Installation.with { installation in
            let change = ["creditor", "letter", "demo", "--bankgiro"]
            func bankgiro() async throws -> String? {
                try await installation.json(["creditor", "letter", "demo"])
                    .first?["bankgiro"] as? String
            }
            // The first is asked for once: no customer was told another.
            try await installation.expect(0, change + ["5050-1055"])
            try await installation.expect(0, change + ["50501055"])
            let refused = try await installation.expect(64, change + ["991-2346"])
            #expect(refused.errors.contains("pay to bankgiro …1055 today"))
            #expect(refused.errors.contains("--confirm NUMBER"))
            #expect(!refused.errors.contains("5050"))
            let other = try await installation.expect(
                64, change + ["991-2346", "--confirm", "5050-1055"])
            #expect(other.errors.contains("--confirm does not repeat the bankgiro number"))
            // Taken away first, it would be the first number again.
            try await installation.expect(64, change + [""])
            #expect(try await bankgiro() == "5050-1055")
            try await installation.expect(0, change + ["991-2346", "--confirm", "9912346"])
            #expect(try await bankgiro() == "991-2346")
            try await installation.expect(
                64, ["creditor", "letter", "demo", "--phone", "1", "--confirm", "9912346"])
            let facts = try await installation.json(["audit"]).compactMap {
                $0["facts"] as? String
            }
            #expect(facts == ["bankgiro …1055 → …2346", "bankgiro – → …1055"])
        }
    }

    /// `script` is a terminal to the program.
    @Test(arguments: [("9912346", Int32(0)), ("5050-1055", 77)])
    func atATerminalItIsAskedFor(typed: String, code: Int32) async throws {
        try await Installation.with { installation in
            let change = ["creditor", "letter", "demo", "--bankgiro"]
            try await installation.expect(0, change + ["5050-1055"])
            let command = ([Place.paminn] + change + ["991-2346"]).joined(separator: " ")
            let asked = try await ChildProcess.run(
                "/usr/bin/script", ["-qec", command, "/dev/null"],
                environment: installation.environment, input: typed + "\n")
            #expect(asked.ending == .exited(code), "\(asked.output)")
            #expect(asked.output.contains("Type the bankgiro number once more"))
            #expect(
                try await installation.json(["creditor", "letter", "demo"])
                    .first?["bankgiro"] as? String == (code == 0 ? "991-2346" : "5050-1055"))
        }
    }

    @Test func aCreditorWhoIsNotAtAmiliMayDoItByHand() async throws {
        try await Self.with { installation in
            try await installation.query("update creditor set activation = 'inactive'")
            let file = try installation.file("batch.csv", count: 2)
            try await installation.expect(78, ["enqueue", file, "--creditor", "demo"])
            let report = try await installation.json([
                "enqueue", file, "--creditor", "demo", "--route", "manual",
            ])
            #expect(report.first?["manual"] as? Int == 2)
        }
    }

    @Test func undoCancelAndReleaseEachSayWhatTheyWant() async throws {
        try await Self.with { installation in
            try await installation.expect(0, Self.letter)
            let file = try installation.file("batch.csv", count: 3)
            try await installation.expect(
                0, ["enqueue", file, "--creditor", "demo", "--route", "manual"])
            let of = ["--creditor", "demo"]
            let early = try await installation.expect(77, ["release", "1", "--why", "w"] + of)
            #expect(early.errors.contains("paminn manual done"))
            try await installation.expect(0, ["manual", "done", "1"] + of)
            try await installation.expect(77, ["manual", "cancel", "1"] + of)
            let undone = try await installation.json(["manual", "done", "1", "--undo"] + of)
            #expect(undone.first?["state"] as? String == "manual")
            try await installation.expect(0, ["manual", "done", "1"] + of)
            try await installation.expect(0, ["release", "1", "--why", "once more"] + of)
            try await installation.expect(0, ["manual", "cancel", "2"] + of)
            try await installation.expect(65, ["manual", "done", "2"] + of)

            let foreseen = try await installation.json(["cancel", "1", "--dry-run"])
            #expect(
                foreseen.first?["manual"] as? Int == 1
                    && foreseen.first?["manual_done"] as? Int == 1)
            let cancelled = try await installation.json(["cancel", "1", "--yes"])
            #expect(cancelled.first?["cancelled"] as? Int == 2)
            #expect(cancelled.first?["manual"] as? Int == 0)
            let counts = try await installation.counts()
            #expect(counts["manual"] == 1 && counts["cancelled"] == 2)
            // What was taken back is done by hand the second time, too.
            let again = try await installation.json(["resubmit", "1", "--yes"])
            #expect(again.first?["manual"] as? Int == 2 && again.first?["queued"] as? Int == 0)
        }
    }
}
