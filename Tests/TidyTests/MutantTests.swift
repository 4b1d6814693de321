import Foundation
import TestSupport
import Testing

/// `Tests/mutants` takes too long for every change; that its patches still are of this tree does
/// not.
@Suite struct MutantTests {
    private static func patches() throws -> [SourceText] {
        try Tree.files().filter { $0.path.hasPrefix("Tests/Mutants/") }
    }

    @Test func everyMutantStillApplies() async throws {
        let patches = try Self.patches()
        #expect(patches.count > 20)
        for patch in patches {
            let finished = try await ChildProcess.run(
                "/usr/bin/env",
                ["git", "-C", Place.repository, "apply", "--check", "--verbose", patch.path])
            #expect(finished.ending == .exited(0), "\(patch.path): \(finished.errors)")
            #expect(finished.errors.contains("Checking patch "), "nothing was checked")
            #expect(!finished.errors.contains("Skipped"), "\(finished.errors)")
        }
    }

    @Test func everyMutantSaysWhatItBreaksAndWhoMustNotice() throws {
        for patch in try Self.patches() {
            #expect(patch.path.hasSuffix(".patch"))
            let prose = patch.lines.prefix { !$0.hasPrefix("--- ") }.filter { !$0.isEmpty }
            let mark = "Noticed by: "
            #expect(prose.first?.hasPrefix(mark) == false, "\(patch.path) says nothing")
            let noticer = try #require(prose.last?.dropFirst(mark.count))
            #expect(prose.last?.hasPrefix(mark) == true, "\(patch.path) names nobody")
            let parts = noticer.split(separator: ".")
            let place = parts.joined(separator: "/") + (parts.count > 1 ? ".swift" : "")
            #expect(
                FileManager.default.fileExists(atPath: "\(Place.repository)/Tests/\(place)"),
                "\(patch.path): \(noticer)")
        }
    }
}
