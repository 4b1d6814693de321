import Foundation
import TestSupport
import Testing

/// The line that `PAMINN_STATE_DIRECTORY` keeps from one worker to the next.
@Suite struct HistoryFileTests {
    private struct Kept: Equatable {
        let system: String
        let timeline: Int64
        let position: Int64
        /// Which file it is.
        let number: UInt64
    }

    private func kept(_ path: String) throws -> Kept {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let words = text.split(separator: "\n").first?.split(separator: " ") ?? []
        #expect(words.count == 3 && text.hasSuffix("\n"), "\(text)")
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return Kept(
            system: String(words[0]), timeline: try #require(Int64(words[1])),
            position: try #require(Int64(words[2])),
            number: (attributes[.systemFileNumber] as? NSNumber)?.uint64Value ?? 0)
    }

    @Test func itGrowsInPlaceIsMadeAnewIfItIsGoneAndReadsWhatOlderReleasesWrote() async throws {
        try await Installation.with { installation in
            var installation = installation
            let directory = installation.folder + "/state"
            let path = directory + "/database-history"
            installation.environment["PAMINN_STATE_DIRECTORY"] = directory
            var letters = 0
            func enqueue() async throws {
                let file = try installation.file("batch.csv", first: 1 + letters, count: 5)
                try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            }
            func work() async throws -> Kept {
                try await enqueue()
                letters += 5
                try await installation.expect(0, ["work", "--once"])
                return try kept(path)
            }
            let first = try await work()
            let second = try await work()
            #expect(second.position > first.position)
            #expect(second.number == first.number, "another file took its place")
            #expect((first.system, first.timeline) == (second.system, second.timeline))

            try FileManager.default.removeItem(atPath: path)
            let third = try await work()
            #expect(third.position > second.position)

            // As releases before wrote it: without zeros.
            let old = "\(third.system) \(third.timeline) \(third.position)\n"
            try old.write(toFile: path, atomically: true, encoding: .utf8)
            let fourth = try await work()
            #expect(fourth.position > third.position)
            #expect(try installation.letters().count == letters)

            // Another system: what was sent since is unknown to this database, and nothing goes.
            let foreign = old.replacingOccurrences(of: third.system, with: "1:1")
            try foreign.write(toFile: path, atomically: true, encoding: .utf8)
            try await enqueue()
            let worker = try installation.startWorker()
            let standing = "select closed_cause from throttle where scope = 'amili'"
            try await eventually("it stands still") {
                try await installation.query(standing) == "history"
            }
            await worker.send(signal: SIGTERM)
            _ = try await worker.wait()
            #expect(try installation.letters().count == letters)
        }
    }
}
