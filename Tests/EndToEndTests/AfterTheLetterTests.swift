import Foundation
import TestSupport
import Testing

/// What became of a letter, and how a creditor becomes active: the real worker, the real sandbox.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct AfterTheLetterTests {
    private func shown(_ installation: Installation) async throws -> Set<String> {
        let rows = try await installation.json(["invoices", "--creditor", "demo"])
        return Set(rows.compactMap { $0["shown"] as? String })
    }

    private func becomes(_ label: String, _ installation: Installation) async throws {
        try await eventually(within: .seconds(120), "all are shown as \(label)") {
            // Polls come a minute apart; this brings the next one forward, and again if the end of
            // one that is under way puts it off.
            try await installation.query("update poll set changes_due_at = '-infinity'")
            return try await shown(installation) == [label]
        }
    }

    @Test func theListFollowsACaseFromTheReminderToItsEnd() async throws {
        try await Installation.with { installation in
            let file = try installation.file("batch.csv", count: 120)
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            let worker = try installation.startWorker()
            try await installation.finished()
            try await becomes("Påminnelse skickad", installation)
            try await installation.curl(
                ["-X", "POST", "--data", #"{"advance":"12d"}"#], "/sandbox/clock")
            try await becomes("Inkasso", installation)
            let rows = try await installation.json(["invoices", "--creditor", "demo"])
            #expect(rows.allSatisfy { $0["amili_status"] as? String == "debt_collection_active" })
            #expect(rows.allSatisfy { $0["shown_en"] as? String == "Debt collection" })
            #expect(rows.allSatisfy { $0["state"] as? String == "accepted" })
            for id in rows.compactMap({ $0["case_id"] as? String }) {
                try await installation.curl(
                    ["-X", "POST", "--data", #"{"status":"closed_paid"}"#],
                    "/sandbox/cases/\(id)")
            }
            try await becomes("Slutbetald", installation)
            try await installation.expectOneLetterEach(accepted: 120)
            #expect(try await installation.query("select count(*) from incident") == "0")
            await worker.send(signal: SIGTERM)
            #expect(try await worker.wait().ending == .exited(0))
        }
    }

    private static let details = """
        insert into activation (creditor, payout_kind, payout_number, sender_line, sender_zip,
            sender_city, sender_country, invoice_line, invoice_zip, invoice_city,
            invoice_country, debt_description, agreed_by)
        select id, 'bankgiro', '991-2346', 'Gatan 1', '41119', 'Göteborg', 'SE', 'Gatan 1',
            '41119', 'Göteborg', 'SE', 'Varor', 'anna' from creditor;
        update creditor set activation = 'pending'
        """

    private func activation(_ installation: Installation) async throws -> [String: Any] {
        try #require(try await installation.json(["creditor", "show", "demo"]).first)
    }

    @Test func aCreditorBecomesActiveWhenAmiliSaysSo() async throws {
        try await Installation.with { installation in
            let creditor = #""_id":"65f0c0ffee0000000000c001","active":false"#
            try await installation.curl(
                ["-X", "POST", "--data", "{\(creditor),\"active_after_ms\":2500}"],
                "/sandbox/creditors")
            try await installation.query(Self.details)
            let file = try installation.file("batch.csv", count: 3)
            try await installation.expect(78, ["enqueue", file, "--creditor", "demo"])
            let worker = try installation.startWorker()
            try await eventually(within: .seconds(120), "the creditor is active") {
                try await activation(installation)["activation"] as? String == "active"
            }
            #expect(
                try await installation.query("select handed_in_at is not null from activation")
                    == "t")
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            try await installation.finished()
            try await installation.expectOneLetterEach(accepted: 3)
            await worker.send(signal: SIGTERM)
            _ = try await worker.wait()
        }
    }

    @Test func aRefusalIsShownByFieldAndAPartnersChangeWithItsRemedy() async throws {
        try await Installation.with { installation in
            func tell(_ more: String) async throws {
                let body = #"{"_id":"65f0c0ffee0000000000c001","active":false,\#(more)}"#
                try await installation.curl(
                    ["-X", "POST", "--data", body], "/sandbox/creditors")
            }
            try await tell(#""issues":{"payout_details":{"sek":{"bankgiro":"is closed"}}}"#)
            try await installation.query(Self.details)
            let worker = try installation.startWorker()
            try await eventually(within: .seconds(120), "the creditor is refused") {
                try await activation(installation)["activation"] as? String == "refused"
            }
            let refused = try await activation(installation)
            #expect(refused["activation_cause"] as? String == "details")
            let issues = refused["activation_issues"] as? [[String: String]]
            #expect(issues == [["field": "payout", "message": "is closed"]])
            let told = try await installation.expect(0, ["creditor", "show", "demo"])
            #expect(
                told.output.contains(
                    "demo: Amili does not accept the payout account. Amili's words: is closed"))

            try await tell(#""partner_only":true"#)
            try await installation.query(
                """
                delete from activation_issue; delete from activation;
                \(Self.details)
                """)
            try await eventually(within: .seconds(120), "the partner has to do it") {
                try await activation(installation)["activation_cause"] as? String
                    == "partner_only"
            }
            #expect(try await activation(installation)["activation"] as? String == "pending")
            let remedy = "Ask your partner or Amili to activate the creditor."
            let shown = try await installation.expect(0, ["creditor", "show", "demo"])
            #expect(shown.output.contains("demo: \(remedy)"))
            let doctor = try await installation.paminn(["doctor"])
            #expect(doctor.output.contains("activation of demo: Amili does not let you"))
            try await installation.expect(0, ["creditor", "activate", "demo"])
            #expect(try await activation(installation)["activation"] as? String == "active")
            #expect(try await activation(installation)["activation_cause"] is NSNull)
            await worker.send(signal: SIGTERM)
            _ = try await worker.wait()
        }
    }
}
