import Foundation
import TestSupport
import Testing

/// `paminn creditor window`, before a real worker.
@Suite(.timeLimit(.minutes(5))) struct WindowTests {
    /// Hours that are closed now, and for three hours at least.
    private static func closed(_ installation: Installation) async throws -> String {
        let hour = try await installation.query(
            "select extract(hour from now() at time zone 'Europe/Stockholm')::integer")
        return try #require(Int(hour)) < 12 ? "20:00-21:00" : "03:00-04:00"
    }

    @Test func outsideItNoLetterLeavesAndAfterwardsEachDoesOnce() async throws {
        try await Installation.with { installation in
            let hours = try await Self.closed(installation)
            let file = try installation.file("batch.csv", count: 300)
            try await installation.expect(0, ["rate", "25/1"])
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            let worker = try installation.startWorker()
            try await eventually("letters") { try installation.letters().count > 10 }

            let set = try await installation.json(["creditor", "window", "demo", hours])
            #expect(set.first?["window"] as? String == hours)
            #expect(set.first?["bank_days"] as? Bool == false)
            let from = try #require(set.first?["letters_from"] as? String)
            // No worker holds a part: what was on its way has arrived.
            try await eventually("what waits for the window") {
                try await installation.query(
                    """
                    select count(*) from part p join throttle t on t.creditor = p.creditor
                    where p.state <> 'done' and p.due_at is distinct from t.letters_from
                    """) == "0"
            }
            let sent = try installation.letters().count
            #expect(sent < 300)
            let beat = try await installation.query("select max(beat) + 3 from worker")
            try await eventually("three beats more") {
                try await installation.query("select max(beat) >= \(beat) from worker") == "t"
            }
            #expect(try installation.letters().count == sent)

            let status = try await installation.json(["status", "1"])
            #expect(status.first?["letters_from"] as? String == from)
            #expect(status.first?["stands_still_since"] is NSNull)
            let said = try await installation.expect(0, ["status", "1"]).output
            #expect(said.contains("letters leave from \(from)"), "\(said)")
            let waiting = try await installation.json(["invoices", "--creditor", "demo"]).filter {
                $0["state"] as? String == "queued"
            }
            #expect(waiting.count == 300 - sent)
            #expect(waiting.allSatisfy { $0["next_attempt_at"] as? String == from })

            let shown = try await installation.expect(0, ["creditor", "window", "demo"]).output
            #expect(shown == "demo: letters leave \(hours) every day; the next leave at \(from)\n")
            let listed = try await installation.expect(0, ["creditor", "list"]).output
            #expect(listed.contains("open, \(hours) every day"), "\(listed)")

            try await installation.expect(0, ["creditor", "window", "demo", "none"])
            try await installation.expect(0, ["rate", "none"])
            try await installation.finished()
            try await installation.expectOneLetterEach(accepted: 300)
            let audit = try await installation.json(["audit"]).compactMap { $0["facts"] as? String }
            #expect(audit.contains("none → \(hours) every day"))
            #expect(audit.contains("\(hours) every day → none"))
            await worker.send(signal: SIGTERM)
            #expect(try await worker.wait().ending == .exited(0))
        }
    }

    @Test(arguments: [
        (["demo", "20:00-07:00"], "the first time before the last"),
        (["demo", "7-20"], "HH:MM-HH:MM"), (["demo", "07:00-24:30"], "none later than 24:00"),
        (["demo", "--bank-days"], "belongs to hours"),
        (["demo", "none", "--bank-days"], "belongs to hours"),
    ])
    func hoursThatAreNoneAreRefused(arguments: [String], hint: String) async throws {
        let finished = try await ChildProcess.run(
            Place.paminn, ["creditor", "window"] + arguments)
        #expect(finished.ending == .exited(64))
        #expect(finished.errors.contains(hint), "\(finished.errors)")
    }
}
