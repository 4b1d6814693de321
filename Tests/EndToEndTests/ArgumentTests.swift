import Foundation
import TestSupport
import Testing

/// What is typed wrongly, and results that nobody gets.
@Suite(.serialized, .timeLimit(.minutes(8)))
struct ArgumentTests {
    private static let later: String = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = calendar.dateComponents([.year, .month, .day], from: Date() + 2 * 86_400)
        return "\(parts.year ?? 0)-\(two(parts.month))-\(two(parts.day))"
    }()
    private static func two(_ number: Int?) -> String {
        String("0\(number ?? 0)".suffix(2))
    }

    @Test(
        arguments: [
            (["enqeue"], [:], 64, "‘enqueue’"), (["manual", "sohw"], [:], 64, "‘show’"),
            (["invoices", "improt", "f"], [:], 64, "‘import’"),
            (["status"], ["PAMINN_DATABSE_URL": "x"], 78, "PAMINN_DATABASE_URL"),
            (
                ["console"],
                ["PAMINN_DATABASE_URL": "postgresql:///x", "PAMINN_CONSOLE_LISTEN": ":8080"], 78,
                "HOST:PORT"
            ),
            (["release", "1", "--creditor", "demo", "--why", ""], [:], 64, "1 to 1000 bytes"),
            (["release", "1", "--creditor", "demo", "--why", " \t"], [:], 64, "1 to 1000 bytes"),
            (["incidents", "--close", "1", "--why", ""], [:], 64, "1 to 1000 bytes"),
            (
                [
                    "uncertain", "--resolve", "sent", "--creditor", "demo", "--invoice", "1",
                    "--why", "",
                ], [:], 64, "1 to 1000 bytes"
            ),
            (["enqueue", "f", "--creditor", "d", "--hold", "99999d"], [:], 64, "0s to 30d"),
            (["rate", "600"], [:], 64, "CALLS/SECONDS"), (["rate", "1/60"], [:], 64, "3/60"),
            (["rate", "--creditor", "demo", "0/60"], [:], 64, "CALLS/SECONDS"),
            (["resubmit", "1", "--reason", ""], [:], 64, "separated by commas"),
            (["resubmit", "1", "--state", "failed,"], [:], 64, "separated by commas"),
            (["resubmit", "1", "--reason", "DISPTUED"], [:], 64, "‘DISPUTED’"),
            (["invoices", "--creditor", "demo", "--state", ""], [:], 64, "separated by commas"),
            (["invoices", "--creditor", "demo", "--state", "acepted"], [:], 64, "‘accepted’"),
            (
                ["enqueue", "f", "--creditor", "d", "--as-of", later], [:], 64, "in the future"
            ),
        ] as [([String], [String: String], Int32, String)])
    func whatIsTypedWronglyIsRefusedWithWhatWouldBeRight(
        arguments: [String], environment: [String: String], code: Int32, hint: String
    ) async throws {
        let finished = try await ChildProcess.run(
            Place.paminn, arguments, environment: environment)
        #expect(finished.ending == .exited(code))
        #expect(finished.errors.hasPrefix("paminn: ") && finished.errors.contains(hint))
        #expect(finished.errors.split(separator: "\n").count == 1, "\(finished.errors)")
    }

    /// Before anything else is done, so without a database.
    @Test(arguments: [
        ["export", "--creditor", "demo", "--customer", "-"],
        ["erase", "--creditor", "demo", "--customer", "-", "--yes"],
        ["invoices", "--creditor", "demo", "--search", "-"], ["user", "passwd", "anna"],
    ])
    func aLineWithoutAnEndIsNotReadToItsEnd(arguments: [String]) async throws {
        let finished = try await ChildProcess.run(
            Place.paminn, arguments, input: String(repeating: "x", count: 5_000))
        #expect(finished.ending == .exited(65), "\(finished.errors)")
        #expect(finished.errors.hasPrefix("paminn: The line on standard input is longer than 4096"))
    }

    /// The commands that have none below them, and what their help says.
    private static func helps(of words: [String] = []) async throws -> [(String, String)] {
        let help = try await ChildProcess.run(Place.paminn, words + ["--help"]).output
        guard let commands = help.components(separatedBy: "SUBCOMMANDS:").dropFirst().first else {
            return [(words.joined(separator: " "), help)]
        }
        var found: [(String, String)] = []
        for match in commands.matches(of: #/\n  (?<name>[a-z-]+) /#) {
            found += try await helps(of: words + [String(match.name)])
        }
        return found
    }

    /// Each is typed as it stands, where no database answers: whatever else it lacks, it must not
    /// be mistyped.
    @Test func everyHelpHasAnExampleThatCanBeTyped() async throws {
        let helps = try await Self.helps()
        #expect(helps.count >= 35)
        let folder = NSTemporaryDirectory() + "paminn-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for (command, help) in helps {
            let parts = help.split(separator: /\nExamples?:\n/, maxSplits: 1)
            let part = try #require(parts.dropFirst().first, "\(command) has no example")
            let examples = part.components(separatedBy: "\n\n")[0]
            #expect(examples.contains("  paminn \(command)"), "\(command)")
            for line in examples.replacing("\\\n", with: "").split(separator: "\n") {
                // Else the shell would not even begin it, or tell of the last in a pipe only.
                for match in line.matches(of: #/< (?<file>[a-z.-]+)/#) {
                    let file = folder + "/" + match.file
                    #expect(FileManager.default.createFile(atPath: file, contents: Data()))
                }
                let typed = line.replacing(/^ *paminn/, with: Place.paminn)
                let finished = try await ChildProcess.run(
                    "/bin/bash", ["-o", "pipefail", "-c", "cd \(folder) && \(typed)"],
                    environment: [
                        "PAMINN_DATABASE_URL": "host=127.0.0.1 port=1 dbname=none",
                        "PAMINN_DATABASE_WAIT": "0s",
                    ])
                #expect(finished.ending != .exited(64), "\(line): \(finished.errors)")
            }
        }
    }

    /// Without a database, and whatever the settings.
    @Test func theVersionNamesWhatAReportOfTroubleMustName() async throws {
        let broken = ["PAMINN_DATABSE_URL": "x", "PAMINN_LOG": "loud"]
        let told = try await ChildProcess.run(
            Place.paminn, ["--version"], environment: broken)
        #expect(told.ending == .exited(0) && told.errors.isEmpty, "\(told.errors)")
        let lines = told.output.split(separator: "\n").map(String.init)
        #expect(lines.count == 5 && lines[0].hasPrefix("paminn "))
        let newest = try FileManager.default
            .contentsOfDirectory(atPath: "\(Place.repository)/sql/migrations")
            .compactMap { Int($0.prefix(4)) }.max()
        let schema = try #require(newest)
        #expect(lines[1] == "schema \(schema)")
        // The same libraries as the machine's own curl.
        let curl = try await ChildProcess.run("/usr/bin/curl", ["--version"]).output
        let words = curl.prefix { $0 != "\n" }.split(separator: " ").map(String.init)
        #expect(words.contains(lines[3].replacingOccurrences(of: " ", with: "/")), "\(lines)")
        #expect(words.contains(lines[4].replacingOccurrences(of: " ", with: "/")), "\(lines)")
        #expect(lines[2].firstMatch(of: /^libpq [0-9]+\.[0-9]+$/) != nil, "\(lines)")

        for arguments in [["--version", "--json"], ["--json", "--version"]] {
            let json = try await ChildProcess.run(Place.paminn, arguments, environment: broken)
            #expect(json.ending == .exited(0))
            let line = try #require(try Installation.lines(json.output).first)
            #expect(line["schema"] as? Int == schema)
            #expect("libpq \(line["libpq"] ?? "")" == lines[2])
            #expect("libcurl \(line["libcurl"] ?? "")" == lines[3])
            #expect("OpenSSL \(line["openssl"] ?? "")" == lines[4])
            let version = try #require(line["version"] as? String)
            let commit = (line["commit"] as? String).map { " (commit \($0))" } ?? ""
            #expect(lines[0] == "paminn \(version)\(commit)")
        }
        let help = try await ChildProcess.run(Place.paminn, ["--help"])
        #expect(help.output.contains("--version"))
    }

    @Test func resultsThatNobodyGetsAreNoSuccess() async throws {
        func shell(_ line: String) async throws -> Finished {
            try await ChildProcess.run("/bin/sh", ["-c", "\"$0\" \(line)", Place.paminn])
        }
        for line in ["--help >/dev/full", "--help >&-"] {
            let finished = try await shell(line)
            #expect(finished.ending == .exited(74), "\(line)")
            #expect(finished.errors.hasPrefix("paminn: Standard output cannot be written: "))
        }
    }

    @Test func anUnknownRunOrCreditorIsNoEmptyList() async throws {
        try await Installation.with { installation in
            let run = try await installation.expect(
                65, ["invoices", "--creditor", "demo", "--run", "77"])
            #expect(run.errors.contains("There is no run 77 of ‘demo’"))
            let creditor = try await installation.expect(
                78, ["invoices", "--creditor", "dmeo"])
            #expect(creditor.errors.contains("‘demo’"))
        }
    }
}
