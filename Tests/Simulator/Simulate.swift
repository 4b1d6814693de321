import Dispatch
import Foundation
import Simulation

/// Runs seeds of misfortune, on as many threads as there are cores, and says what was broken.
@main
struct Simulate {
    private var first: UInt64 = 1
    private var count: UInt64 = 0
    private var drawn: UInt64 = 0
    private var single: UInt64?
    private var isTold = false
    private var isDigest = false
    private var minutes: Double?

    static func main() {
        var program = Simulate()
        program.read(Array(CommandLine.arguments.dropFirst()))
        exit(program.single.map { program.tell($0) } ?? program.runMany())
    }

    private static let usage = """
        Usage: simulate [--fixed N] [--seeds N] [--minutes M] | --seed S [--story | --digest]

        """

    private mutating func read(_ words: [String]) {
        var rest = words[...]
        func number<Value: LosslessStringConvertible>(_ type: Value.Type) -> Value {
            guard let text = rest.popFirst(), let value = Value(text) else { Self.refuse() }
            return value
        }
        while let word = rest.popFirst() {
            switch word {
            case "--fixed": count = number(UInt64.self)
            case "--seeds": drawn = number(UInt64.self)
            case "--minutes": minutes = number(Double.self)
            case "--seed": single = number(UInt64.self)
            case "--story": isTold = true
            case "--digest": isDigest = true
            default: Self.refuse()
            }
        }
        if (isTold || isDigest) && single == nil { Self.refuse() }
    }

    private static func refuse() -> Never {
        FileHandle.standardError.write(Data(usage.utf8))
        exit(64)
    }

    private static func say(_ line: String) {
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }

    // MARK: One seed

    private func tell(_ seed: UInt64) -> Int32 {
        let outcome = FaultPlan(seed: seed, isTold: true).run()
        if isTold { outcome.story.lines.forEach(Self.say) }
        if isDigest { Self.say("\(seed) \(String(outcome.digest, radix: 16))") }
        if !outcome.broken.isEmpty {
            if !isTold { outcome.story.aroundTheFirstBreak().forEach(Self.say) }
            Self.say("seed \(seed): \(outcome.broken[0])")
            return 1
        }
        if !isDigest { Self.say("seed \(seed): \(outcome.reminders) reminders, nothing broken") }
        return 0
    }

    // MARK: Many

    private func runMany() -> Int32 {
        let base = UInt64.random(in: 1_000_000...999_999_999_999)
        Self.say("seeds 1 to \(count), and \(drawn) from \(base) on")
        let tally = Tally(fixed: count, drawn: drawn, base: base, minutes: minutes)
        DispatchQueue.concurrentPerform(iterations: ProcessInfo.processInfo.activeProcessorCount) {
            _ in
            while let seed = tally.next() { tally.add(FaultPlan(seed: seed).run()) }
        }
        let failing = tally.report(Self.say)
        for seed in failing.prefix(3) {
            Self.say("")
            _ = Simulate(telling: seed).tell(seed)
            Self.say("replay: Tests/simulate --seed \(seed) --story")
        }
        return failing.isEmpty ? 0 : 1
    }

    private init() {}
    private init(telling seed: UInt64) { single = seed }
}
