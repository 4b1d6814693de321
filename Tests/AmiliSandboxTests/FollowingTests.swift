import Foundation
import Testing

/// What became of the cases, and of the creditors.
@Suite struct FollowingTests {
    private func numbers(_ bench: Bench, _ sort: String, _ more: [String: String] = [:]) throws
        -> [String]
    {
        let query = more.merging(["sort": sort]) { $1 }
        return try bench.cases(#"{"creditor":"\#(Bench.creditor)"}"#, query).items.compactMap {
            ($0["debt"] as? [String: Any])?["invoice_number"] as? String
        }
    }

    private func advance(_ bench: Bench, _ span: String) throws {
        let answer = try bench.client.send(
            "POST", "/sandbox/clock", body: ["advance": span])
        try #require(answer.status == 200)
    }

    private func change(_ bench: Bench, _ id: String, _ state: String) throws {
        let answer = try bench.client.send(
            "POST", "/sandbox/cases/\(id)", body: ["state": state])
        try #require(answer.status == 200)
    }

    @Test func casesAreSortedByWhenTheyChanged() async throws {
        try await Bench.with { (bench) async throws in
            var ids: [String] = []
            for number in 1...5 {
                let made = try bench.register("\(number)").json["_cases"] as? [String]
                ids.append(try #require(made?.first))
                try advance(bench, "1h")
            }
            #expect(try numbers(bench, "_updated") == ["1", "2", "3", "4", "5"])
            #expect(try numbers(bench, "-_updated,-_id") == ["5", "4", "3", "2", "1"])
            try change(bench, ids[1], "bailiff")
            #expect(try numbers(bench, "-_updated") == ["2", "5", "4", "3", "1"])
            #expect(
                try numbers(bench, "-_updated,-_id", ["page": "2", "max_results": "2"])
                    == ["4", "3"])
            // Twelve days after the first three they are debt collection, and that is a change.
            try advance(bench, "285h")
            #expect(try numbers(bench, "-_updated") == ["3", "1", "2", "5", "4"])
            let moments = try bench.cases("{}", ["sort": "-_updated"]).items.compactMap {
                $0["_updated"] as? String
            }
            #expect(Set(moments).count == 5)
            #expect(try numbers(bench, "_id") == ["1", "2", "3", "4", "5"])
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

    private func tell(_ bench: Bench, _ more: [String: Any]) throws -> Client.Answer {
        let body = ["_id": Bench.creditor].merging(more) { $1 }
        return try bench.client.send("POST", "/sandbox/creditors", body: body)
    }

    private func creditor(_ bench: Bench) throws -> Client.Answer {
        try bench.client.send("GET", "/creditors/\(Bench.creditor)")
    }

    private func handIn(
        _ bench: Bench, _ body: [String: Any] = details, version: String? = nil
    ) throws -> Client.Answer {
        let current = try creditor(bench).json["_etag"] as? String
        return try bench.client.send(
            "PATCH", "/creditors/\(Bench.creditor)",
            headers: ["If-Match": version ?? current ?? ""], body: body)
    }

    private func isActive(_ bench: Bench) throws -> Bool? {
        try creditor(bench).json["is_active"] as? Bool
    }

    @Test func whoWasNeverMentionedIsActive() async throws {
        try await Bench.with { (bench) async throws in
            let answer = try creditor(bench)
            #expect(answer.json["is_active"] as? Bool == true)
            #expect(answer.json["active"] == nil && answer.json["status"] == nil)
            #expect(answer.json["_id"] as? String == Bench.creditor)
            #expect(try bench.client.send("GET", "/creditors/none").status == 404)
            #expect(
                try bench.client.send("DELETE", "/creditors/\(Bench.creditor)").status == 405)
        }
    }

    @Test func anInactiveOneIsActiveByTheChangeThatSaysSo() async throws {
        try await Bench.with { (bench) async throws in
            #expect(try tell(bench, ["active": false]).status == 200)
            #expect(try isActive(bench) == false)
            #expect(try bench.register("1").status == 403)
            let only = Self.details.filter { $0.key != "is_active" }
            #expect(try handIn(bench, only).status == 200)
            #expect(try isActive(bench) == false, "details alone make nothing active")
            #expect(try handIn(bench, ["is_active": true]).status == 200, "it has them already")
            #expect(try isActive(bench) == true)
            #expect(
                try creditor(bench).json["standard_debt_description"] as? String == "Varor")
            #expect(try bench.register("1").status == 201)
            #expect(try handIn(bench, ["is_active": false]).status == 200)
            #expect(try isActive(bench) == false)
        }
    }

    @Test func anActiveOneMustHaveFourThings() async throws {
        try await Bench.with { (bench) async throws in
            _ = try tell(bench, ["active": false])
            for name in Self.details.keys where name != "is_active" {
                let answer = try handIn(bench, Self.details.filter { $0.key != name })
                #expect(answer.status == 422)
                #expect(answer.issues?[name] as? String == "required field")
            }
            #expect(try isActive(bench) == false)
        }
    }

    @Test func aChangeIsRefusedAsATestHasIt() async throws {
        try await Bench.with { (bench) async throws in
            let issues = ["payout_details": ["sek": ["bankgiro": "not yours"]]]
            _ = try tell(bench, ["active": false, "issues": issues])
            let refused = try handIn(bench)
            #expect(refused.status == 422)
            #expect(refused.issues as NSDictionary? == issues as NSDictionary)
            #expect(try isActive(bench) == false)
            _ = try tell(bench, ["active": false, "partner_only": true])
            #expect(try handIn(bench).status == 403)
            #expect(try creditor(bench).status == 200)
            _ = try tell(bench, ["active": true])
            #expect(try isActive(bench) == true)
        }
    }

    @Test func oneMayStayInactiveForAWhile() async throws {
        try await Bench.with { (bench) async throws in
            _ = try tell(bench, ["active": false, "active_after_ms": 3_600_000])
            try advance(bench, "2h")
            #expect(try handIn(bench).status == 200)
            #expect(try isActive(bench) == false)
            try advance(bench, "1h")
            #expect(try isActive(bench) == true)
        }
    }

    @Test func aChangeIsMeantForAVersionAndHasAShape() async throws {
        try await Bench.with { (bench) async throws in
            let path = "/creditors/\(Bench.creditor)"
            #expect(try bench.client.send("PATCH", path, body: Self.details).status == 428)
            #expect(try handIn(bench, version: "old").status == 412)
            let first = try creditor(bench).json["_etag"] as? String
            #expect(try handIn(bench, version: first).status == 200)
            let bad = try handIn(
                bench,
                [
                    "payout_details": ["type": "bankgiro", "number": "9912346"],
                    "active": true, "is_active": "yes", "creditor_number": 7,
                ])
            #expect(bad.status == 422)
            #expect(
                Set(try #require(bad.issues).keys)
                    == ["payout_details", "active", "is_active", "creditor_number"])
            let both = try handIn(
                bench,
                ["organization_no": "5560360793", "non_swedish_organization_no": "NO 1"])
            #expect(both.status == 422)
            for number in ["991-2346", "123456", "123456789"] {
                let answer = try handIn(
                    bench, ["payout_details": ["sek": ["bankgiro": number]]])
                #expect(answer.status == 422)
            }
        }
    }

    @Test func whatWasToldAndHandedInOutlivesARestart() async throws {
        let folder = Bench.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let issues = ["sender_address": "unknown"]
        try await Bench.with(folder: folder) { (bench) async throws in
            _ = try tell(bench, ["active": false, "active_after_ms": 3_600_000])
            _ = try handIn(bench)
            _ = try tell(bench, ["_id": Self.other, "active": false, "issues": issues])
        }
        try await Bench.with(folder: folder) { (bench) async throws in
            #expect(try isActive(bench) == false)
            #expect(
                try creditor(bench).json["standard_debt_description"] as? String == "Varor")
            try advance(bench, "1h")
            #expect(try isActive(bench) == true)
            let other = "/creditors/\(Self.other)"
            let version = try bench.client.send("GET", other).json["_etag"] as? String
            let answer = try bench.client.send(
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
        try await Bench.with { (bench) async throws in
            let more = try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any]
            #expect(try tell(bench, try #require(more)).status == 400)
            #expect(try isActive(bench) == true)
        }
    }
}
