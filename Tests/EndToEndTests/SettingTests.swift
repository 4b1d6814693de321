import Foundation
import TestSupport
import Testing

/// Settings from the environment and from a file: what is in force, what is wrong, and where it is
/// written down.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct SettingTests {
    private static func run(
        _ arguments: [String], _ environment: [String: String] = [:]
    ) async throws -> Finished {
        try await ChildProcess.run(Place.paminn, arguments, environment: environment)
    }

    /// A file that goes with the test.
    private static func withFile<Value>(
        _ text: String, mode: Int = 0o600, _ body: (String) async throws -> Value
    ) async throws -> Value {
        let path = NSTemporaryDirectory() + "paminn-settings-\(UUID().uuidString.prefix(8))"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return try await body(path)
    }

    @Test(arguments: [
        (
            "work",
            [
                "PAMINN_DATABASE_URL", "PAMINN_AMILI_URL", "PAMINN_AMILI_API_CODE",
                "PAMINN_AMILI_KEY_FILE", "PAMINN_IN_FLIGHT", "PAMINN_LEASE", "PAMINN_LOG",
            ]
        ),
        ("console", ["PAMINN_DATABASE_URL", "PAMINN_UNDO", "PAMINN_LOG"]),
    ])
    func oneStartTellsOfAllThatIsWrong(command: String, names: [String]) async throws {
        let finished = try await Self.run(
            [command],
            [
                "PAMINN_IN_FLIGHT": "0", "PAMINN_LEASE": "soon", "PAMINN_LOG": "loud",
                "PAMINN_UNDO": "2d",
            ])
        #expect(finished.ending == .exited(78))
        #expect(finished.errors.split(separator: "\n").count == 1, "\(finished.errors)")
        #expect(finished.errors.contains("\(names.count) settings do not hold"))
        for name in names { #expect(finished.errors.contains(name), "\(finished.errors)") }
    }

    @Test func configTellsEachValueAndWhereItComesFromAndNoSecret() async throws {
        try await Self.withFile("secret-in-a-file\n") { secret in
            try await Self.withFile(
                """
                # A comment, and an empty line.

                PAMINN_LEASE=12s
                PAMINN_HEARTBEAT=2s
                PAMINN_DATABASE_URL=host=secret-in-the-settings password=x
                """
            ) { file in
                let finished = try await Self.run(
                    ["config", "--json"],
                    [
                        "PAMINN_SETTINGS_FILE": file, "PAMINN_HEARTBEAT": "1s",
                        "PAMINN_AMILI_API_CODE_FILE": secret,
                    ])
                #expect(finished.ending == .exited(0), "\(finished.errors)")
                #expect(!finished.output.contains("secret-in"), "\(finished.output)")
                let lines = try Installation.lines(finished.output)
                func line(_ name: String) -> [String?] {
                    let line = lines.first { $0["setting"] as? String == name }
                    return [line?["value"] as? String, line?["source"] as? String]
                }
                #expect(line("PAMINN_LEASE") == ["12s", "settings_file"])
                #expect(line("PAMINN_HEARTBEAT") == ["1s", "environment"])
                #expect(line("PAMINN_DATABASE_URL") == ["(secret)", "settings_file"])
                #expect(line("PAMINN_AMILI_API_CODE") == ["(secret)", "secret_file"])
                #expect(line("PAMINN_IN_FLIGHT") == ["32", "default"])
                #expect(line("PAMINN_AMILI_URL") == [nil, "none"])
            }
        }
    }

    @Test(arguments: [
        ("PAMINN_RATE_MARGIN", "60%", "PAMINN_RATE_MARGIN is not within 0% and 50%"),
        ("PAMINN_AMILI_API_CODE", "two words", "the API code"),
        ("PAMINN_STATUS_LISTEN", "nine", "neither off nor of the form HOST:PORT. For example"),
        ("PAMINN_LEASE", "1h", "the settle delay must be at least"),
        ("PAMINN_CONSOLE_URL", "http://paminn.example", "must be https unless it is loopback"),
    ])
    func configEndsWithWhatDoesNotHoldAndShowsTheRest(
        name: String, value: String, hint: String
    ) async throws {
        let finished = try await Self.run(["config"], [name: value])
        #expect(finished.ending == .exited(78))
        #expect(finished.errors.contains(hint), "\(finished.errors)")
        #expect(!finished.errors.contains("two words"))
        #expect(finished.output.contains("PAMINN_IN_FLIGHT"))
    }

    @Test(arguments: [
        ("PAMINN_LEASE\n", 0o600, "Line 1 "), ("A=1\nPAMINN_LOG=\"json\"\n", 0o600, "Line 2 "),
        ("PAMINN_LOG=text\nPAMINN_LOG=json\n", 0o600, "sets PAMINN_LOG again"),
        ("PAMINN_LEESE=3s\n", 0o600, "‘PAMINN_LEASE’"),
        ("PAMINN_AMILI_API_CODE=hush\n", 0o644, "can be read by others"),
        ("PAMINN_LOG=text \n", 0o600, "spaces around its value"),
        (String(repeating: "#", count: 300_000), 0o600, "longer than 256 KiB"),
    ])
    func aSettingsFileThatDoesNotHoldIsRefused(
        text: String, mode: Int, hint: String
    ) async throws {
        try await Self.withFile(text, mode: mode) { file in
            let finished = try await Self.run(["config"], ["PAMINN_SETTINGS_FILE": file])
            #expect(finished.ending == .exited(78))
            #expect(finished.errors.contains(hint), "\(finished.errors)")
            #expect(!finished.errors.contains("hush"))
        }
    }

    @Test func aSettingsFileThatIsMissingIsTold() async throws {
        let finished = try await Self.run(["status"], ["PAMINN_SETTINGS_FILE": "/none"])
        #expect(finished.ending == .exited(78))
        #expect(finished.errors.contains("PAMINN_SETTINGS_FILE"), "\(finished.errors)")
    }

    /// A pipe whose other end says nothing must not hold up a start for ever.
    @Test func aSecretMayComeFromAPipeThatIsWrittenInTime() async throws {
        for (writer, state) in [("echo postgresql:///x", 0), ("sleep 60", 78)] {
            let asked = "export PAMINN_DATABASE_URL_FILE=\"$1\"; exec \"$0\" config"
            let finished = try await ChildProcess.run(
                "/bin/bash", ["-c", "exec bash -c '\(asked)' \"$0\" <(\(writer))", Place.paminn])
            #expect(finished.ending == .exited(Int32(state)), "\(finished.errors)")
            #expect(state == 0 || finished.errors.contains("did not finish within 10 s"))
        }
    }

    // MARK: Documents

    @Test(arguments: ["work", "console"])
    func theHelpNamesWhatTheProgramReads(command: String) async throws {
        let help = try await Self.run([command, "--help"]).output
        let all = try await Self.run(["config", "--json"]).output
        let names = try Installation.lines(all).compactMap { $0["setting"] as? String }
        let others = command == "work" ? ["CONSOLE_", "SELECT_ALL", "UNDO"] : []
        for name in names where command == "work" || name.hasPrefix("PAMINN_CONSOLE") {
            let isOthers = others.contains { name.hasPrefix("PAMINN_" + $0) }
            #expect(help.contains(name) != isOthers, "\(name)")
        }
        #expect(help.contains("PAMINN_DATABASE_DEADLINE:") && help.contains("PAMINN_STATUS_LISTEN"))
    }

    @Test func theExampleAndTheDocumentAreTheTables() async throws {
        let example = try await Self.run(["config", "--example"]).output
        let stored = try String(
            contentsOfFile: "\(Place.repository)/deploy/paminn.env.example", encoding: .utf8)
        #expect(example == stored, "run `paminn config --example > deploy/paminn.env.example`")
        let table = try await Self.run(["config", "--markdown"]).output
        let document = try String(
            contentsOfFile: "\(Place.repository)/deploy/SETTINGS.md", encoding: .utf8)
        #expect(document.contains(table), "put what `paminn config --markdown` says into it")
    }

    /// With each default written out the same is in force.
    @Test func theExampleHoldsAsItIs() async throws {
        let example = try await Self.run(["config", "--example"]).output
        let written = example.split(separator: "\n").compactMap { line in
            line.hasPrefix("#PAMINN_") && !line.hasSuffix("=") ? String(line.dropFirst()) : nil
        }
        #expect(written.count > 15)
        try await Self.withFile(written.joined(separator: "\n")) { file in
            let there = try await Self.run(["config", "--json"], ["PAMINN_SETTINGS_FILE": file])
            let without = try await Self.run(["config", "--json"])
            #expect(there.ending == .exited(0), "\(there.errors)")
            let sources = there.output.replacingOccurrences(of: "settings_file", with: "default")
            #expect(sources == without.output)
        }
    }
}
