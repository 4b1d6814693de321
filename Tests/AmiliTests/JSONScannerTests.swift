import Testing

@testable import Amili

/// What the scanner reads, Foundation reads in the same way; what it does not, Foundation decides.
struct JSONScannerTests {
    private static let answer = """
        {"_id": "a1", "_status": "OK", "_cases": ["65f0c0ffee00000000000001"],
         "_ocr_numbers_ocr": ["1234567897"], "customer": {"name": "Björk & \\"Co\\"", "n": [1, -2.5e3]},
         "closed": null, "ok": [true, false, {}, []]}
        """
    private static let cases = """
        {"_items": [{"_id": "65f0c0ffee00000000000001", "_created": "Tue, 01 Sep 2026 08:00:00 GMT",
          "_updated": "Wed, 02 Sep 2026 08:00:00 GMT", "creditor": "65f0c0ffee0000000000c001",
          "debt": {"invoice_number": "1001", "capital": 12.50}, "state": "reminder",
          "status": "active", "closed": false}, {"_id": "2", "creditor": "C", "closed": true,
          "_created": "2026-09-01T08:00:00Z", "debt": {"invoice_number": "åäö"}, "status": "Closed"}],
         "_meta": {"total": 2, "max_results": 100, "page": 1}, "_links": {}}
        """
    private static let registrations = """
        {"_items": [{"_id": "r1", "_created": "Tue, 01 Sep 2026 08:00:00 GMT", "creditor": "c",
          "debts": [{"invoice_number": "1"}, {"invoice_number": "2"}], "_cases": ["x", "y"],
          "_ocr_numbers_ocr": ["11", "22"]}, {"_id": "r2", "_created": "2026-09-01T08:00:00Z",
          "creditor": "c", "debts": []}], "_meta": {"total": 2}}
        """

    /// What both ways make of it, in words; nil where they read nothing.
    private struct Way: Sendable {
        let scanned: @Sendable ([UInt8]) -> String?
        let decoded: @Sendable ([UInt8]) -> String?

        static let answer = Way(
            scanned: { words(JSONScanner.read($0) { RegistrationAnswer.Common(plain: &$0) }) },
            decoded: { words(RegistrationAnswer.Common.decoded($0)) })
        static func page<Item: ListItem>(_ item: Item.Type) -> Way {
            Way(
                scanned: { words(JSONScanner.read($0) { Page<Item>(plain: &$0) }) },
                decoded: { words(Page<Item>.decoded($0)) })
        }
        private static func words<Value>(_ value: Value?) -> String? {
            value.map { String(describing: $0) }
        }
    }

    private static let samples: [(text: String, way: Way)] = [
        (answer, .answer), (cases, .page(CaseItem.self)),
        (registrations, .page(RegistrationItem.self)),
    ]

    @Test(arguments: 0..<3)
    func whatAmiliUsuallySaysIsReadAtOnce(sample: Int) throws {
        let (text, way) = Self.samples[sample]
        let scanned = try #require(way.scanned(Array(text.utf8)))
        #expect(scanned == way.decoded(Array(text.utf8)))
    }

    @Test func onlyTheFieldsThatAreReadCount() throws {
        let read = try #require(
            RegistrationAnswer.read(Array(#"{"x":{"_cases":[1]},"_cases":["c1"]}"#.utf8)))
        #expect(read.caseID == "c1")
        #expect(read.ocr == nil)
    }

    /// Far most mutants are no JSON, or no longer plain.
    @Test(arguments: 0..<3, [1, 2, 3, 4])
    func whatItReadsFoundationReadsInTheSameWay(sample: Int, seed: UInt64) {
        let (text, way) = Self.samples[sample]
        let original = Array(text.utf8)
        var chance = Chance(seed)
        var readings = 0
        for _ in 0..<8_000 {
            var body = original
            for _ in 0..<Int.random(in: 1...3, using: &chance) { mutate(&body, &chance) }
            guard let scanned = way.scanned(body) else { continue }
            readings += 1
            let decoded = way.decoded(body)
            #expect(scanned == decoded, "\(String(decoding: body, as: UTF8.self))")
        }
        #expect(readings > 100)
    }

    private static let tokens = [
        "null", "true", "\"\"", "\"x\"", "{}", "[]", "0", "-1", "01", "1.0", "1e2", ",", ":", "\\",
        "\"",
        "\\u0041", "\\n", "\"_cases\"", "\"_status\": \"ERR\",", "\"_id\": \"z\",", " ", "\t",
        "\u{7F}",
        "\"total\": 7,", "\"debt\": {\"invoice_number\": 5},", "\"closed\": 1,", "]", "}", "{", "[",
    ].map { Array($0.utf8) }

    private func mutate(_ body: inout [UInt8], _ chance: inout Chance) {
        guard !body.isEmpty else { return }
        let place = Int.random(in: 0..<body.count, using: &chance)
        let end = min(body.count, place + Int.random(in: 1...12, using: &chance))
        switch Int.random(in: 0..<6, using: &chance) {
        case 0: body[place] = UInt8.random(in: .min ... .max, using: &chance)
        case 1: body.removeSubrange(place..<end)
        case 2: body.insert(contentsOf: body[place..<end], at: place)
        case 3: body.insert(contentsOf: Self.tokens.randomElement(using: &chance)!, at: place)
        case 4: body.removeSubrange(place...)
        default:
            // A member once more: what stands between two commas.
            guard let from = body[place...].firstIndex(of: UInt8(ascii: ",")),
                let to = body[(from + 1)...].firstIndex(of: UInt8(ascii: ","))
            else { return }
            body.insert(contentsOf: body[from..<to], at: from)
        }
    }

    /// SplitMix64: the same seed is the same mutants.
    private struct Chance: RandomNumberGenerator {
        private var state: UInt64
        init(_ seed: UInt64) { state = seed }
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }
}
