import Foundation
import TestSupport
import Testing

/// What humans decide, on the real programs.
@Suite(.serialized, .timeLimit(.minutes(8)))
struct DecisionCommandTests {
    private static let post = #""on":"POST /case--registrations""#

    /// What the record says, the latest first.
    private static func record(_ installation: Installation) async throws -> [String] {
        try await installation.json(["audit"]).map { line in
            let run = (line["run"] as? Int).map { " of run \($0)" } ?? ""
            return "\(line["action"] as? String ?? "")\(run): \(line["facts"] as? String ?? "")"
        }
    }

    // MARK: The rate of a creditor

    @Test func aCreditorsOwnRateIsKeptShownAndRecorded() async throws {
        try await Installation.with { installation in
            let none = try await installation.json(["rate", "--creditor", "demo"]).first
            #expect(none?["scope"] as? String == "creditor" && none?["rate"] is NSNull)
            let set = try await installation.json(["rate", "--creditor", "demo", "300/60"]).first
            #expect(set?["creditor"] as? String == "demo" && set?["rate"] as? Double == 5)
            #expect(try await installation.json(["rate"]).first?["rate"] is NSNull)
            let listed = try await installation.json(["creditor", "list"]).first
            #expect(listed?["rate"] as? Double == 5)
            #expect(try await Self.record(installation).first == "changed the rate: none → 5.0/s")

            let file = try installation.file("batch.csv", count: 20)
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            let clock = ContinuousClock()
            let began = clock.now
            try await installation.expect(0, ["work", "--once"])
            // 20 letters and a look-up, of which the first two may go at once.
            #expect(clock.now - began > .seconds(3))
            try await installation.expectOneLetterEach(accepted: 20)

            let unknown = try await installation.paminn(["rate", "--creditor", "dmeo", "60/60"])
            #expect(unknown.ending == .exited(78) && unknown.errors.contains("‘demo’"))
            let taken = try await installation.json(["rate", "--creditor", "demo", "none"]).first
            #expect(taken?["rate"] is NSNull)
        }
    }

    // MARK: Cancelling

    @Test func aRunCancelledInsideItsHoldNeverLeaves() async throws {
        try await Installation.with { installation in
            let file = try installation.file("batch.csv", count: 120)
            try await installation.expect(
                0, ["enqueue", file, "--creditor", "demo", "--hold", "10m"])
            let foreseen = try await installation.json(["cancel", "1", "--dry-run"])
            #expect(foreseen.first?["queued"] as? Int == 120)
            #expect(try await installation.counts()["queued"] == 120)
            let answer = try #require(
                try await installation.json(["cancel", "1", "--yes"]).first)
            #expect(answer["cancelled"] as? Int == 120 && answer["accepted"] as? Int == 0)
            try await installation.expect(0, ["work", "--once"])
            #expect(try installation.letters().isEmpty)
            #expect(try await installation.counts()["cancelled"] == 120)
            #expect(try await installation.query("select state from run") == "done")
        }
    }

    @Test func aRunCancelledAmongItsCallsSendsNothingLaterThanASecondAfter() async throws {
        try await Installation.with(sandboxOptions: ["--latency", "50ms"]) { installation in
            let file = try installation.file("batch.csv", count: 4_000)
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            let workers = try (0..<2).map { _ in try installation.startWorker() }
            try await eventually("letters are out") { try installation.letters().count >= 200 }
            let answer = try #require(
                try await installation.json(["cancel", "1", "--yes"]).first)
            let end = try await installation.query(
                "select to_char((clock_timestamp() + interval '1 second') at time zone 'UTC',"
                    + " 'YYYY-MM-DD HH24:MI:SS.US')")
            let words = ["accepted", "uncertain", "on_wire", "queued", "cancelled"]
            let sum = words.compactMap { answer[$0] as? Int }.reduce(0, +)
            #expect(sum == 4_000)
            #expect((answer["cancelled"] as? Int ?? 0) > 0 && answer["queued"] as? Int == 0)
            try await eventually(within: .seconds(120), "the run is done") {
                try await installation.query("select state from run") == "done"
            }
            for worker in workers {
                await worker.send(signal: SIGTERM)
                #expect(try await worker.wait().ending == .exited(0))
            }
            let late = try Installation.lines(
                try String(contentsOfFile: installation.ledgerFile, encoding: .utf8)
            ).filter { entry in
                let at = (entry["at"] as? String ?? "").replacingOccurrences(of: "T", with: " ")
                return at > end
            }
            #expect(late.isEmpty, "\(late.count) letters later than a second after the answer")
            let letters = try installation.letters().count
            #expect(letters < 4_000)
            try await installation.expectOneLetterEach(accepted: letters)
            let counts = try await installation.counts()
            #expect(counts["cancelled"] == 4_000 - letters)
        }
    }

    @Test func cancellingNeedsNoWorkerToEndTheRunAndTwiceIsOnce() async throws {
        try await Installation.with { installation in
            let file = try installation.file("batch.csv", count: 250)
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            // Nobody is there to be asked.
            let unasked = try await installation.paminn(["cancel", "1"])
            #expect(unasked.ending == .exited(64))
            #expect(unasked.errors.contains("250 would not be sent"))
            #expect(unasked.errors.contains("--yes"))
            #expect(try await installation.counts()["queued"] == 250)
            let said = try await installation.expect(0, ["cancel", "1", "--yes"])
            #expect(said.output.contains("250 cancelled"))
            #expect(
                try await installation.query("select state, finished_at is null from run")
                    == "done|f")
            try await installation.expect(0, ["cancel", "1", "--yes"])
            let list = try await installation.json(["invoices", "--creditor", "demo"])
            #expect(list.allSatisfy { $0["reason"] as? String == "CANCELLED_BY_USER" })
            // What was taken back may go again.
            let again = try await installation.json(["resubmit", "1", "--yes"])
            #expect(again.first?["queued"] as? Int == 250)
            let told = "cancelled of run 1: "
            #expect(
                try await Self.record(installation) == [
                    "resubmitted of run 2: queued 250, manual 0, skipped 0",
                    told + "0 not sent, 0 on the wire, 0 at Amili, 0 in doubt",
                    told + "250 not sent, 0 on the wire, 0 at Amili, 0 in doubt",
                    "sent of run 1: queued 250, manual 0, skipped 0",
                ])
        }
    }

    // MARK: Resubmitting

    @Test func whatWasRejectedGoesAgainOnceTheFaultIsGone() async throws {
        try await Installation.with { installation in
            try await installation.setFaults(
                #"{\#(Self.post),"invoice":"1*","do":"status","status":422}"#)
            let file = try installation.file("batch.csv", count: 30)
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            try await installation.expect(0, ["work", "--once"])
            #expect(try await installation.counts()["rejected"] == 11)
            try await installation.setFaults("")
            let unasked = try await installation.paminn(["resubmit", "1"])
            #expect(unasked.ending == .exited(64) && unasked.errors.contains("11 would be queued"))
            let foreseen = try await installation.json(["resubmit", "1", "--dry-run"])
            #expect(foreseen.first?["queued"] as? Int == 11)
            #expect(try await installation.query("select count(*) from run") == "1")
            let made = try #require(try await installation.json(["resubmit", "1", "--yes"]).first)
            #expect(made["queued"] as? Int == 11 && made["existing"] as? Bool == false)
            #expect(made["of_run"] as? Int == 1)
            let run = try #require(made["run"] as? Int)
            for arguments in [["resubmit", "1", "--yes"], ["resubmit", "1"]] {
                let again = try await installation.json(arguments)
                #expect(again.first?["existing"] as? Bool == true)
                #expect(again.first?["run"] as? Int == run)
            }
            try await installation.expect(0, ["work", "--once"])
            #expect(try await installation.counts(of: run)["accepted"] == 11)
            #expect(try await installation.counts()["rejected"] == 11)
            let letters = try installation.letters()
            #expect(letters.count == 30 && letters.values.allSatisfy { $0 == 1 })
            try await installation.expect(65, ["resubmit", "\(run)", "--yes"])
        }
    }

    // MARK: Releasing

    @Test func aCaseClosedAtAmiliIsReleasedAndGoesAnew() async throws {
        try await Installation.with { installation in
            let file = try installation.file("batch.csv", count: 3)
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            try await installation.expect(0, ["work", "--once"])
            // One of ours is closed, and one of a colleague's.
            try await installation.curl(
                [
                    "-o", "/dev/null", "--data",
                    #"{"creditor":"65f0c0ffee0000000000c001","invoice_number":"50"}"#,
                ], "/sandbox/cases")
            for number in ["2", "50"] {
                let found = try Installation.lines(
                    try String(contentsOfFile: installation.ledgerFile, encoding: .utf8)
                ).first { $0["invoice_number"] as? String == number }
                let id = try #require(found?["case"] as? String)
                try await installation.curl(
                    ["-o", "/dev/null", "--data", #"{"state":"closed"}"#], "/sandbox/cases/\(id)")
            }
            let other = try installation.file("other.csv", first: 50, count: 1)
            try await installation.expect(0, ["enqueue", other, "--creditor", "demo"])
            let again = try await installation.json([
                "enqueue", file, "--creditor", "demo", "--key", "again",
            ])
            #expect(again.first?["reasons"] as? [String: Int] == ["ALREADY_AT_AMILI": 3])
            try await installation.expect(0, ["work", "--once"])
            #expect(
                try await installation.query(
                    "select code from reminder r join reason n on n.id = r.reason where run = 2")
                    == "CLOSED_AT_AMILI")
            // Within two seconds a case could as well be younger than the release.
            try await eventually("the cases are older than the release") {
                try await installation.query(
                    "select clock_timestamp() > max(changed_at) + interval '3 s' from reminder")
                    == "t"
            }
            for (number, freed) in [("2", 1), ("50", nil)] {
                let released = try await installation.json([
                    "release", number, "--creditor", "demo", "--why", "withdrawn",
                ])
                #expect(released.first?["freed_run"] as? Int == freed)
            }
            let ours = try await installation.json([
                "resubmit", "3", "--reason", "ALREADY_AT_AMILI", "--yes",
            ])
            #expect(ours.first?["queued"] as? Int == 1 && ours.first?["skipped"] as? Int == 2)
            let colleagues = try await installation.json([
                "resubmit", "2", "--reason", "CLOSED_AT_AMILI", "--yes",
            ])
            #expect(colleagues.first?["queued"] as? Int == 1)
            try await installation.expect(0, ["work", "--once"])
            #expect(try installation.letters() == ["1": 1, "2": 2, "3": 1, "50": 2])
            let released = try await Self.record(installation).filter { $0.hasPrefix("released") }
            #expect(released.contains { $0.hasSuffix(": invoice 2") }, "\(released)")
        }
    }

    // MARK: Doubts

    @Test func aDoubtIsListedWithWhatWasSaidAndAHumanSettlesIt() async throws {
        try await Installation.with { installation in
            let first = try installation.file("first.csv", first: 100, count: 1)
            try await installation.expect(0, ["enqueue", first, "--creditor", "demo"])
            try await installation.expect(0, ["work", "--once"])
            // One look-up is answered, and none after it.
            try await installation.setFaults(
                [
                    #"{\#(Self.post),"invoice":"2","do":"reset","effect":"before"}"#,
                    #"{\#(Self.post),"invoice":"3","do":"reset","effect":"none"}"#,
                    #"{"on":"GET /cases","after":1,"do":"status","status":502}"#,
                ].joined(separator: ","))
            let file = try installation.file("batch.csv", count: 3)
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            let worker = try installation.startWorker(["PAMINN_SETTLE_DELAY": "2m"])
            try await eventually("two are in doubt") {
                try await installation.query("select sum(n_u), sum(n_a) from part where run = 2")
                    == "2|1"
            }
            try await eventually("a beat tells Amili's time") {
                try await installation.query("select count(amili_at) > 0 from worker") == "t"
            }
            await worker.send(signal: SIGTERM)
            #expect(try await worker.wait().ending == .exited(0))
            let doubts = try await installation.json(["uncertain", "--creditor", "demo"])
            #expect(
                Set(doubts.compactMap { $0["invoice_number"] as? String }) == ["2", "3"])
            #expect(doubts.allSatisfy { ($0["last_call"] as? String)?.isEmpty == false })
            #expect(doubts.allSatisfy { $0["doubt_is_over"] as? Bool == false })
            func resolve(_ verdict: String, _ invoice: String) -> [String] {
                [
                    "uncertain", "--resolve", verdict, "--invoice", invoice, "--creditor", "demo",
                    "--why", "seen in the portal",
                ]
            }
            try await installation.expect(0, resolve("sent", "2"))
            try await installation.expect(65, resolve("sent", "2"))
            let early = try await installation.expect(75, resolve("not-sent", "3"))
            #expect(early.errors.hasPrefix("paminn: A call may still take effect for "))
            _ = try await installation.query(
                "update part set doubt_until = now() - interval '1 s' where run = 2")
            // Amili's clock has not passed the end, and no worker tells it now.
            let stepped = try await installation.expect(75, resolve("not-sent", "3"))
            #expect(
                stepped.errors.hasPrefix(
                    "paminn: By Amili's clock a call may still take effect for "))
            _ = try await installation.query(
                "update worker set amili_at = amili_at + interval '3 min'")
            try await installation.expect(0, resolve("not-sent", "3"))
            #expect(
                try await installation.expect(0, ["uncertain"]).output
                    == "Nothing is uncertain.\n")
            #expect(
                try await Self.record(installation).prefix(2) == [
                    "resolved: invoice 3: not sent, now queued",
                    "resolved: invoice 2: sent, now accepted",
                ])
            try await installation.setFaults("")
            try await installation.expect(0, ["resume", "--all"])
            try await installation.expect(0, ["work", "--once"])
            #expect(try await installation.counts(of: 2)["accepted"] == 3)
            #expect(try installation.letters() == ["100": 1, "1": 1, "2": 1, "3": 1])
            let said = try await installation.json(["evidence", "2", "--creditor", "demo"])
            #expect(
                said.contains {
                    $0["kind"] as? String == "human"
                        && ($0["why"] as? String)?.hasSuffix("seen in the portal") == true
                })
        }
    }

    @Test func theEvidenceTellsTheWholeWayOfALetterThatWasLostOnce() async throws {
        try await Installation.with { installation in
            try await installation.setFaults(
                #"{\#(Self.post),"invoice":"5","times":1,"do":"reset","effect":"none"}"#)
            let file = try installation.file("batch.csv", count: 10)
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            try await installation.expect(0, ["work", "--once"])
            try await installation.expectOneLetterEach(accepted: 10)
            let events = try await installation.json(["evidence", "5", "--creditor", "demo"])
            let fields: Set<String> = [
                "at", "kind", "attempt", "worker", "http_status", "curl_code", "written", "ms",
                "from", "to", "why",
            ]
            #expect(events.allSatisfy { fields.isSubset(of: $0.keys) })
            let times = events.compactMap { $0["at"] as? String }
            #expect(times == times.sorted() && times.count == events.count)
            let kinds = events.compactMap { $0["kind"] as? String }
            #expect(kinds.prefix(3) == ["enqueued", "claimed", "lookup"])
            let way = events.compactMap { event -> String? in
                guard let from = event["from"] as? String, let to = event["to"] as? String else {
                    return nil
                }
                return "\(event["kind"] as? String ?? "") \(from) \(to)"
            }
            #expect(
                way == [
                    "call queued uncertain", "state uncertain queued", "call queued accepted",
                ])
            let lost = try #require(events.first { $0["to"] as? String == "uncertain" })
            #expect(lost["written"] as? Bool == true && lost["http_status"] is NSNull)
            #expect((lost["curl_code"] as? Int ?? 0) > 0 && lost["ms"] is Int)
            #expect(events.last?["http_status"] as? Int == 201)
            // A plain one is told as well, though nothing was written down of its call.
            let plain = try await installation.json(["evidence", "6", "--creditor", "demo"])
            #expect(
                plain.prefix(3).map { $0["kind"] as? String } == ["enqueued", "claimed", "lookup"])
            #expect(
                plain.contains {
                    $0["http_status"] as? Int == 201 && $0["kind"] as? String == "call"
                })
            let text = try await installation.expect(0, ["evidence", "5", "--creditor", "demo"])
            #expect(!text.output.contains("Kund") && text.output.contains("uncertain → queued"))
        }
    }

    // MARK: Wrong commands

    @Test func theWrongDecisionIsOneLineAndItsExitCodeTells() async throws {
        try await Installation.with { installation in
            let file = try installation.file("batch.csv", count: 3)
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            let demo = ["--creditor", "demo"]
            let resolve = ["uncertain", "--resolve", "sent", "--invoice", "1", "--why", "x"]
            let cases: [(Int32, [String])] = [
                (64, ["cancel"]), (64, ["cancel", "1"]), (65, ["cancel", "99", "--yes"]),
                (65, ["cancel", "99", "--dry-run"]),
                (64, ["resubmit"]), (64, ["resubmit", "1"] + demo),
                (64, ["resubmit", "1", "--state", "accepted"]),
                (64, ["resubmit", "1", "--state", "skipped"]),
                (64, ["resubmit", "1", "--reason", "NONE"]),
                (65, ["resubmit", "1", "--yes"]), (65, ["resubmit", "99", "--yes"]),
                (65, ["resubmit", "--yes"] + demo),
                (78, ["resubmit", "--creditor", "nobody", "--yes"]),
                (77, ["release", "1", "--why", "x"] + demo), (64, ["release", "1"] + demo),
                (65, ["release", "999", "--why", "x"] + demo),
                (64, resolve), (65, resolve + demo), (64, resolve + demo + ["--case"]),
                (64, ["uncertain", "--resolve", "maybe"] + demo),
                (64, ["uncertain", "--invoice", "1"]),
                (65, ["incidents", "--close", "5", "--why", "x"]),
                (64, ["incidents", "--close", "5"]), (65, ["stuck", "--retry", "1/1"]),
                (64, ["stuck", "--retry", "1"]), (65, ["evidence", "999"] + demo),
                (78, ["evidence", "1", "--creditor", "nobody"]), (64, ["evidence", "1"]),
            ]
            for (code, arguments) in cases {
                let finished = try await installation.paminn(arguments)
                #expect(finished.ending == .exited(code), "\(arguments): \(finished.errors)")
                #expect(
                    finished.errors.hasPrefix("paminn: ")
                        && finished.errors.split(separator: "\n").count == 1,
                    "\(arguments): \(finished.errors)")
                #expect(finished.output.isEmpty, "\(arguments): \(finished.output)")
            }
            #expect(try await installation.counts()["queued"] == 3)
            #expect(try await installation.query("select count(*) from run") == "1")
            #expect(
                try await installation.expect(0, ["incidents"]).output == "No open incidents.\n")
            #expect(try await installation.expect(0, ["stuck"]).output == "No part is stuck.\n")
        }
    }
}
