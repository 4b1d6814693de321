import TestSupport
import Testing

/// Needs the database of `Tests/cluster` and the built programs.
@Suite struct GoldenSchemaTests {
    @Test func theGoldenSchemaIsWhatTheMigrationsMake() async throws {
        let golden = try #require(Tree.read("sql/schema.sql"))
        let dump = try await ChildProcess.run(
            "\(Place.repository)/Tests/schema",
            environment: [
                "PAMINN_TEST_DATABASE": try TestDatabase.server(),
                "PAMINN_TEST_BINARIES": Place.binaries,
            ])
        #expect(dump.ending == .exited(0), "\(dump.errors)")
        let made = dump.output.split(separator: "\n", omittingEmptySubsequences: false)
        let difference = made.map(String.init).difference(from: golden.lines)
        let lines = difference.prefix(20).map { change in
            switch change {
            case .insert(let offset, let line, _): "\(offset + 1): + \(line)"
            case .remove(let offset, let line, _): "\(offset + 1): - \(line)"
            }
        }
        #expect(
            difference.isEmpty,
            "Tests/check --schema writes it anew:\n\(lines.joined(separator: "\n"))")
    }
}
