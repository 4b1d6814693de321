import AmiliSandbox
import Crypto
import Foundation
import Testing

@Suite struct AuthorityTests {
    @Test func onlyASignedLoginThatEndsSoonGetsAToken() async throws {
        try await SandboxHarness.with { (harness) async throws in
            func status(_ login: String) throws -> Int? {
                try harness.client.send(
                    "GET", "/authenticates/api-code", headers: ["X-API-Key": login]
                ).status
            }
            #expect(try status(try SandboxHarness.login()) == 200)
            #expect(try status(try SandboxHarness.login(lifetime: 890)) == 200)
            #expect(try status(try SandboxHarness.login(lifetime: 960)) == 401)
            #expect(try status(try SandboxHarness.login(lifetime: -1)) == 401)
            #expect(try status(try SandboxHarness.login(apiCode: "")) == 401)
            #expect(try status(try SandboxHarness.login(#"{"alg":"none"}"#)) == 401)
            #expect(try status(try SandboxHarness.login(#"{"alg":"HS256"}"#)) == 401)
            #expect(try status(String(try SandboxHarness.login().dropLast(2))) == 401)
            #expect(try status("nonsense") == 401)
        }
    }

    @Test func withAPublicKeyTheSignatureMustBeItsOwners() async throws {
        let key = P256.Signing.PrivateKey()
        try await SandboxHarness.with {
            $0.publicKey = SandboxHarness.key.publicKey.pemRepresentation
        } body: { (harness) async throws in
            func status(_ key: P256.Signing.PrivateKey) throws -> Int? {
                try harness.client.send(
                    "GET", "/authenticates/api-code",
                    headers: ["X-API-Key": try SandboxHarness.login(key: key)]
                ).status
            }
            #expect(try status(SandboxHarness.key) == 200)
            #expect(try status(key) == 401)
        }
    }

    @Test func withoutAGoodTokenEveryCallIsRefusedInEvesShape() async throws {
        try await SandboxHarness.with { (harness) async throws in
            #expect(try harness.client.send("GET", "/cases").status == 200)
            _ = try harness.client.send("POST", "/sandbox/expire-tokens")
            let answer = try harness.client.send("GET", "/cases")
            #expect(answer.status == 401 && answer.json["_status"] as? String == "ERR")
            #expect(try harness.register("1").status == 401)
            try harness.logIn()
            #expect(try harness.client.send("GET", "/cases").status == 200)
            harness.client.token = nil
            #expect(try harness.client.send("GET", "/cases").status == 401)
        }
    }

    @Test func aTokenOutlivesTheAdvanceOfAmilisClock() async throws {
        try await SandboxHarness.with { (harness) async throws in
            _ = try harness.client.send("POST", "/sandbox/clock", body: ["advance": "12d"])
            #expect(try harness.client.send("GET", "/cases").status == 200)
            try harness.logIn()
        }
    }
}

@Suite struct CaseCourseTests {
    private func state(_ harness: SandboxHarness, _ invoice: String) throws -> [String] {
        let item = try #require(try harness.cases(of: invoice).items.first)
        return [item["state"] as? String ?? "", item["status"] as? String ?? ""]
    }

    @Test func aReminderTurnsIntoDebtCollectionAfterTwelveDays() async throws {
        try await SandboxHarness.with { (harness) async throws in
            _ = try harness.register("1")
            _ = try harness.client.send("POST", "/sandbox/clock", body: ["advance": "287h"])
            #expect(try state(harness, "1") == ["reminder", "reminder_active"])
            _ = try harness.client.send("POST", "/sandbox/clock", body: ["advance": "1h"])
            #expect(try state(harness, "1") == ["debt_collection", "debt_collection_active"])
        }
    }

    @Test func aPausedReminderStaysWhereItIs() async throws {
        try await SandboxHarness.with { (harness) async throws in
            let answer = try harness.register("1")
            let id = try #require((answer.json["_cases"] as? [String])?.first)
            _ = try harness.client.send(
                "POST", "/sandbox/cases/\(id)", body: ["status": "paused"])
            _ = try harness.client.send("POST", "/sandbox/clock", body: ["advance": "30d"])
            #expect(try state(harness, "1") == ["reminder", "paused"])
            let wrong = try harness.client.send(
                "POST", "/sandbox/cases/\(id)", body: ["state": "closed", "status": "paused"])
            #expect(wrong.status == 400)
            _ = try harness.client.send(
                "POST", "/sandbox/cases/\(id)", body: ["state": "something_new"])
            #expect(try state(harness, "1") == ["something_new", "something_new_active"])
        }
    }

    @Test func aPaymentOfAllClosesTheCaseAndAPartDoesNot() async throws {
        try await SandboxHarness.with { (harness) async throws in
            _ = try harness.register("1")
            func pay(_ amount: Double) throws -> [String: Any] {
                let answer = try harness.client.send(
                    "POST", "/creditor--payments",
                    body: [
                        "origin": "creditor_system", "creditor": SandboxHarness.creditor,
                        "account": "65f0c0ffee0000000000a001",
                        "invoice_number": "1", "currency": "SEK", "amount": amount,
                        "bank_transaction_date": "Mon, 20 Jul 2026 09:15:00 GMT",
                    ])
                #expect(answer.status == 201)
                return answer.json
            }
            #expect(try pay(40.5)["status"] as? String == "completed")
            #expect(try harness.cases(of: "1").items.first?["closed"] is NSNull)
            let rest = try pay(100)
            #expect(rest["status"] as? String == "warning")
            #expect(rest["settled_amount"] as? Double == 59.5)
            let closed = try harness.cases(of: "1").items.first?["closed"] as? [String: Any]
            #expect(closed?["reason"] as? String == "closed_paid")
            #expect(try pay(1)["status_reason_locale"] as? String == "case_closed")
        }
    }

    @Test func aCancellationClosesAndNamesItsCaseInOneWayOnly() async throws {
        try await SandboxHarness.with { (harness) async throws in
            let answer = try harness.register("1")
            let id = try #require((answer.json["_cases"] as? [String])?.first)
            func cancel(_ names: [String: String]) throws -> Client.Answer {
                try harness.client.send(
                    "POST", "/creditor--cancellations",
                    body: ["origin": "creditor_system"].merging(names, uniquingKeysWith: { $1 }))
            }
            #expect(try cancel(["case": id, "invoice_number": "1"]).status == 422)
            #expect(try cancel([:]).status == 422)
            #expect(try cancel(["invoice_number": "1"]).status == 422)
            #expect(try cancel(["case": id, "amount": "1"]).status == 422)
            #expect(try cancel(["case": id]).json["status"] as? String == "completed")
            #expect(try state(harness, "1") == ["closed", "closed_cancelled"])
            #expect(try cancel(["case": id]).json["status"] as? String == "warning")
            let unknown = try cancel(["case": "65f0c0ffee0000000000a001"])
            #expect(unknown.json["status_reason_locale"] as? String == "case_not_found")
            #expect(unknown.json["status"] as? String == "warning", "it knows no error")
        }
    }

    @Test func aColleaguesCaseIsFoundLikeAnyOther() async throws {
        try await SandboxHarness.with { (harness) async throws in
            let made = try harness.client.send(
                "POST", "/sandbox/cases",
                body: ["creditor": SandboxHarness.creditor, "invoice_number": "7"])
            #expect(made.status == 201)
            let found = try harness.cases(of: "7").items.first?["_id"] as? String
            #expect(found == made.json["_id"] as? String && found != nil)
            #expect(try harness.ledger().first?["via"] as? String == "portal")
            let wrong = try harness.client.send("POST", "/sandbox/cases", body: ["creditor": "x"])
            #expect(wrong.status == 400)
        }
    }
}

@Suite struct TrafficTests {
    @Test func aRateLimitHoldsPerCreditorAndEndpoint() async throws {
        try await SandboxHarness.with {
            $0.rate = RateLimit("3/3600")
        } body: { (harness) async throws in
            let statuses = try (0..<5).map { try harness.register("\($0)").status }
            #expect(statuses == [201, 201, 201, 429, 429])
            let refused = try harness.register("5")
            let wait = try #require(refused.headers["retry-after"].flatMap { Int($0) })
            #expect((3500...3600).contains(wait))
            #expect(try harness.register("6", creditor: "65f0c0ffee0000000000c002").status == 201)
            #expect(try harness.cases(of: "1").status == 200)
        }
    }

    @Test func callsAreCountedByEndpointAndOutcome() async throws {
        try await SandboxHarness.with { (harness) async throws in
            try harness.script(["on": "POST /case--registrations", "do": "reset", "times": 1])
            for number in 0..<3 { _ = try harness.register("\(number)") }
            _ = try harness.client.send("POST", "/case--registrations", body: "{}")
            let report = try harness.client.send("GET", "/sandbox/requests").json
            let by = try #require(report["by"] as? [String: [String: Int]])
            #expect(by["POST /case--registrations"] == ["201": 2, "422": 1, "reset": 1])
            #expect(by["GET /authenticates/api-code"] == ["200": 1])
            #expect(report["max_per_60s"] as? Int == 5)
            #expect((1...5).contains(report["max_per_1s"] as? Int ?? 0))
        }
    }

    @Test func latencyHoldsEveryAnswerOfTheAPI() async throws {
        try await SandboxHarness.with {
            $0.latency = Span(milliseconds: 60)
        } body: { (harness) async throws in
            let clock = ContinuousClock()
            let start = clock.now
            _ = try harness.client.send("GET", "/cases")
            #expect(clock.now - start >= .milliseconds(60))
        }
    }
}

@Suite struct SettingsTests {
    @Test(arguments: ["0.0.0.0:1", "10.0.0.1:80", "[::]:80", "example.com:80", ":80", "*:80"])
    func onlyLoopbackIsListenedOn(_ address: String) {
        let error = #expect(throws: SandboxError.self) { _ = try ListenAddress(address) }
        #expect(error?.exitCode == 78)
    }

    @Test func loopbackAddressesAreTaken() throws {
        #expect(try ListenAddress("127.0.0.1:0").port == 0)
        #expect(try ListenAddress("localhost:8081").host == "127.0.0.1")
        #expect(try ListenAddress("[::1]:8081").host == "::1")
        let error = #expect(throws: SandboxError.self) { _ = try ListenAddress("127.0.0.1") }
        #expect(error?.exitCode == 64)
    }

    @Test func spansAndRatesAreReadStrictly() {
        #expect(Span("5ms")?.milliseconds == 5)
        #expect(Span("12d")?.milliseconds == 1_036_800_000)
        for wrong in ["", "5", "ms", "-5s", "5 s", "1.5s", "5w"] { #expect(Span(wrong) == nil) }
        #expect(RateLimit("600/60")?.calls == 600)
        for wrong in ["600", "0/60", "600/0", "600/60/1", "a/b"] {
            #expect(RateLimit(wrong) == nil)
        }
    }

    @Test func datesAreReadOnlyAsTheyAreWritten() {
        for text in [
            "Thu, 01 Jan 1970 00:00:00 GMT", "Thu, 29 Feb 2024 12:34:56 GMT",
            "Mon, 31 Dec 2029 23:59:59 GMT", "Wed, 01 Mar 1600 00:00:00 GMT",
        ] {
            #expect(Moment(http: text)?.http == text, "\(text)")
        }
        for text in [
            "Fri, 01 Jan 1970 00:00:00 GMT", "Wed, 29 Feb 2023 00:00:00 GMT",
            "Thu, 1 Jan 1970 00:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 UTC",
            "Thu, 01 Jan 1970 24:00:00 GMT", "Thu, 01 Jan 1970",
        ] {
            #expect(Moment(http: text) == nil, "\(text)")
        }
        #expect(Moment(milliseconds: 1_785_741_900_007).rfc3339 == "2026-08-03T07:25:00.007Z")
    }
}
