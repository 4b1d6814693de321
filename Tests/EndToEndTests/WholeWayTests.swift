import Foundation
import TestSupport
import Testing

@Suite(.serialized, .timeLimit(.minutes(5)))
struct WholeWayTests {
    @Test func aFileBecomesCasesAndTheListShowsThem() async throws {
        try await Installation.with { installation in
            let file = try installation.file("batch.csv", count: 250)
            let report = try #require(
                try await installation.json(["enqueue", file, "--creditor", "demo"]).first)
            #expect(report["queued"] as? Int == 250)
            #expect(report["existing"] as? Bool == false)
            let worked = try await installation.expect(0, ["work", "--once"])
            #expect(worked.output.hasPrefix("paminn work: sends to \(installation.sandboxURL)"))
            #expect(try await installation.counts()["accepted"] == 250)
            try await installation.expectOneLetterEach(accepted: 250)
            let list = try await installation.json(["invoices", "--creditor", "demo"])
            #expect(list.count == 250)
            #expect(list.allSatisfy { ($0["amili_ocr"] as? String)?.isEmpty == false })
            #expect(list.allSatisfy { $0["state"] as? String == "accepted" })
            // A poll may have come in between.
            let labels: Set = ["Mottagen av Amili", "Påminnelse skickad"]
            #expect(list.allSatisfy { labels.contains($0["shown"] as? String ?? "") })
        }
    }

    @Test func theSameFileAgainIsTheSameRunAndASecondRunSkipsWhatIsAtAmili() async throws {
        try await Installation.with { installation in
            let file = try installation.file("batch.csv", count: 20)
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            let again = try await installation.json(["enqueue", file, "--creditor", "demo"])
            #expect(again.first?["existing"] as? Bool == true)
            #expect(again.first?["run"] as? Int == 1)
            try await installation.expect(0, ["work", "--once"])
            let other = try await installation.json([
                "enqueue", file, "--creditor", "demo", "--key", "another",
            ])
            #expect(other.first?["queued"] as? Int == 0)
            #expect(other.first?["reasons"] as? [String: Int] == ["ALREADY_AT_AMILI": 20])
            let changed = try installation.file("other.csv", count: 21)
            try await installation.expect(
                65, ["enqueue", changed, "--creditor", "demo", "--key", "another"])
            #expect(try installation.letters().count == 20)
        }
    }

    @Test func twoProducersOfOneFileAtOnceMakeOneRun() async throws {
        try await Installation.with { installation in
            let file = try installation.file("batch.csv", count: 3_000)
            let arguments = ["enqueue", file, "--creditor", "demo"]
            async let one = installation.json(arguments)
            async let two = installation.json(arguments)
            let reports = try await [one, two].compactMap(\.first)
            #expect(reports.map { $0["run"] as? Int } == [1, 1])
            #expect(reports.count { $0["existing"] as? Bool == true } == 1)
        }
    }

    @Test func aKilledProducerLeavesNothingAndTheSameCommandFinishes() async throws {
        try await Installation.with { installation in
            let file = try installation.file("batch.csv", count: 30_000)
            let arguments = ["enqueue", file, "--creditor", "demo"]
            let hold = try await TableHold(of: "reminder", in: installation)
            let producer = try ChildProcess(
                Place.paminn, arguments, environment: installation.environment)
            try await hold.isWaitedFor()
            await producer.send(signal: SIGKILL)
            _ = try await producer.wait()
            try await hold.release()
            #expect(try await installation.json(["status"]).isEmpty)
            #expect(try await installation.json(["invoices", "--creditor", "demo"]).isEmpty)
            let report = try await installation.json(arguments)
            #expect(report.first?["queued"] as? Int == 30_000)
            #expect(report.first?["existing"] as? Bool == false)
            // 64 MB, whatever the size of the file.
            let peak = try #require(report.first?["peak_kib"] as? Int)
            #expect(peak <= 64_000 || Place.isSanitized)
        }
    }

    @Test func whatCannotBeReadIsRefusedByLineAndTheGoodLinesGoIn() async throws {
        try await Installation.with { installation in
            let rejects = installation.folder + "/rejects.csv"
            let file = try installation.file("batch.csv", count: 5) { number in
                number == 3
                    ? "3;Hemlig Person;5560360793;Gatan 3;41119;Göteborg;2026-09-01;i morgon;10,00"
                    : nil
            }
            let finished = try await installation.expect(
                3, ["enqueue", file, "--creditor", "demo", "--rejects", rejects])
            #expect(finished.errors.contains("line 4, column ‘Förfallodatum’: BAD_DATE"))
            #expect(!finished.errors.contains("Hemlig"))
            let text = try String(contentsOfFile: rejects, encoding: .utf8)
            #expect(text.contains("BAD_DATE") && !text.contains("Hemlig"))
            let facts = try FileManager.default.attributesOfItem(atPath: rejects)
            #expect(facts[.posixPermissions] as? Int == 0o600)
            #expect(try await installation.counts()["queued"] == 4)
        }
    }

    @Test func theWrongCommandIsOneLineAndItsExitCodeTells() async throws {
        try await Installation.with { installation in
            let empty = try installation.file("empty.csv", count: 0)
            let spoilt = try installation.file("spoilt.csv", count: 1) { _ in "1;2" }
            let cases: [(Int32, [String], String)] = [
                (64, ["enqeue", "x"], "paminn: "),
                (64, ["pause"], "--all"),
                (66, ["enqueue", "/nowhere.csv", "--creditor", "demo"], "no such file"),
                (65, ["enqueue", spoilt, "--creditor", "demo"], "nothing was enqueued"),
                (78, ["enqueue", empty, "--creditor", "nobody"], "no creditor"),
            ]
            for (code, arguments, words) in cases {
                let finished = try await installation.paminn(arguments)
                #expect(finished.ending == .exited(code), "\(arguments): \(finished.errors)")
                let lines = finished.errors.split(separator: "\n")
                let last = lines.last.map(String.init) ?? ""
                #expect(last.hasPrefix("paminn: ") && last.contains(words), "\(finished.errors)")
            }
            var lost = installation
            lost.environment["PAMINN_DATABASE_URL"] = "postgresql://127.0.0.1:1/none"
            try await lost.expect(69, ["status"])
            lost.environment["PAMINN_DATABASE_URL"] = installation.database
            lost.environment["PAMINN_AMILI_URL"] = "http://amili.example"
            try await lost.expect(78, ["work", "--once"])
            lost.environment["PAMINN_AMILI_URL"] = nil
            try await lost.expect(78, ["work", "--once"])
        }
    }

    @Test func theDoctorFindsWhatIsWrongAndNothingElse() async throws {
        try await Installation.with { installation in
            let finished = try await installation.paminn(["doctor", "--json"])
            let found = try Installation.lines(finished.output)
            // The throwaway cluster of the tests runs without fsync.
            let isDurable = try await installation.query("show fsync") == "on"
            #expect(finished.ending == .exited(isDurable ? 0 : 1))
            let bad = found.filter { $0["ok"] as? Bool == false }
                .compactMap { $0["check"] as? String }
            #expect(bad == (isDurable ? [] : ["durability"]))
            var lost = installation
            lost.environment["PAMINN_AMILI_URL"] = "http://127.0.0.1:1"
            let second = try await lost.paminn(["doctor"])
            #expect(second.ending == .exited(1))
            #expect(second.output.contains("BAD  Amili: does not answer"))
        }
    }

    @Test func aPaymentImportedBeforeTheSendStopsTheLetter() async throws {
        try await Installation.with { installation in
            let file = try installation.file("batch.csv", count: 10)
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            let paid = try installation.file("paid.csv", first: 4, count: 1) { _ in
                "4;Kund 4 AB;5560360793;Gatan 4;41119;Göteborg;2026-09-01;2026-10-01;0,00"
            }
            let later = "2100-01-01"
            try await installation.expect(
                64, ["invoices", "import", paid, "--creditor", "demo", "--as-of", later])
            try await installation.expect(0, ["invoices", "import", paid, "--creditor", "demo"])
            try await installation.expect(0, ["work", "--once"])
            try await installation.expectOneLetterEach(accepted: 9)
            #expect(try installation.letters()["4"] == nil)
            let skipped = try await installation.json([
                "invoices", "--creditor", "demo", "--state", "skipped",
            ])
            #expect(skipped.map { $0["reason"] as? String } == ["PAID"])
        }
    }
}
