import Foundation
import TestSupport
import Testing

/// `Tests/mutants` takes too long for every change; that each still finds its place in this tree
/// does not.
@Suite struct MutantTests {
    private static func mutants() throws -> [SourceText] {
        try Tree.files().filter { $0.path.hasPrefix("Tests/Mutants/") }
    }

    private static let check = [
        "python3", "\(Place.repository)/Tests/Mutating/mutate.py", "--check", Place.repository,
    ]

    @Test func everyMutantFindsItsPlace() async throws {
        let mutants = try Self.mutants()
        #expect(mutants.count > 20)
        let finished = try await ChildProcess.run(
            "/usr/bin/env", Self.check + mutants.map { "\(Place.repository)/\($0.path)" })
        #expect(finished.ending == .exited(0), "\(finished.errors)")
    }

    /// One that names a place that is not there, or is there twice, would be applied to nothing.
    @Test(arguments: ["let thatIsNowhere = 1", "}"])
    func aMutantWithoutItsPlaceIsRefused(line: String) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).mutant")
        defer { try? FileManager.default.removeItem(at: file) }
        let words = """
            It breaks nothing.
            Noticed by: WorkerTests

            File: Sources/Worker/Pacer.swift
            Symbol: Pacer
            Replace:
            \(line)
            With:
            """
        try words.write(to: file, atomically: true, encoding: .utf8)
        let finished = try await ChildProcess.run("/usr/bin/env", Self.check + [file.path])
        #expect(finished.ending == .exited(1))
    }

    @Test func everyMutantSaysWhatItBreaksAndWhoMustNotice() throws {
        for mutant in try Self.mutants() {
            #expect(mutant.path.hasSuffix(".mutant"))
            let prose = mutant.lines.prefix { !$0.hasPrefix("File: ") }.filter { !$0.isEmpty }
            let mark = "Noticed by: "
            #expect(prose.first?.hasPrefix(mark) == false, "\(mutant.path) says nothing")
            let noticer = try #require(prose.last?.dropFirst(mark.count))
            #expect(prose.last?.hasPrefix(mark) == true, "\(mutant.path) names nobody")
            let parts = noticer.split(separator: ".")
            let place = parts.joined(separator: "/") + (parts.count > 1 ? ".swift" : "")
            #expect(
                FileManager.default.fileExists(atPath: "\(Place.repository)/Tests/\(place)"),
                "\(mutant.path): \(noticer)")
        }
    }
}
