import Foundation
import TestSupport
import Testing

/// `paminn prune`.
@Suite(.timeLimit(.minutes(5))) struct PruneTests {
    /// Three letters that Amili had two years ago, and has closed. Returns the file.
    private static func begin(_ installation: Installation) async throws -> String {
        let file = try installation.file("batch.csv", count: 3)
        try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
        try await installation.query(
            """
            update reminder set state = 'a', case_id = 'c' || pos, amili_state = 'closed',
                changed_at = now() - interval '2 years';
            update part set n_q = 0, n_a = 3, state = 'done', due_at = null;
            update run set state = 'done', finished_at = now() - interval '2 years';
            insert into evidence (creditor, run, pos, kind, why)
                select creditor, run, pos, 'call', 'Hemligsson ' || number from reminder
            """)
        return file
    }

    @Test func historyGoesAndNoLetterGoesTwice() async throws {
        try await Installation.with { installation in
            let file = try await Self.begin(installation)
            let would = try await installation.expect(
                0, ["prune", "--older-than", "18mo", "--dry-run"])
            #expect(would.output.hasPrefix("Dry run: nothing was changed.\nWould go, of what"))
            #expect(would.output.contains("\n  3 reminders of 1 runs\n"), "\(would.output)")
            #expect(try await installation.json(["evidence", "1", "--creditor", "demo"]).count > 1)

            let pruned = try await installation.json(["prune", "--older-than", "18mo"])
            #expect(pruned.first?["reminders"] as? Int == 3)
            #expect(pruned.first?["runs"] as? Int == 1 && pruned.first?["kept"] as? Int == 0)
            #expect(pruned.first?["dry_run"] as? Bool == false)
            let audit = try await installation.json(["audit"]).filter {
                $0["action"] as? String == "pruned history"
            }
            #expect(audit.count == 1)
            #expect(
                (audit[0]["facts"] as? String)?.hasSuffix(
                    "3 reminders of 1 runs, 0 lines of the audit") == true)

            let rows = try await installation.json(["invoices", "--creditor", "demo"])
            #expect(rows.map { $0["state"] as? String } == ["accepted", "accepted", "accepted"])
            #expect(rows.map { $0["case_id"] as? String } == ["c1", "c2", "c3"])
            let story = try await installation.json(["evidence", "1", "--creditor", "demo"])
            #expect(story.map { $0["kind"] as? String } == ["pruned"])

            let again = try await installation.json(["enqueue", file, "--creditor", "demo"])
            #expect(again.first?["existing"] as? Bool == true)
            let other = try await installation.json(
                ["enqueue", file, "--creditor", "demo", "--key", "other"])
            #expect(other.first?["queued"] as? Int == 0)
            #expect(other.first?["reasons"] as? [String: Int] == ["ALREADY_AT_AMILI": 3])
        }
    }

    @Test(arguments: [
        (["prune"], "--older-than"), (["prune", "--older-than", "18"], "90d, 18mo, 7y"),
        (["prune", "--older-than", "89d"], "at least 90 days"),
        (["prune", "--older-than", "18mo", "--audit-older-than", "1mo"], "--audit-older-than is"),
    ])
    func anAgeThatIsNoneIsRefused(arguments: [String], hint: String) async throws {
        let finished = try await ChildProcess.run(Place.paminn, arguments)
        #expect(finished.ending == .exited(64))
        #expect(finished.errors.contains(hint), "\(finished.errors)")
    }
}
