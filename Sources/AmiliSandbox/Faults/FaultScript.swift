/// The script of faults. Its rules decide which requests go wrong, and how.
struct FaultScript: Sendable {
    private(set) var rules: [FaultRule] = []
    private let seed: Int64

    /// A script without rules.
    init(seed: Int64) { self.seed = seed }

    /// - Parameter seed: used if the script names none.
    /// - Throws: 400 that names the fault.
    init(_ script: JSON, seed: Int64) throws(Refusal) {
        guard case .object(let members) = script else {
            throw Refusal(400, "The script must be an object")
        }
        for member in members where member.name != "seed" && member.name != "rules" {
            throw Refusal(400, "\(member.name): unknown field")
        }
        guard script["seed"] == nil || script["seed"]?.integer != nil else {
            throw Refusal(400, "seed: a whole number")
        }
        guard let rules = script["rules"]?.items else {
            throw Refusal(400, "rules: a list of rules")
        }
        self.seed = script["seed"]?.integer ?? seed
        for (position, rule) in rules.enumerated() {
            self.rules.append(try FaultRule(rule, position: position))
        }
    }

    /// Finds the first rule that applies to a request, and counts the hit.
    ///
    /// Each rule numbers the requests that match it, and draws from seed, rule and number alone. So
    /// the number of hits among N requests does not depend on their order.
    /// - Parameter invoices: the invoice numbers that the request names.
    mutating func decide(on endpoint: Endpoint, invoices: [String]) -> FaultRule? {
        for position in rules.indices {
            if let only = rules[position].endpoint, only != endpoint { continue }
            if let pattern = rules[position].invoice,
                !invoices.contains(where: { Glob.matches(pattern, $0) })
            {
                continue
            }
            let number = rules[position].matches
            rules[position].matches += 1
            if number < rules[position].skip { continue }
            if let times = rules[position].times, rules[position].hits >= times { continue }
            if draw(rule: position, number: number) >= rules[position].share { continue }
            rules[position].hits += 1
            return rules[position]
        }
        return nil
    }

    /// A pseudo-random number in 0..<1: the finaliser of SplitMix64 over seed, rule and number.
    private func draw(rule: Int, number: Int64) -> Double {
        var mixed = UInt64(bitPattern: seed) &* 0x9E37_79B9_7F4A_7C15
        mixed &+= UInt64(rule) &* 0xD1B5_4A32_D192_ED03 &+ UInt64(bitPattern: number)
        for _ in 0..<2 {
            mixed &+= 0x9E37_79B9_7F4A_7C15
            mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
            mixed ^= mixed >> 31
        }
        return Double(mixed >> 11) / Double(UInt64(1) << 53)
    }

    /// The script with `matched` and `hits` in each rule.
    var report: JSON {
        let shown = rules.map { rule -> JSON in
            guard case .object(let members) = rule.source else { return rule.source }
            return .object(
                members + [
                    JSON.Member("matched", .integer(rule.matches)),
                    JSON.Member("hits", .integer(rule.hits)),
                ])
        }
        return ["seed": .integer(seed), "rules": .array(shown)]
    }
}
