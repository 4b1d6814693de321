import Foundation
import Simulation

/// Which seeds are still to be run, and what those that were run came to.
// Sendable: everything is touched under the lock.
final class Tally: @unchecked Sendable {
    private let lock = NSLock()
    private let fixed: UInt64
    private let drawn: UInt64
    private let base: UInt64
    private let began = Date()
    private let ends: Date?
    private var begun: UInt64 = 0
    private var done = 0
    private var reminders = 0
    private var letters = 0
    private var virtualSeconds = 0.0
    private var faults: [String: Int] = [:]
    private var failures: [UInt64: [String]] = [:]

    /// - Parameter minutes: go on with more drawn seeds for so long; nil: until all are run.
    init(fixed: UInt64, drawn: UInt64, base: UInt64, minutes: Double?) {
        self.fixed = fixed
        self.drawn = drawn
        self.base = base
        ends = minutes.map { Date(timeIntervalSinceNow: $0 * 60) }
    }

    /// nil: that was all.
    func next() -> UInt64? {
        lock.lock()
        defer { lock.unlock() }
        if let ends, Date() >= ends { return nil }
        guard begun < fixed + drawn || ends != nil else { return nil }
        begun += 1
        return begun <= fixed ? begun : base + (begun - fixed - 1)
    }

    func add(_ outcome: FaultPlan.Outcome) {
        lock.lock()
        defer { lock.unlock() }
        done += 1
        reminders += outcome.reminders
        letters += outcome.letters
        virtualSeconds += outcome.virtualSeconds
        faults.merge(outcome.faults) { $0 + $1 }
        if !outcome.broken.isEmpty { failures[outcome.seed] = outcome.broken }
    }

    /// - Returns: the seeds that failed.
    func report(_ say: (String) -> Void) -> [UInt64] {
        lock.lock()
        defer { lock.unlock() }
        let seconds = Date().timeIntervalSince(began)
        func text(_ value: Double) -> String { String(format: "%.1f", value) }
        for (kind, count) in faults.sorted(by: { $0.key < $1.key }) { say("  \(count)  \(kind)") }
        say(
            "\(done) seeds, \(reminders) reminders in \(text(seconds)) s "
                + "(\(Int(Double(reminders) / seconds * 60)) a minute), "
                + "\(letters) letters, \(text(virtualSeconds / 3600)) virtual hours, "
                + "\(faults.values.reduce(0, +)) faults")
        for (seed, broken) in failures.sorted(by: { $0.key < $1.key }) {
            say("seed \(seed) failed: \(broken.prefix(3).joined(separator: "; "))")
        }
        say(failures.isEmpty ? "nothing broken" : "\(failures.count) seeds failed")
        return failures.keys.sorted()
    }
}
