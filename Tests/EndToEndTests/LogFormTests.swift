import Foundation
import TestSupport
import Testing

/// What reads the log line by line can rely on every line.
@Suite(.serialized, .timeLimit(.minutes(10))) struct LogFormTests {
    private static let json = ["PAMINN_LOG": "json"]

    private func run(
        _ installation: Installation, _ words: [String], _ more: [String: String]
    ) async throws -> (finished: Finished, lines: [[String: Any]]) {
        var asked = installation
        asked.environment.merge(more) { $1 }
        let finished = try await asked.paminn(words)
        return (finished, try Installation.lines(finished.errors))
    }

    @Test func everyLineIsJSONFromTheFirstToTheLast() async throws {
        try await Installation.with { installation in
            let file = try installation.file("batch.csv", count: 30)
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            let (finished, lines) = try await run(installation, ["work", "--once"], Self.json)
            #expect(finished.ending == .exited(0))
            #expect(lines.count >= 3)
            for line in lines {
                #expect(line["at"] is String && line["level"] is String && line["event"] is String)
                #expect(line["code"] is String, "\(line)")
                #expect(line["host"] is String && line["version"] is String)
                #expect((line["pid"] as? Int ?? 0) > 0)
            }
            let events = lines.compactMap { $0["event"] as? String }
            #expect(events.contains { $0.contains("nothing is queued or uncertain") })
            let registered = lines.first { $0["event"] as? String == "worker registered" }
            #expect(registered?["worker"] is Int)
        }
    }

    @Test func soIsTheLineOfAStartThatFails() async throws {
        try await Installation.with { installation in
            let lost = [
                "PAMINN_DATABASE_URL": "dbname=x\nhost=/none", "PAMINN_DATABASE_WAIT": "0s",
            ]
            let wrong = ["PAMINN_OF_ANOTHER_VERSION": "1"]
            let fileless = ["PAMINN_SETTINGS_FILE": "/none"]
            for (words, broken) in [
                (["work"], lost), (["console"], lost), (["work"], wrong), (["work"], fileless),
            ] {
                let more = Self.json.merging(broken) { $1 }
                let (finished, lines) = try await run(installation, words, more)
                #expect(finished.ending != .exited(0))
                #expect(lines.contains { $0["level"] as? String == "error" })
            }
        }
    }

    @Test func noTextLineHoldsAnother() async throws {
        try await Installation.with { installation in
            try await installation.query(
                """
                create function boom() returns trigger language plpgsql as $$ begin
                    raise exception E'one\\ntwo\\r\\u2028three'; end $$;
                create trigger boom before update of beat on worker
                    for each row execute function boom()
                """)
            let worker = try installation.startWorker()
            try await worker.says("the database refuses")
            await worker.send(signal: SIGTERM)
            let errors = try await worker.wait().errors
            #expect(errors.contains(#"one\ntwo\r\u{2028}three"#))
            for line in errors.split(separator: "\n") {
                #expect(
                    line.contains(#/^20\d\d-\d\d-\d\dT\S+Z [A-Z]+ /#) || line.hasPrefix("paminn"),
                    "\(line)")
                #expect(line.hasPrefix("paminn") || line.contains(" version=schema-"))
            }
        }
    }
}
