import Foundation
import Testing

/// What became of the cases, and of the creditors.
@Suite struct FollowingTests {
    private func numbers(_ harness: SandboxHarness, _ sort: String, _ more: [String: String] = [:])
        throws
        -> [String]
    {
        let query = more.merging(["sort": sort]) { $1 }
        return try harness.cases(#"{"creditor":"\#(SandboxHarness.creditor)"}"#, query).items
            .compactMap {
                ($0["debt"] as? [String: Any])?["invoice_number"] as? String
            }
    }

    private func advance(_ harness: SandboxHarness, _ span: String) throws {
        let answer = try harness.client.send(
            "POST", "/sandbox/clock", body: ["advance": span])
        try #require(answer.status == 200)
    }

    private func change(_ harness: SandboxHarness, _ id: String, _ state: String) throws {
        let answer = try harness.client.send(
            "POST", "/sandbox/cases/\(id)", body: ["state": state])
        try #require(answer.status == 200)
    }

    @Test func casesAreSortedByWhenTheyChanged() async throws {
        try await SandboxHarness.with { (harness) async throws in
            var ids: [String] = []
            for number in 1...5 {
                let made = try harness.register("\(number)").json["_cases"] as? [String]
                ids.append(try #require(made?.first))
                try advance(harness, "1h")
            }
            #expect(try numbers(harness, "_updated") == ["1", "2", "3", "4", "5"])
            #expect(try numbers(harness, "-_updated,-_id") == ["5", "4", "3", "2", "1"])
            try change(harness, ids[1], "bailiff")
            #expect(try numbers(harness, "-_updated") == ["2", "5", "4", "3", "1"])
            #expect(
                try numbers(harness, "-_updated,-_id", ["page": "2", "max_results": "2"])
                    == ["4", "3"])
            // Twelve days after the first three they are debt collection, and that is a change.
            try advance(harness, "285h")
            #expect(try numbers(harness, "-_updated") == ["3", "1", "2", "5", "4"])
            let moments = try harness.cases("{}", ["sort": "-_updated"]).items.compactMap {
                $0["_updated"] as? String
            }
            #expect(Set(moments).count == 5)
            #expect(try numbers(harness, "_id") == ["1", "2", "3", "4", "5"])
        }
    }

    // MARK: Creditors

    private static var details: [String: Any] {
        let address = [
            "address_line_1": "Exempelgatan 1", "zip_code": "41119", "city": "Exempelstad",
            "country": "SE",
        ]
        return [
            "is_active": true, "payout_details": ["sek": ["bankgiro": "9912346"]],
            "sender_address": address, "invoice_address": address,
            "standard_debt_description": "Varor",
        ]
    }

    private func tell(_ harness: SandboxHarness, _ more: [String: Any]) throws -> Client.Answer {
        let body = ["_id": SandboxHarness.creditor].merging(more) { $1 }
        return try harness.client.send("POST", "/sandbox/creditors", body: body)
    }

    private func creditor(_ harness: SandboxHarness) throws -> Client.Answer {
        try harness.client.send("GET", "/creditors/\(SandboxHarness.creditor)")
    }

    private func handIn(
        _ harness: SandboxHarness, _ body: [String: Any] = details, version: String? = nil
    ) throws -> Client.Answer {
        let current = try creditor(harness).json["_etag"] as? String
        return try harness.client.send(
            "PATCH", "/creditors/\(SandboxHarness.creditor)",
            headers: ["If-Match": version ?? current ?? ""], body: body)
    }

    private func isActive(_ harness: SandboxHarness) throws -> Bool? {
        try creditor(harness).json["is_active"] as? Bool
    }

    @Test func whoWasNeverMentionedIsActive() async throws {
        try await SandboxHarness.with { (harness) async throws in
            let answer = try creditor(harness)
            #expect(answer.json["is_active"] as? Bool == true)
            #expect(answer.json["active"] == nil && answer.json["status"] == nil)
            #expect(answer.json["_id"] as? String == SandboxHarness.creditor)
            #expect(try harness.client.send("GET", "/creditors/none").status == 404)
            #expect(
                try harness.client.send("DELETE", "/creditors/\(SandboxHarness.creditor)").status
                    == 405)
        }
    }

    @Test func anInactiveOneIsActiveByTheChangeThatSaysSo() async throws {
        try await SandboxHarness.with { (harness) async throws in
            #expect(try tell(harness, ["active": false]).status == 200)
            #expect(try isActive(harness) == false)
            #expect(try harness.register("1").status == 403)
            let only = Self.details.filter { $0.key != "is_active" }
            #expect(try handIn(harness, only).status == 200)
            #expect(try isActive(harness) == false, "details alone make nothing active")
            #expect(try handIn(harness, ["is_active": true]).status == 200, "it has them already")
            #expect(try isActive(harness) == true)
            #expect(
                try creditor(harness).json["standard_debt_description"] as? String == "Varor")
            #expect(try harness.register("1").status == 201)
            #expect(try handIn(harness, ["is_active": false]).status == 200)
            #expect(try isActive(harness) == false)
        }
    }

    @Test func anActiveOneMustHaveFourThings() async throws {
        try await SandboxHarness.with { (harness) async throws in
            _ = try tell(harness, ["active": false])
            for name in Self.details.keys where name != "is_active" {
                let answer = try handIn(harness, Self.details.filter { $0.key != name })
                #expect(answer.status == 422)
                #expect(answer.issues?[name] as? String == "required field")
            }
            #expect(try isActive(harness) == false)
        }
    }

    @Test func aChangeIsRefusedAsATestHasIt() async throws {
        try await SandboxHarness.with { (harness) async throws in
            let issues = ["payout_details": ["sek": ["bankgiro": "not yours"]]]
            _ = try tell(harness, ["active": false, "issues": issues])
            let refused = try handIn(harness)
            #expect(refused.status == 422)
            #expect(refused.issues as NSDictionary? == issues as NSDictionary)
            #expect(try isActive(harness) == false)
            _ = try tell(harness, ["active": false, "partner_only": true])
            #expect(try handIn(harness).status == 403)
            #expect(try creditor(harness).status == 200)
            _ = try tell(harness, ["active": true])
            #expect(try isActive(harness) == true)
        }
    }

    @Test func oneMayStayInactiveForAWhile() async throws {
        try await SandboxHarness.with { (harness) async throws in
            _ = try tell(harness, ["active": false, "active_after_ms": 3_600_000])
            try advance(harness, "2h")
            #expect(try handIn(harness).status == 200)
            #expect(try isActive(harness) == false)
            try advance(harness, "1h")
            #expect(try isActive(harness) == true)
        }
    }

    @Test func aChangeIsMeantForAVersionAndHasAShape() async throws {
        try await SandboxHarness.with { (harness) async throws in
            let path = "/creditors/\(SandboxHarness.creditor)"
            #expect(try harness.client.send("PATCH", path, body: Self.details).status == 428)
            #expect(try handIn(harness, version: "old").status == 412)
            let first = try creditor(harness).json["_etag"] as? String
            #expect(try handIn(harness, version: first).status == 200)
            let bad = try handIn(
                harness,
                [
                    "payout_details": ["type": "bankgiro", "number": "9912346"],
                    "active": true, "is_active": "yes", "creditor_number": 7,
                ])
            #expect(bad.status == 422)
            #expect(
                Set(try #require(bad.issues).keys)
                    == ["payout_details", "active", "is_active", "creditor_number"])
            let both = try handIn(
                harness,
                ["organization_no": "5560360793", "non_swedish_organization_no": "NO 1"])
            #expect(both.status == 422)
            for number in ["991-2346", "123456", "123456789"] {
                let answer = try handIn(
                    harness, ["payout_details": ["sek": ["bankgiro": number]]])
                #expect(answer.status == 422)
            }
        }
    }

    @Test func whatWasToldAndHandedInOutlivesARestart() async throws {
        let folder = SandboxHarness.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let issues = ["sender_address": "unknown"]
        try await SandboxHarness.with(folder: folder) { (harness) async throws in
            _ = try tell(harness, ["active": false, "active_after_ms": 3_600_000])
            _ = try handIn(harness)
            _ = try tell(harness, ["_id": Self.other, "active": false, "issues": issues])
        }
        try await SandboxHarness.with(folder: folder) { (harness) async throws in
            #expect(try isActive(harness) == false)
            #expect(
                try creditor(harness).json["standard_debt_description"] as? String == "Varor")
            try advance(harness, "1h")
            #expect(try isActive(harness) == true)
            let other = "/creditors/\(Self.other)"
            let version = try harness.client.send("GET", other).json["_etag"] as? String
            let answer = try harness.client.send(
                "PATCH", other, headers: ["If-Match": version ?? ""], body: Self.details)
            #expect(answer.issues as NSDictionary? == issues as NSDictionary)
        }
    }

    private static let other = "65f0c0ffee0000000000c002"

    @Test(arguments: [
        #"{"active":true,"issues":{"x":"y"}}"#, #"{"active":false,"issues":{}}"#,
        #"{"active":true,"active_after_ms":1}"#, #"{"active":false,"active_after_ms":-1}"#,
        #"{"active":false,"issues":7}"#, #"{"active":false,"partner_only":1}"#,
        #"{"active":true,"partner_only":true}"#, #"{"active":false,"refused":"x"}"#,
    ])
    func whatMakesNoSenseIsNotTaken(body: String) async throws {
        try await SandboxHarness.with { (harness) async throws in
            let more = try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any]
            #expect(try tell(harness, try #require(more)).status == 400)
            #expect(try isActive(harness) == true)
        }
    }
}
