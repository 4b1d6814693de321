import Foundation
import Simulation
import TestSupport
import Testing

/// Whole runs with everything going wrong at random: which part of it, is drawn from the seed.
struct RandomRunTests {
    @Test(arguments: [0, 50, 100, 150])
    func noLetterIsSentTwiceOrWronglyOrLost(from start: UInt64) {
        for seed in (start + 1)...(start + 50) {
            let broken = FaultPlan(seed: seed).run().broken
            if !broken.isEmpty {
                Issue.record("seed \(seed): \(broken.prefix(5).joined(separator: "; "))")
            }
        }
    }

    /// Hashes are salted anew in each process: whatever goes by the order of a set differs.
    @Test func aSeedTellsTheSameStoryInEveryProcess() throws {
        let stories = try (0..<2).map { _ in
            try [1, 3, 4, 5, 6].map { try Self.simulate("--seed", "\($0)", "--story") }
        }
        #expect(stories[0] == stories[1])
        #expect(Set(stories[0]).count == 5)
        #expect(stories[0].allSatisfy { $0.utf8.count > 10_000 })
    }

    private static func simulate(_ words: String...) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "\(Place.binaries)/simulate")
        process.arguments = words
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let said = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: said, as: UTF8.self)
    }
}
