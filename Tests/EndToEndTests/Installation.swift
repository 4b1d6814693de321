import Foundation
import TestSupport
import Testing

/// A whole installation for one test: an empty database, the real sandbox, the real binary.
struct Installation: Sendable {
    let database: String
    let sandbox: ChildProcess
    let sandboxURL: String
    let folder: String
    /// Settings for `paminn`; times short, so that doubts are settled within seconds. Each program
    /// signs in as its own role.
    var environment: [String: String]

    var ledgerFile: String { folder + "/sandbox/ledger.ndjson" }

    /// Runs `body` in an installation with one active creditor, `demo`, and takes it down.
    /// - Parameters:
    ///   - server: where its database is; nil for the server of all tests.
    ///   - databaseOptions: for `create database`.
    static func with(
        sandboxOptions: [String] = [], server: String? = nil, databaseOptions: String = "",
        _ body: @Sendable (Installation) async throws -> Void
    ) async throws {
        try await TestDatabase.withEmptyDatabase(on: server, options: databaseOptions) {
            database in
            let folder = NSTemporaryDirectory() + "paminn-\(UUID().uuidString.prefix(8))"
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let key = folder + "/key.pem"
            let made = try await ChildProcess.run(
                "/usr/bin/openssl",
                ["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key])
            try #require(made.ending == .exited(0))
            let port = try FreePort.find()
            let sandbox = try await startSandbox(folder, port, sandboxOptions)
            let installation = Installation(
                database: database, sandbox: sandbox, sandboxURL: "http://127.0.0.1:\(port)",
                folder: folder,
                environment: [
                    "PAMINN_DATABASE_URL": database, TestRoles.mark: "yes",
                    "PAMINN_AMILI_URL": "http://127.0.0.1:\(port)",
                    "PAMINN_AMILI_API_CODE": "test", "PAMINN_AMILI_KEY_FILE": key,
                    "PAMINN_LEASE": "2s", "PAMINN_HEARTBEAT": "400ms",
                    "PAMINN_CALL_DEADLINE": "1s", "PAMINN_SETTLE_DELAY": "6s",
                    "PAMINN_BACKOFF": "100ms..1s", "PAMINN_MAX_ATTEMPTS": "8",
                ])
            try await installation.setUp()
            try await body(installation)
            await sandbox.send(signal: SIGTERM)
            _ = try await sandbox.wait()
        }
    }

    /// The same installation on another database.
    func on(_ database: String) -> Installation {
        var environment = environment
        environment["PAMINN_DATABASE_URL"] = database
        return Installation(
            database: database, sandbox: sandbox, sandboxURL: sandboxURL, folder: folder,
            environment: environment)
    }

    static func startSandbox(
        _ folder: String, _ port: UInt16, _ options: [String]
    ) async throws -> ChildProcess {
        let sandbox = try ChildProcess(
            Place.amiliSandbox,
            ["--listen", "127.0.0.1:\(port)", "--data", folder + "/sandbox"] + options)
        try await eventually("the sandbox listens") {
            await sandbox.output.contains("listening")
        }
        return sandbox
    }

    private func setUp() async throws {
        var asSuperuser = self
        asSuperuser.environment[TestRoles.mark] = nil
        try await asSuperuser.expect(0, ["migrate"])
        try await TestRoles.grantWithLogins(on: database)
        try await expect(
            0,
            [
                "creditor", "add", "demo", "--name", "Testbolaget AB",
                "--account", "65f0c0ffee0000000000a001",
                "--amili-creditor", "65f0c0ffee0000000000c001",
            ], input: "556036-0793\n")
        try await expect(0, ["creditor", "activate", "demo"])
    }

    // MARK: paminn

    func paminn(
        _ arguments: [String], input: String = "", within limit: Duration = .seconds(120)
    ) async throws -> Finished {
        try await ChildProcess.run(
            Place.paminn, arguments, environment: environment, input: input, within: limit)
    }

    @discardableResult
    func expect(
        _ code: Int32, _ arguments: [String], input: String = "",
        within limit: Duration = .seconds(120)
    ) async throws -> Finished {
        let finished = try await paminn(arguments, input: input, within: limit)
        try #require(
            finished.ending == .exited(code),
            "paminn \(arguments): \(finished.output) \(finished.errors)")
        return finished
    }

    func startWorker(_ more: [String: String] = [:]) throws -> ChildProcess {
        try ChildProcess(
            Place.paminn, ["work"], environment: environment.merging(more) { _, new in new })
    }

    /// One JSON object per line of the output.
    func json(_ arguments: [String]) async throws -> [[String: Any]] {
        try Self.lines(try await expect(0, arguments + ["--json"]).output)
    }

    static func lines(_ text: String) throws -> [[String: Any]] {
        try text.split(separator: "\n").map { line in
            try #require(
                try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
    }

    func counts(of run: Int = 1) async throws -> [String: Int] {
        let status = try #require(try await json(["status", "\(run)"]).first)
        let counts = try #require(status["counts"] as? [String: Int])
        #expect(counts.values.reduce(0, +) == status["total"] as? Int)
        return counts
    }

    /// What one query answers, without the newline at its end.
    @discardableResult
    func query(_ sql: String) async throws -> String {
        try await TestDatabase.query(sql, on: database)
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    // MARK: Files

    /// Invoices `first…` overdue since a month, as Excel writes them.
    func file(_ name: String, first: Int = 1, count: Int, row: ((Int) -> String?)? = nil) throws
        -> String
    {
        let today = Date()
        func day(_ ago: Int) -> String {
            let format = ISO8601DateFormatter()
            format.formatOptions = [.withFullDate]
            return format.string(from: today.addingTimeInterval(-86_400 * Double(ago)))
        }
        var text =
            "Fakturanr;Kund;Orgnr;Adress;Postnr;Ort;Fakturadatum;Förfallodatum;Restbelopp\r\n"
        for number in first..<first + count {
            text +=
                row?(number)
                ?? "\(number);Kund \(number) AB;5560360793;Gatan \(number);41119;Göteborg;"
                + "\(day(60));\(day(30));\(number),50"
            text += "\r\n"
        }
        let path = folder + "/" + name
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    // MARK: The sandbox

    /// Replaces the script of faults.
    func setFaults(_ rules: String) async throws {
        try await curl(
            ["-X", "PUT", "--data", #"{"seed":1,"rules":[\#(rules)]}"#], "/sandbox/faults")
    }

    func curl(_ options: [String], _ path: String) async throws {
        let finished = try await ChildProcess.run(
            "/usr/bin/curl",
            ["-sS", "--fail-with-body", "-H", "Content-Type: application/json"] + options
                + [sandboxURL + path])
        try #require(finished.ending == .exited(0), "\(finished.output) \(finished.errors)")
    }

    /// Cases per invoice number, as the ledger on disk says.
    func letters() throws -> [String: Int] {
        guard let text = try? String(contentsOfFile: ledgerFile, encoding: .utf8) else {
            return [:]
        }
        var found: [String: Int] = [:]
        // The sandbox may be writing: what follows the last end of a line is half a line.
        let whole = text[..<(text.lastIndex(of: "\n") ?? text.startIndex)]
        for entry in try Self.lines(String(whole)) {
            found[try #require(entry["invoice_number"] as? String), default: 0] += 1
        }
        return found
    }

    /// Waits until every reminder of the run is final.
    func finished(_ run: Int = 1, within limit: Duration = .seconds(90)) async throws {
        try await eventually(within: limit, "run \(run) is done") {
            try await json(["status", "\(run)"]).first?["state"] as? String == "done"
        }
    }

    /// The one promise: a case for each accepted, one only, and for nothing else.
    func expectOneLetterEach(of run: Int = 1, accepted expected: Int) async throws {
        let rows = try await json(["invoices", "--creditor", "demo", "--run", "\(run)"])
        let accepted = rows.filter { $0["state"] as? String == "accepted" }
            .compactMap { $0["invoice_number"] as? String }
        let letters = try letters()
        #expect(accepted.count == expected)
        #expect(letters.values.allSatisfy { $0 == 1 }, "a letter was sent twice")
        #expect(Set(letters.keys) == Set(accepted))
    }
}
