import Foundation
import Testing

/// A recorded exchange of the contract, which the client is tested against as well.
struct Recording: CustomTestStringConvertible, Sendable {
    let name: String
    private let bytes: Data

    var testDescription: String { name }

    static var folder: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fixtures/contract")
    }

    static let all: [Recording] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.sorted().compactMap { name in
            (try? Data(contentsOf: folder.appendingPathComponent(name))).map {
                Recording(name: name, bytes: $0)
            }
        }
    }()

    func document() throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
    }
}

/// Where two documents differ in members or kinds; empty if they do not.
func differences(_ left: Any, _ right: Any, at path: String = "") -> [String] {
    if let left = left as? [String: Any], let right = right as? [String: Any] {
        return Set(left.keys).union(right.keys).sorted().flatMap { name -> [String] in
            guard let first = left[name], let second = right[name] else { return [path + name] }
            return differences(first, second, at: path + name + ".")
        }
    }
    if let left = left as? [Any], let right = right as? [Any] {
        if left.count != right.count { return [path + "count"] }
        return zip(left, right).enumerated().flatMap {
            differences($1.0, $1.1, at: path + "\($0).")
        }
    }
    return kind(left) == kind(right) ? [] : [path]
}

private func kind(_ value: Any) -> String {
    switch value {
    case is NSNull: "null"
    case is String: "string"
    case is [Any]: "array"
    case is [String: Any]: "object"
    case let number as NSNumber: CFBoolean.isBoolean(number) ? "bool" : "number"
    default: "unknown"
    }
}

private enum CFBoolean {
    /// JSONSerialization gives true and false as numbers of the C type `char`.
    static func isBoolean(_ number: NSNumber) -> Bool {
        String(cString: number.objCType) == "c"
    }
}

@Suite struct ContractTests {
    @Test func theContractIsRecorded() {
        #expect(Recording.all.count >= 20)
    }

    @Test(arguments: Recording.all)
    func theSandboxAnswersAsRecorded(_ recording: Recording) async throws {
        let document = try recording.document()
        let request = try #require(document["request"] as? [String: Any])
        let response = try #require(document["response"] as? [String: Any])
        let status = try #require(response["status"] as? Int)
        try await SandboxHarness.with { (harness) async throws in
            try prepare(harness, for: recording.name)
            var headers = try #require(request["headers"] as? [String: String])
            headers["X-API-Key"] = harness.client.token ?? "voided"
            if recording.name == "token.json" { headers["X-API-Key"] = try SandboxHarness.login() }
            if headers["If-Match"] != nil {
                let creditor = try harness.client.send(
                    "GET", "/creditors/\(SandboxHarness.creditor)")
                headers["If-Match"] = creditor.json["_etag"] as? String
            }
            let answer = try harness.client.send(
                try #require(request["method"] as? String),
                try #require(request["path"] as? String),
                query: request["query"] as? [String: String] ?? [:], headers: headers,
                body: request["body"])
            #expect(answer.status == status)
            #expect(differences(answer.json, try #require(response["body"])) == [])
            let names = try #require(response["headers"] as? [String: String]).keys
            for name in names { #expect(answer.headers[name.lowercased()] != nil, "\(name)") }
        }
    }

    /// Brings the sandbox where the recording's answer can come from.
    private func prepare(_ harness: SandboxHarness, for name: String) throws {
        func tell(_ more: [String: Any]) throws {
            let body: [String: Any] = ["_id": SandboxHarness.creditor, "active": false]
            let answer = try harness.client.send(
                "POST", "/sandbox/creditors", body: body.merging(more) { $1 })
            #expect(answer.status == 200)
        }
        switch name {
        case "cases-by-invoice-number.json", "cases-by-invoice-numbers.json",
            "registrations-by-invoice-numbers.json":
            _ = try harness.register("10235")
            if name != "cases-by-invoice-numbers.json" { return }
            let second = try harness.register("10236")
            let id = try #require((second.json["_cases"] as? [String])?.first)
            _ = try harness.client.send(
                "POST", "/sandbox/cases/\(id)", body: ["status": "closed_paid"])
        case "error-unauthorized.json":
            _ = try harness.client.send("POST", "/sandbox/expire-tokens")
        case "error-forbidden.json":
            try tell([:])
        case "creditor-inactive.json", "creditor-activate.json",
            "creditor-activate-incomplete.json":
            try tell([:])
        case "creditor-activate-refused.json":
            try tell([
                "issues": [
                    "payout_details": ["sek": ["bankgiro": "unallowed value"]],
                    "sender_address": ["zip_code": "unallowed value"],
                ]
            ])
        case "creditor-activate-partner-only.json":
            try tell(["partner_only": true])
        case "creditor-active.json":
            try tell([:])
            let change = try #require(
                try Recording.all.first { $0.name == "creditor-activate.json" }?
                    .document()["request"] as? [String: Any])
            let path = "/creditors/\(SandboxHarness.creditor)"
            let version = try harness.client.send("GET", path).json["_etag"] as? String
            let answer = try harness.client.send(
                "PATCH", path, headers: ["If-Match": version ?? ""], body: change["body"])
            #expect(answer.status == 200)
        case "error-conflict.json":
            try harness.script(["do": "status", "status": 409])
        case "error-rate-limit.json":
            try harness.script(["do": "status", "status": 429, "retry_after": 7])
        default: break
        }
    }
}
