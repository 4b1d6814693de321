import AmiliSandbox
import Foundation
import Testing

@Suite struct FaultTests {
    private static let register = "POST /case--registrations"

    /// What a client sees of one rule, and what Amili's ledger holds after it.
    private func outcome(_ rule: [String: Any]) async throws -> (
        answer: Client.Answer, ledger: [[String: Any]]
    ) {
        var result: (Client.Answer, [[String: Any]])?
        try await SandboxHarness.with { (harness) async throws in
            try harness.script(rule.merging(["on": Self.register], uniquingKeysWith: { $1 }))
            let answer = try harness.client.send(
                "POST", "/case--registrations", body: SandboxHarness.registration("10"))
            result = (answer, try harness.ledger())
        }
        return try #require(result)
    }

    @Test(arguments: ["none", "before"])
    func aStatusReplacesTheAnswerAndTheEffectSaysWhatHappened(_ effect: String) async throws {
        let (answer, ledger) = try await outcome([
            "do": "status", "status": 503, "retry_after": 2, "effect": effect,
        ])
        #expect(answer.status == 503 && answer.headers["retry-after"] == "2")
        #expect(answer.json["_status"] as? String == "ERR")
        #expect(ledger.map { $0["answered"] as? Int } == (effect == "none" ? [] : [503]))
    }

    @Test func aRefusalSaysWhatTheScriptSays() async throws {
        let (answer, ledger) = try await outcome([
            "do": "status", "status": 422, "says": "no such street",
        ])
        #expect(answer.status == 422 && ledger.isEmpty)
        #expect((answer.json["_issues"] as? [String: String]) == ["debts": "no such street"])
    }

    @Test func aResetLeavesNoByteAndTheLedgerSaysThatNobodyWasTold() async throws {
        let (answer, ledger) = try await outcome(["do": "reset", "effect": "before"])
        #expect(answer.end == .reset && answer.status == nil)
        #expect(ledger.count == 1 && ledger[0]["answered"] is NSNull)
    }

    @Test func aHangEndsWithItsDelay() async throws {
        let (answer, ledger) = try await outcome(["do": "hang", "delay_ms": 50])
        #expect(answer.end == .closed && answer.status == nil && ledger.isEmpty)
    }

    @Test func aHangWithoutADelayLastsUntilTheClientLeavesWhateverTheLatency() async throws {
        try await SandboxHarness.with {
            $0.latency = Span(milliseconds: 20)
        } body: { (harness) async throws in
            try harness.script(["on": Self.register, "do": "hang"])
            let other = Client(port: harness.sandbox.port)
            other.token = harness.client.token
            try other.start("POST", "/case--registrations", body: SandboxHarness.registration("10"))
            while try harness.count(Self.register, "hang") == 0 {}
            // Each of these answers takes the latency.
            for _ in 0..<5 { _ = try harness.client.send("GET", "/cases") }
            #expect(other.isWaiting)
        }
    }

    @Test(arguments: ["none", "before", "after_ms:20"])
    func aChangeOfACreditorTakesEffectAsTheRuleSays(_ effect: String) async throws {
        try await SandboxHarness.with { (harness) async throws in
            let path = "/creditors/" + SandboxHarness.creditor
            func name() throws -> String? {
                try harness.client.send("GET", path).json["name"] as? String
            }
            let version = try harness.client.send("GET", path).json["_etag"] as? String
            try harness.script([
                "on": "PATCH /creditors/{id}", "do": "status", "status": 503, "effect": effect,
            ])
            let answer = try harness.client.send(
                "PATCH", path, headers: ["If-Match": version ?? ""], body: ["name": "Exempel"])
            #expect(answer.status == 503)
            let atOnce = try name()
            #expect(atOnce == (effect == "before" ? "Exempel" : nil))
            if effect == "after_ms:20" { while try name() == nil {} }
        }
    }

    @Test func halfHeadersAndHalfBodiesAreCutAndClosed() async throws {
        let (headers, ledger) = try await outcome(["do": "half_headers", "effect": "before"])
        #expect(headers.end == .closed && headers.status == nil && ledger.count == 1)
        let (body, none) = try await outcome(["do": "half_body"])
        #expect(body.end == .closed && body.status == 201 && none.isEmpty)
        let promised = try #require(body.headers["content-length"].flatMap { Int($0) })
        #expect(body.body.count == promised / 2)
    }

    @Test func aWrongLengthPromisesMoreThanComes() async throws {
        let (answer, ledger) = try await outcome(["do": "wrong_length", "effect": "before"])
        #expect(answer.end == .closed && answer.json["_cases"] != nil)
        #expect(answer.headers["content-length"] == "\(answer.body.count + 64)")
        #expect(ledger[0]["answered"] is NSNull)
    }

    @Test func unreadableBodiesComeWholeUnderTheUsualStatus() async throws {
        let (malformed, ledger) = try await outcome(["do": "malformed", "effect": "before"])
        #expect(malformed.end == .complete && malformed.status == 201 && malformed.json.isEmpty)
        #expect(!malformed.body.isEmpty && ledger[0]["answered"] as? Int == 201)
        let (html, _) = try await outcome(["do": "html", "status": 502])
        #expect(html.status == 502 && html.headers["content-type"] == "text/html")
        let (huge, _) = try await outcome(["do": "huge"])
        #expect(huge.end == .complete && huge.body.count > 8 << 20)
    }

    @Test func aCaseMadeAfterTheClientWasDroppedIsSeenOnlyThen() async throws {
        try await SandboxHarness.with { (harness) async throws in
            try harness.script(["on": Self.register, "do": "hang", "effect": "after_ms:20"])
            let other = Client(port: harness.sandbox.port)
            other.token = harness.client.token
            try other.start("POST", "/case--registrations", body: SandboxHarness.registration("10"))
            while try harness.count("POST /case--registrations", "hang") == 0 {}
            #expect(try harness.ledger().isEmpty)
            other.hangUp()
            while try harness.ledger().isEmpty {}
            #expect(try harness.ledger()[0]["answered"] is NSNull)
            #expect(try harness.cases(of: "10").total == 1)
        }
    }

    @Test func aCaseMadeAfterTheAnswerCarriesThatAnswer() async throws {
        try await SandboxHarness.with { (harness) async throws in
            try harness.script([
                "on": Self.register, "do": "status", "status": 504, "effect": "after_ms:50",
            ])
            #expect(try harness.register("10").status == 504)
            while try harness.ledger().isEmpty {}
            #expect(try harness.ledger()[0]["answered"] as? Int == 504)
        }
    }

    @Test func aLateEffectOfARefusedCallNeverComes() async throws {
        try await SandboxHarness.with { (harness) async throws in
            try harness.script([
                "on": Self.register, "do": "status", "status": 504, "effect": "after_ms:0",
            ])
            func activate(_ active: Bool) throws {
                let body: [String: Any] = ["_id": SandboxHarness.creditor, "active": active]
                _ = try harness.client.send("POST", "/sandbox/creditors", body: body)
            }
            try activate(false)
            #expect(try harness.register("10").status == 504)
            try activate(true)
            // A second call's late effect comes after the first one's would have.
            _ = try harness.register("11")
            while try harness.ledger().isEmpty {}
            #expect(try harness.ledger().compactMap { $0["invoice_number"] as? String } == ["11"])
        }
    }

    @Test func aLaggingCaseIsSeenAmongRegistrationsFirst() async throws {
        try await SandboxHarness.with { (harness) async throws in
            try harness.script(["on": Self.register, "do": "lag", "delay_ms": 3_600_000])
            let id = try #require(
                (try harness.register("10").json["_cases"] as? [String])?.first)
            #expect(try harness.cases(of: "10").total == 0)
            #expect(try harness.client.send("GET", "/cases/\(id)").status == 404)
            #expect(try harness.client.send("GET", "/case--registrations").total == 1)
            _ = try harness.client.send("POST", "/sandbox/clock", body: ["advance": "2h"])
            #expect(try harness.cases(of: "10").total == 1)
            try harness.script(["on": "GET /cases", "do": "lag", "delay_ms": 3_600_000])
            _ = try harness.register("11")
            #expect(try harness.cases(of: "10").total == 1)
            #expect(try harness.cases(of: "11").total == 0)
        }
    }

    @Test func aRefusedInAndAnIgnoredWhere() async throws {
        try await SandboxHarness.with { (harness) async throws in
            _ = try harness.register("10")
            _ = try harness.register("11")
            try harness.script(["on": "GET /cases", "do": "no_in"])
            #expect(try harness.cases(#"{"debt.invoice_number":{"$in":["10"]}}"#).status == 400)
            #expect(try harness.cases(of: "10").total == 1)
            try harness.script(["on": "GET /cases", "do": "ignore_where"])
            #expect(try harness.cases(of: "10").total == 2)
        }
    }

    @Test func theFirstMatchingRuleWinsAndCountsItsHits() async throws {
        try await SandboxHarness.with { (harness) async throws in
            try harness.script(
                [
                    "on": Self.register, "invoice": "1?", "after": 1, "times": 2, "do": "status",
                    "status": 500,
                ], ["on": Self.register, "invoice": "*2", "do": "status", "status": 502])
            let numbers = ["10", "20", "12", "11", "12", "13", "2"]
            let statuses = try numbers.map { try harness.register($0).status }
            #expect(statuses == [201, 201, 500, 500, 502, 201, 502])
            let rules = try harness.client.send("GET", "/sandbox/faults").json["rules"]
            let shown = try #require(rules as? [[String: Any]])
            #expect(shown.map { $0["hits"] as? Int } == [2, 2])
            #expect(shown[0]["status"] as? Int == 500)
        }
    }

    @Test func aShareIsDrawnAlikeEachTime() async throws {
        var runs: [[Int?]] = []
        for _ in 0..<2 {
            try await SandboxHarness.with { (harness) async throws in
                try harness.script([
                    "on": Self.register, "share": 0.3, "do": "status", "status": 500,
                ])
                runs.append(try (0..<200).map { try harness.register("\($0)").status })
            }
        }
        #expect(runs[0] == runs[1])
        #expect((40...80).contains(runs[0].filter { $0 == 500 }.count))
    }

    @Test func aDelayHoldsTheAnswerBack() async throws {
        try await SandboxHarness.with { (harness) async throws in
            try harness.script(["on": Self.register, "do": "pass", "delay_ms": 80])
            let clock = ContinuousClock()
            let start = clock.now
            #expect(try harness.register("10").status == 201)
            #expect(clock.now - start >= .milliseconds(80))
        }
    }

    @Test(arguments: [
        (#"{"do":"nonsense"}"#, "rules[1].do"), (#"{"on":"GET /x","do":"hang"}"#, "rules[1].on"),
        (#"{"do":"status"}"#, "rules[1].status"), (#"{"share":2,"do":"hang"}"#, "rules[1].share"),
        (#"{"do":"hang","status":500}"#, "rules[1].status"),
        (#"{"do":"pass","effect":"before"}"#, "rules[1].effect"),
        (#"{"do":"hang","effect":"after_ms:x"}"#, "rules[1].effect"),
        (#"{"do":"hang","often":1}"#, "rules[1].often"), (#"{"status":500}"#, "rules[1].do"),
        (#"{"do":"hang","times":-1}"#, "rules[1].times"), ("7", "rules[1]"),
        (#"{"do":"lag"}"#, "rules[1].delay_ms"),
    ])
    func aMalformedScriptIsRefusedByRuleAndField(_ rule: String, _ named: String) async throws {
        try await SandboxHarness.with { (harness) async throws in
            try harness.script(["do": "status", "status": 418, "times": 0])
            let answer = try harness.client.send(
                "PUT", "/sandbox/faults", body: #"{"rules":[{"do":"pass"},\#(rule)]}"#)
            #expect(answer.status == 400)
            #expect(answer.message?.hasPrefix(named) == true, "\(answer.message ?? "")")
            let kept = try harness.client.send("GET", "/sandbox/faults").json["rules"] as? [Any]
            #expect(kept?.count == 1)
        }
    }

    @Test func aTokenCallCanFailToo() async throws {
        try await SandboxHarness.with { (harness) async throws in
            try harness.script(["on": "GET /authenticates/api-code", "do": "status", "status": 503])
            let login = try SandboxHarness.login()
            let answer = try harness.client.send(
                "GET", "/authenticates/api-code", headers: ["X-API-Key": login])
            #expect(answer.status == 503)
        }
    }
}
