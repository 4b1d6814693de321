import AmiliSandbox
import Foundation
import Testing

@Suite struct LedgerTests {
    @Test func aLineTellsAllOfALetterInItsOrder() async throws {
        try await SandboxHarness.with { (harness) async throws in
            _ = try harness.client.send(
                "POST", "/case--registrations",
                headers: ["Idempotency-Key": "key-1", "traceparent": "00-t"],
                body: SandboxHarness.registration("10", capital: 12500.5))
            let file = try String(
                contentsOfFile: harness.folder + "/ledger.ndjson", encoding: .utf8)
            let line = try #require(try harness.ledger().first)
            let at = try #require(line["at"] as? String)
            let id = try #require(line["case"] as? String)
            #expect(
                file == """
                    {"seq":1,"at":"\(at)","creditor":"\(SandboxHarness.creditor)","invoice_number":"10",\
                    "case":"\(id)","first_action":"reminder","capital_ore":1250050,"answered":201,\
                    "idempotency_key":"key-1","via":"api",\
                    "traceparent":"00-t"}

                    """)
            #expect(at.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
        }
    }

    @Test func theLedgerIsFilteredByCreditorAndInvoice() async throws {
        try await SandboxHarness.with { (harness) async throws in
            let other = "65f0c0ffee0000000000c002"
            for number in ["1", "2", "1"] { _ = try harness.register(number) }
            _ = try harness.register("1", creditor: other)
            func sequence(_ query: [String: String]) throws -> [Int] {
                try harness.ledger(query).compactMap { $0["seq"] as? Int }
            }
            #expect(try sequence([:]) == [1, 2, 3, 4])
            #expect(try sequence(["invoice_number": "1"]) == [1, 3, 4])
            #expect(
                try sequence(["creditor": SandboxHarness.creditor, "invoice_number": "1"]) == [
                    1, 3,
                ])
            #expect(try sequence(["creditor": other]) == [4])
            #expect(try sequence(["creditor": "none"]) == [])
            let wrong = try harness.client.send("GET", "/sandbox/ledger", query: ["case": "1"])
            #expect(wrong.status == 400)
        }
    }

    @Test func allIsThereAgainAfterAnEndInTheMiddleOfALine() async throws {
        let folder = SandboxHarness.temporaryFolder()
        var before: [String: Any] = [:]
        try await SandboxHarness.with(folder: folder) { harness in
            _ = try harness.client.send(
                "POST", "/case--registrations", body: SandboxHarness.registration("1", "2"))
            _ = try harness.register("3")
            let id = try #require(try harness.cases(of: "1").items.first?["_id"] as? String)
            let body = ["state": "debt_collection", "status": "disputed"]
            _ = try harness.client.send("POST", "/sandbox/cases/\(id)", body: body)
            _ = try harness.client.send(
                "POST", "/sandbox/creditors",
                body: ["_id": SandboxHarness.creditor, "active": false])
            _ = try harness.client.send("POST", "/sandbox/clock", body: ["advance": "1d"])
            before = try harness.cases("{}").json
        }
        try append("{\"seq\":4,\"at\":\"20", to: folder + "/ledger.ndjson")
        try append("{\"kind\":\"registr", to: folder + "/cases.ndjson")
        try await SandboxHarness.with(folder: folder) { harness in
            let after = try harness.cases("{}").json
            #expect(NSDictionary(dictionary: after).isEqual(to: before))
            #expect(try harness.register("4").status == 403)
            let active: [String: Any] = ["_id": SandboxHarness.creditor, "active": true]
            _ = try harness.client.send("POST", "/sandbox/creditors", body: active)
            #expect(try harness.register("4").status == 201)
            #expect(try harness.ledger().compactMap { $0["seq"] as? Int } == [1, 2, 3, 4])
            #expect(try harness.cases(of: "4").total == 1)
        }
        try FileManager.default.removeItem(atPath: folder)
    }

    @Test func aLetterInTheJournalAloneIsWrittenToTheLedgerAsUnanswered() async throws {
        let folder = SandboxHarness.temporaryFolder()
        var lines: [Substring] = []
        try await SandboxHarness.with(folder: folder) { harness in
            _ = try harness.register("1")
            _ = try harness.client.send(
                "POST", "/case--registrations", body: SandboxHarness.registration("2", "3"))
        }
        let path = folder + "/ledger.ndjson"
        lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        try (lines[..<2].joined(separator: "\n") + "\n{\"seq\":3").write(
            toFile: path, atomically: false, encoding: .utf8)
        try await SandboxHarness.with(folder: folder) { harness in
            let mended = try harness.ledger()
            #expect(mended.compactMap { $0["invoice_number"] as? String } == ["1", "2", "3"])
            #expect(mended[1]["answered"] as? Int == 201 && mended[2]["answered"] is NSNull)
            #expect(lines[2].contains("\"case\":\"\(mended[2]["case"] as? String ?? "")\""))
        }
        try FileManager.default.removeItem(atPath: folder)
    }

    @Test func aJournalThatLacksALetterOfTheLedgerIsNotTrusted() async throws {
        let folder = SandboxHarness.temporaryFolder()
        try await SandboxHarness.with(folder: folder) { harness in _ = try harness.register("1") }
        try "".write(toFile: folder + "/cases.ndjson", atomically: false, encoding: .utf8)
        let settings = SandboxSettings(listen: try ListenAddress("127.0.0.1:0"), folder: folder)
        await #expect(throws: SandboxError.self) {
            _ = try await Sandbox.start(settings) { _ in }
        }
        try FileManager.default.removeItem(atPath: folder)
    }

    @Test func aFolderBelongsToOneSandboxAtATime() async throws {
        try await SandboxHarness.with { (harness) async throws in
            let settings = SandboxSettings(
                listen: try ListenAddress("127.0.0.1:0"), folder: harness.folder)
            let error = await #expect(throws: SandboxError.self) {
                _ = try await Sandbox.start(settings) { _ in }
            }
            #expect(error?.exitCode == 75)
        }
    }

    @Test func manyAtOnceShareASyncAndNoneIsLost() async throws {
        try await SandboxHarness.with { (harness) async throws in
            let token = harness.client.token
            let port = harness.sandbox.port
            try await withThrowingTaskGroup(of: Void.self) { group in
                for lane in 0..<8 {
                    group.addTask {
                        let client = Client(port: port)
                        client.token = token
                        for number in 0..<25 {
                            let answer = try client.send(
                                "POST", "/case--registrations",
                                body: SandboxHarness.registration("\(lane)-\(number)"))
                            #expect(answer.status == 201)
                        }
                    }
                }
                try await group.waitForAll()
            }
            let ledger = try harness.ledger()
            #expect(ledger.compactMap { $0["seq"] as? Int } == Array(1...200))
            #expect(Set(ledger.compactMap { $0["invoice_number"] as? String }).count == 200)
        }
    }

    private func append(_ text: String, to path: String) throws {
        let file = try #require(FileHandle(forWritingAtPath: path))
        try file.seekToEnd()
        try file.write(contentsOf: Data(text.utf8))
        try file.close()
    }
}
