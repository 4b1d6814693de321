import Foundation
import Testing

@Suite struct LookUpTests {
    private static let other = "65f0c0ffee0000000000c002"

    @Test func aLookUpFindsWhatItAsksForAndNothingElse() async throws {
        try await SandboxHarness.with { (harness) async throws in
            for number in ["1", "01", "2", "3", "1"] { _ = try harness.register(number) }
            _ = try harness.register("1", creditor: Self.other)
            let one = try harness.cases(of: "1")
            #expect(one.items.count == 2 && one.total == 2)
            let two = try harness.cases(
                #"{"creditor":"\#(SandboxHarness.creditor)","debt.invoice_number":{"$in":["2","01","9"]}}"#
            )
            let numbers = two.items.compactMap {
                ($0["debt"] as? [String: Any])?["invoice_number"] as? String
            }
            #expect(numbers == ["01", "2"])
            #expect(try harness.cases(#"{"creditor":"\#(Self.other)"}"#).total == 1)
            #expect(try harness.cases("{}").total == 6)
            let id = try #require(one.items.first?["_id"] as? String)
            #expect(try harness.cases(#"{"_id":{"$in":["\#(id)","zz"]}}"#).total == 1)
            #expect(try harness.cases(#"{"_id":"\#(id)","creditor":"\#(Self.other)"}"#).total == 0)
        }
    }

    @Test func creditorsWithTheSameNumbersAreNeverMixed() async throws {
        try await SandboxHarness.with { (harness) async throws in
            let numbers = (0..<400).map { "\($0)" }
            for creditor in [SandboxHarness.creditor, Self.other] {
                for first in stride(from: 0, to: 400, by: 100) {
                    let answer = try harness.client.send(
                        "POST", "/case--registrations",
                        body: SandboxHarness.registration(
                            Array(numbers[first..<(first + 100)]), creditor: creditor))
                    #expect(answer.status == 201)
                }
            }
            let list = numbers.map { "\"\($0)\"" }.joined(separator: ",")
            let filter = #"{"creditor":"\#(Self.other)","debt.invoice_number":{"$in":[\#(list)]}}"#
            let found = try harness.cases(filter, ["max_results": "100", "page": "4"])
            #expect(found.total == 400)
            #expect(found.items.count == 100)
            #expect(found.items.allSatisfy { $0["creditor"] as? String == Self.other })
        }
    }

    @Test func registrationsAreFoundByTheInvoicesOfTheirDebts() async throws {
        try await SandboxHarness.with { (harness) async throws in
            _ = try harness.client.send(
                "POST", "/case--registrations", body: SandboxHarness.registration("7", "8"))
            _ = try harness.register("9")
            let filter =
                #"{"creditor":"\#(SandboxHarness.creditor)","debts.invoice_number":{"$in":["7","8"]}}"#
            let found = try harness.client.send(
                "GET", "/case--registrations", query: ["where": filter])
            #expect(found.total == 1)
            let item = try #require(found.items.first)
            #expect((item["_cases"] as? [String])?.count == 2)
            let id = try #require(item["_id"] as? String)
            let one = try harness.client.send("GET", "/case--registrations/\(id)")
            #expect(NSDictionary(dictionary: one.json).isEqual(to: item))
            #expect(try harness.client.send("GET", "/case--registrations").total == 2)
        }
    }

    @Test func listsComeInPagesInTheOrderOfMakingAndBackwards() async throws {
        try await SandboxHarness.with { (harness) async throws in
            let names = (0..<130).map { "\($0)" }
            for name in names { _ = try harness.register(name) }
            func page(_ number: Int, _ more: [String: String]) throws -> [String] {
                let answer = try harness.cases(
                    #"{"creditor":"\#(SandboxHarness.creditor)"}"#,
                    more.merging(["page": "\(number)"], uniquingKeysWith: { $1 }))
                #expect(answer.total == 130)
                return answer.items.compactMap {
                    ($0["debt"] as? [String: Any])?["invoice_number"] as? String
                }
            }
            #expect(try page(1, [:]) == Array(names[..<25]))
            #expect(try page(2, ["max_results": "1000"]) == Array(names[100...]))
            #expect(try page(3, ["max_results": "100"]) == [])
            #expect(
                try page(1, ["max_results": "3", "sort": "-_created"]) == ["129", "128", "127"])
        }
    }

    @Test func aProjectionAnswersOnlyWhatItNames() async throws {
        try await SandboxHarness.with { (harness) async throws in
            _ = try harness.register("1")
            let some = try harness.cases(
                "{}", ["projection": #"{"state":1,"debt.invoice_number":1}"#])
            let item = try #require(some.items.first)
            #expect(
                Set(item.keys) == ["_id", "_created", "_updated", "_etag", "state", "debt"])
            #expect((item["debt"] as? [String: Any])?.count == 1)
            let rest = try harness.cases("{}", ["projection": #"{"state":0,"debt":0}"#])
            let keys = try #require(rest.items.first).keys
            #expect(!keys.contains("state") && !keys.contains("debt") && keys.contains("status"))
        }
    }

    @Test(arguments: [
        ["where": #"{"nonsense":"1"}"#], ["where": #"{"debts.invoice_number":"1"}"#],
        ["where": #"{"creditor":{"$gt":"1"}}"#], ["where": #"{"creditor":{"$in":"1"}}"#],
        ["where": #"{"$or":[]}"#], ["where": "nonsense"], ["where": #"{"creditor":1}"#],
        ["page": "0"], ["max_results": "x"], ["sort": "state"], ["projection": "state"],
        ["projection": #"{"a":1,"b":0}"#], ["pages": "1"],
    ])
    func aQueryThatIsNotUnderstoodIsRefused(_ query: [String: String]) async throws {
        try await SandboxHarness.with { (harness) async throws in
            let answer = try harness.client.send("GET", "/cases", query: query)
            #expect(answer.status == 400)
            #expect(answer.json["_status"] as? String == "ERR")
        }
    }

    @Test func aQueryOf32KibibytesIsAnswered() async throws {
        try await SandboxHarness.with { (harness) async throws in
            _ = try harness.register("last")
            let numbers = (0..<1000).map { "\"\(padding: $0)\"" } + ["\"last\""]
            let filter = #"{"debt.invoice_number":{"$in":[\#(numbers.joined(separator: ","))]}}"#
            #expect(filter.utf8.count > 32 << 10)
            #expect(try harness.cases(filter).total == 1)
        }
    }

    @Test func unknownPathsAndMethodsAreRefusedInTheirWay() async throws {
        try await SandboxHarness.with { (harness) async throws in
            #expect(try harness.client.send("GET", "/nonsense").status == 404)
            #expect(try harness.client.send("DELETE", "/cases").status == 405)
            #expect(try harness.client.send("GET", "/cases/65f0c0ffee0000000000a001").status == 404)
            #expect(try harness.client.send("GET", "/cases/%7Bid%7D").status == 404)
            #expect(try harness.client.send("GET", "/cases?where=%zz").status == 400)
            #expect(try harness.client.send("GET", "/cases HTTP").status == 400)
        }
    }
}

extension DefaultStringInterpolation {
    fileprivate mutating func appendInterpolation(padding number: Int) {
        appendInterpolation(String(repeating: "x", count: 30) + String(number))
    }
}
