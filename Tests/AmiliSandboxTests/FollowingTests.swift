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
            "payout_details": ["type": "bankgiro", "number": "9912346"],
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

    @Test func whoWasNeverMentionedIsActive() async throws {
        try await Bench.with { (bench) async throws in
            let answer = try creditor(bench)
            #expect(answer.json["active"] as? Bool == true)
            #expect(answer.json["status"] as? String == "active")
            #expect(answer.json["_id"] as? String == Bench.creditor)
            #expect(try bench.client.send("GET", "/creditors/none").status == 404)
            #expect(
                try bench.client.send("DELETE", "/creditors/\(Bench.creditor)").status == 405)
        }
    }

    @Test func anInactiveOneTakesItsDetailsAndIsActiveWhenTheTimeHasCome() async throws {
        try await Bench.with { (bench) async throws in
            #expect(try tell(bench, ["active": false, "active_after_ms": 3_600_000]).status == 200)
            #expect(try creditor(bench).json["status"] as? String == "inactive")
            try advance(bench, "2h")
            #expect(try creditor(bench).json["active"] as? Bool == false, "it has no details")
            #expect(try handIn(bench).status == 200)
            #expect(try creditor(bench).json["active"] as? Bool == false)
            #expect(try bench.register("1").status == 403)
            try advance(bench, "1h")
            let active = try creditor(bench).json
            #expect(active["active"] as? Bool == true)
            #expect(active["standard_debt_description"] as? String == "Varor")
            #expect(try bench.register("1").status == 201)
        }
    }

    @Test func aRefusedOneSaysWhyAndIsUndecidedWhenItHandsInAnew() async throws {
        try await Bench.with { (bench) async throws in
            _ = try tell(bench, ["active": false, "refused": "no such account"])
            let refused = try creditor(bench).json
            #expect(refused["status"] as? String == "refused")
            #expect(refused["status_reason"] as? String == "no such account")
            _ = try handIn(bench)
            let undecided = try creditor(bench).json
            #expect(undecided["status"] as? String == "inactive")
            #expect(undecided["status_reason"] is NSNull)
            _ = try tell(
                bench, ["active": false, "refused": "not yours", "active_after_ms": 1_000])
            _ = try handIn(bench)
            #expect(try creditor(bench).json["status"] as? String == "inactive")
            try advance(bench, "1s")
            #expect(try creditor(bench).json["status_reason"] as? String == "not yours")
        }
    }

    @Test func detailsAreMeantForAVersionAndHaveAShape() async throws {
        try await Bench.with { (bench) async throws in
            let path = "/creditors/\(Bench.creditor)"
            #expect(try bench.client.send("PATCH", path, body: Self.details).status == 428)
            #expect(try handIn(bench, version: "old").status == 412)
            let first = try creditor(bench).json["_etag"] as? String
            #expect(try handIn(bench, version: first).status == 200)
            let bad = try handIn(
                bench, ["payout_details": ["type": "swift", "number": "x"], "name": "n"])
            #expect(bad.status == 422)
            #expect(Set(try #require(bad.issues).keys) == ["payout_details", "name"])
        }
    }

    @Test func whatWasToldAndHandedInOutlivesARestart() async throws {
        let folder = Bench.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await Bench.with(folder: folder) { (bench) async throws in
            _ = try tell(bench, ["active": false, "active_after_ms": 3_600_000])
            _ = try handIn(bench)
        }
        try await Bench.with(folder: folder) { (bench) async throws in
            #expect(try creditor(bench).json["status"] as? String == "inactive")
            #expect(
                try creditor(bench).json["standard_debt_description"] as? String == "Varor")
            try advance(bench, "1h")
            #expect(try creditor(bench).json["active"] as? Bool == true)
        }
    }

    @Test(arguments: [
        #"{"active":true,"refused":"x"}"#, #"{"active":false,"refused":""}"#,
        #"{"active":true,"active_after_ms":1}"#, #"{"active":false,"active_after_ms":-1}"#,
        #"{"active":false,"refused":7}"#,
    ])
    func whatMakesNoSenseIsNotTaken(body: String) async throws {
        try await Bench.with { (bench) async throws in
            let more = try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any]
            #expect(try tell(bench, try #require(more)).status == 400)
            #expect(try creditor(bench).json["active"] as? Bool == true)
        }
    }
}
