import Foundation
import TestSupport
import Testing

/// The demo's judge, held against a small outcome in which one thing at a time is wrong.
@Suite struct VerdictTests {
    /// Invoice 1 to be sent, 2 paid, 3 rejected by Amili, 4 made by a colleague in the portal.
    struct Outcome: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var list = [
            "('demo', '001', 'accepted', null, 'c1')", "('demo', '2', 'skipped', 'PAID', null)",
            "('demo', '3', 'rejected', 'AMILI_VALIDATION', null)",
            "('demo', '4', 'skipped', 'ALREADY_AT_AMILI', null)",
        ]
        var ledger = [letter("1", "c1"), letter("4", "c4", via: "portal")]
        /// What the last line must hold.
        var says = #""duplicates":0,"lost":0,"wrong":0,"undecided":0}"#
        var code: Int32 = 1

        static func letter(_ number: String, _ id: String, via: String = "api") -> String {
            #"{"invoice_number":"\#(number)","case":"\#(id)","via":"\#(via)"}"#
        }

        init(_ description: String, _ change: (inout Outcome) -> Void) {
            testDescription = description
            change(&self)
        }
    }

    static let outcomes: [Outcome] = [
        Outcome("all is well") { $0.code = 0 },
        Outcome("a letter went twice") {
            $0.ledger.append(Outcome.letter("01", "c9"))
            $0.says = #""duplicates":1,"lost":0,"wrong":0"#
        },
        Outcome("a letter went for a paid invoice") {
            $0.ledger.append(Outcome.letter("2", "c9"))
            $0.says = #""duplicates":0,"lost":1,"wrong":1"#
        },
        Outcome("a letter went for a rejected invoice") {
            $0.ledger.append(Outcome.letter("3", "c9"))
            $0.says = #""lost":1,"wrong":1"#
        },
        Outcome("a letter went beside the colleague's") {
            $0.ledger.append(Outcome.letter("4", "c9"))
            $0.says = #""lost":1,"wrong":1"#
        },
        Outcome("a letter went for an invoice of no file") {
            $0.ledger.append(Outcome.letter("77", "c9"))
            $0.says = #""lost":1,"wrong":1"#
        },
        Outcome("a letter went for the colleague's invoice, which has no other") {
            $0.ledger[1] = Outcome.letter("4", "c4")
            $0.says = #""lost":1,"wrong":2"#
        },
        Outcome("the colleague's case is gone") {
            $0.ledger.removeLast()
            $0.says = #""lost":0,"wrong":1"#
        },
        Outcome("accepted, and Amili knows nothing") {
            $0.ledger.removeFirst()
            $0.says = #""lost":1"#
        },
        Outcome("accepted under another case") {
            $0.list[0] = "('demo', '1', 'accepted', null, 'c2')"
            $0.says = #""lost":1"#
        },
        Outcome("an invoice without a reminder") {
            $0.list[1] = "('demo', '2', 'none', null, null)"
            $0.says = #""lost":1"#
        },
        Outcome("an invoice that the list has forgotten") {
            $0.list.remove(at: 1)
            $0.says = #""lost":1"#
        },
        Outcome("skipped for another reason") {
            $0.list[1] = "('demo', '2', 'skipped', 'PAUSED', null)"
            $0.says = #""wrong":1"#
        },
        Outcome("still in the queue") {
            $0.list[0] = "('demo', '1', 'queued', null, null)"
            $0.ledger.removeFirst()
            $0.says = #""lost":0,"wrong":0,"undecided":1"#
        },
        Outcome("still uncertain, though Amili has it") {
            $0.list[0] = "('demo', '1', 'uncertain', null, null)"
            $0.says = #""lost":1,"wrong":0,"undecided":1"#
        },
        Outcome("given up") {
            $0.list[0] = "('demo', '1', 'failed', 'ATTEMPTS_EXHAUSTED', null)"
            $0.ledger.removeFirst()
            $0.says = #""failed":1"#
        },
        Outcome("the list has no invoice at all") {
            $0.list = ["('other', '1', 'accepted', null, 'c1')"]
            $0.says = #""accepted":0"#
        },
    ]

    @Test(arguments: outcomes)
    func theVerdictHoldsOnlyIfEveryPromiseWasKept(outcome: Outcome) async throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("paminn-verdict-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        let ledger = folder.appendingPathComponent("ledger.ndjson")
        try Data(outcome.ledger.map { "\($0)\n" }.joined().utf8).write(to: ledger)
        let expected = folder.appendingPathComponent("expected.ndjson")
        try Data(
            """
            {"invoice_number": "1", "expect": "send"}
            {"invoice_number": "2", "expect": "skip", "reason": "PAID"}
            {"invoice_number": "3", "expect": "reject"}
            {"invoice_number": "4", "expect": "skip", "reason": "ALREADY_AT_AMILI", "portal": true}

            """.utf8
        ).write(to: expected)

        let finished = try await TestDatabase.withEmptySchema { connection in
            try await TestDatabase.query(
                """
                create table invoice_list
                    (creditor text, invoice_number text, state text, reason text, case_id text);
                insert into invoice_list values \(outcome.list.joined(separator: ", "));
                """, on: connection)
            return try await ChildProcess.run(
                "\(Place.repository)/deploy/verdict", ["--expected", expected.path],
                environment: ["DEMO_LEDGER": ledger.path, "PAMINN_DATABASE_URL": connection])
        }

        #expect(finished.ending == .exited(outcome.code), "\(finished.output)\(finished.errors)")
        let last = finished.output.split(separator: "\n").last ?? ""
        #expect(last.hasPrefix(#"VERDICT {"invoices":4,"accepted":"#))
        #expect(last.contains(outcome.says), "\(last)")
    }

    @Test func noVerdictIsGivenWhereNothingCanBeRead() async throws {
        let finished = try await ChildProcess.run(
            "\(Place.repository)/deploy/verdict", ["--expected", "/nowhere"],
            environment: ["DEMO_LEDGER": "/nowhere", "PAMINN_DATABASE_URL": "host=/nowhere"])
        #expect(finished.ending == .exited(74))
        #expect(finished.output.isEmpty)
    }

    @Test func theSampleIsTheSameForTheSameSeedAndDay() async throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("paminn-sample-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        var files: [[Data]] = []
        for seed in ["1", "1", "2"] {
            let made = try await ChildProcess.run(
                "\(Place.repository)/deploy/sample",
                ["--today", "2026-03-02", "--out", folder.path, "--seed", seed])
            #expect(made.ending == .exited(0), "\(made.errors)")
            files.append(
                try ["sample.csv", "expected.ndjson"].map {
                    try Data(contentsOf: folder.appendingPathComponent($0))
                })
        }
        #expect(files[0] == files[1])
        #expect(files[0] != files[2])
        let expectations = String(decoding: files[0][1], as: UTF8.self).split(separator: "\n")
        #expect(expectations.count == 2000)
        #expect(expectations.count { $0.contains(#""reject""#) } == 12)
        #expect(expectations.count { $0.contains(#""send""#) } == 1840)
    }
}
