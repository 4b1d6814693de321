import Foundation
import TestSupport
import Testing

/// The whole way of some invented people's invoices through the real programs, and all that the
/// programs left where nobody looks for personal data.
struct PersonalTrail {
    private let installation: Installation
    /// All that programs left, by the place where they left it.
    private(set) var places: [(name: String, bytes: Data)] = []
    private static let password = "paraplyfjortonlavendel"

    init(_ installation: Installation) { self.installation = installation }

    private mutating func keep(_ name: String, _ text: String) {
        places.append((name, Data(text.utf8)))
    }

    /// Runs a command that may fail, and keeps what it says.
    private mutating func run(
        _ words: [String], code: Int32? = 0, input: String = ""
    ) async throws {
        let finished = try await installation.paminn(words, input: input)
        if let code {
            #expect(finished.ending == .exited(code), "\(words): \(finished.errors)")
        }
        keep("paminn \(words.joined(separator: " "))", finished.output + finished.errors)
    }

    // MARK: Loading

    private static func day(_ ago: Int) -> String {
        let format = ISO8601DateFormatter()
        format.formatOptions = [.withFullDate]
        return format.string(from: Date().addingTimeInterval(-86_400 * Double(ago)))
    }

    private static var header: String {
        "Fakturanr;\(PersonalData.columns);Fakturadatum;Förfallodatum;Restbelopp"
    }

    private func line(_ number: Int, _ person: PersonalData) -> String {
        "\(number);\(person.cells);\(Self.day(60));\(Self.day(30));\(number)50,00"
    }

    private func file(_ name: String, _ lines: [String]) throws -> String {
        let path = installation.folder + "/" + name
        try (lines.joined(separator: "\r\n") + "\r\n").write(
            toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    /// Enqueues a good file, several bad ones, and a good one that the database refuses.
    mutating func enqueue() async throws {
        let good = try file(
            "good.csv",
            [Self.header] + PersonalData.people.enumerated().map { line($0 + 1, $1) })
        try await run(["enqueue", good, "--creditor", "demo"])
        // The database refuses a person's row: its message has the row in its DETAIL. The number is
        // in two pieces, so that this statement of the test's own does not hold it.
        let refused = try file(
            "refused.csv",
            [Self.header] + PersonalData.people.enumerated().map { line($0 + 51, $1) })
        try await installation.query(
            """
            alter table invoice add constraint refused
                check (right(mobile_number, 9) <> '7017' || '40692') not valid;
            """)
        try await run(["enqueue", refused, "--creditor", "demo"], code: nil)
        try await installation.query("alter table invoice drop constraint refused")
        // All lines again, as changes of what is known.
        try await run(["invoices", "import", good, "--creditor", "demo"], code: nil)
        for (name, lines) in badFiles {
            try await run(
                ["enqueue", try file(name, lines), "--creditor", "demo"], code: nil)
            try await run(
                ["enqueue", try file(name, lines), "--creditor", "demo", "--json"], code: nil)
        }
    }

    private var badFiles: [(String, [String])] {
        let person = PersonalData.people[0]
        let whole = line(91, person)
        let cells = person.cells
        return [
            // Cells moved to the left and to the right, and values in the wrong columns.
            (
                "shifted.csv",
                [
                    Self.header, "90;\(cells);\(Self.day(60));\(Self.day(30))", ";\(whole)",
                    "92;\(cells);\(person.name);\(Self.day(30));10,00",
                    "93;\(cells);\(Self.day(60));\(person.idNumber);10,00",
                    "94;\(cells);\(Self.day(60));\(Self.day(30));\(person.name)",
                ]
            ),
            ("quotes.csv", [Self.header, "95;\"\(person.name)\" x;\(cells)", "96;\"\(cells)"]),
            ("headerless.csv", [whole, line(97, PersonalData.people[1])]),
            (
                "nested.ndjson",
                [
                    #"{"InvoiceNumber":"98","CustomerName":{"first":"\#(person.name)"}}"#,
                    #"{"InvoiceNumber":"99","CustomerName":"\#(person.name)","#,
                    #"{"\#(person.name)":1,"\#(person.name)":2}"#,
                ]
            ),
        ]
    }

    // MARK: Working

    /// Amili's refusal of a letter, which repeats the letter's own data in other spellings.
    private static func refusal(of person: PersonalData) -> String {
        let words = person.name.split(separator: " ")
        let id = person.idNumber
        return "Gäldenären \(words.reversed().joined(separator: ", ").uppercased()) (19"
            + "\(id.prefix(6))-\(id.suffix(4)), \(person.street.lowercased()) i \(person.city))"
            + " nås inte: \(person.email), 0\(person.mobile); \(person.description)"
    }

    /// Has a worker send all letters. One is accepted, one loses its answer, two are refused.
    mutating func work() async throws {
        let people = PersonalData.people
        func refuse(_ number: Int, _ status: Int) throws -> String {
            let rule: [String: Any] = [
                "on": "POST /case--registrations", "invoice": "\(number)", "do": "status",
                "status": status, "says": Self.refusal(of: people[number - 1]),
            ]
            return String(
                decoding: try JSONSerialization.data(withJSONObject: rule), as: UTF8.self)
        }
        try await installation.setFaults(
            [
                #"{"on":"POST /case--registrations","invoice":"1","do":"reset","times":1,"#
                    + #""effect":"before"}"#,
                try refuse(2, 422), try refuse(3, 400),
            ].joined(separator: ","))
        let port = Int(try FreePort.find())
        let state = installation.folder + "/state"
        try FileManager.default.createDirectory(
            atPath: state, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        let collector = try await Collector(installation)
        let worker = try installation.startWorker(
            [
                "PAMINN_STATUS_LISTEN": "127.0.0.1:\(port)", "PAMINN_STATE_DIRECTORY": state,
                "PAMINN_LOG": "json",
            ].merging(collector.settings) { $1 })
        try await installation.finished()
        let counts = try await installation.counts()
        #expect(counts["accepted"] == 2 && counts["rejected"] == 2, "\(counts)")
        try await keepStatus("worker", port: port)
        keepProcess("worker", worker.pid)
        keepProcess("sandbox", installation.sandbox.pid)
        await worker.send(signal: SIGTERM)
        let ended = try await worker.wait()
        #expect(ended.ending == .exited(0))
        keep("the worker's log", ended.output + ended.errors)
        #expect(try collector.lines().contains { $0["name"] as? String == "registration" })
        places.append(("what the collector got", try collector.bytes()))
        try await collector.end()
        keep("the sandbox", await installation.sandbox.output + installation.sandbox.errors)
        for name in try FileManager.default.subpathsOfDirectory(atPath: state) {
            let bytes = try? Data(contentsOf: URL(fileURLWithPath: "\(state)/\(name)"))
            places.append(("the worker's state, \(name)", bytes ?? Data()))
        }
    }

    private mutating func keepStatus(_ program: String, port: Int) async throws {
        for path in ["/metrics", "/health/live", "/health/ready"] {
            let scrape = try await Scrape.of(path, port: port)
            #expect(scrape.status == 200)
            keep("\(program) \(path)", scrape.body)
        }
    }

    /// The command line and the environment of a process and of all beside it, as others see them.
    private mutating func keepProcess(_ name: String, _ pid: Int32) {
        for (part, path) in [("cmdline", "\(pid)/cmdline"), ("environ", "\(pid)/environ")] {
            guard let bytes = try? Data(contentsOf: URL(fileURLWithPath: "/proc/\(path)")) else {
                continue
            }
            places.append(("\(name)'s \(part)", bytes))
        }
        let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        let lines = all.filter { Int($0) != nil }.compactMap {
            try? Data(contentsOf: URL(fileURLWithPath: "/proc/\($0)/cmdline"))
        }
        places.append(("all command lines beside \(name)", lines.reduce(Data(), +)))
    }

    // MARK: The page

    /// Signs in, searches for a name and for numbers, and looks at an invoice.
    mutating func lookAtThePage() async throws {
        try await run(
            ["user", "add", "kim", "--role", "operator", "--creditor", "demo"],
            input: Self.password + "\n")
        let (port, status) = (Int(try FreePort.find()), Int(try FreePort.find()))
        let console = try ChildProcess(
            Place.paminn, ["console"],
            environment: installation.environment.merging([
                "PAMINN_CONSOLE_LISTEN": "127.0.0.1:\(port)",
                "PAMINN_STATUS_LISTEN": "127.0.0.1:\(status)",
            ]) { $1 })
        try await eventually("it listens") { await console.output.contains("open http") }
        let page = PersonalPage(port: port, jar: installation.folder + "/jar")
        try await page.signIn(password: Self.password)
        let person = PersonalData.people[0]
        let first = person.name.split(separator: " ").first.map(String.init) ?? ""
        for text in [first, person.idNumber, "19\(person.idNumber)", "0\(person.mobile)", "1"] {
            let answer = try await page.search(text)
            keep("the addresses of a search for \(text.prefix(1))…", answer.addresses)
            if text == first { #expect(answer.text.contains(person.name), "it was found") }
        }
        let invoice = try await page.get("/faktura?nr=1")
        #expect(invoice.text.contains(person.name))
        keep("the addresses of an invoice", invoice.addresses)
        keep("the addresses of a refused one", try await page.get("/faktura?nr=2").addresses)
        keep("the page of a run", try await page.get("/utskick/1").addresses)
        keepProcess("console", console.pid)
        try await keepStatus("console", port: status)
        await console.send(signal: SIGTERM)
        let ended = try await console.wait()
        #expect(ended.ending == .exited(0))
        keep("the console's log", ended.output + ended.errors)
    }

    // MARK: Commands

    /// Asks everything that an operator may ask and that is not a list of invoices.
    mutating func askAll() async throws {
        for number in 1...PersonalData.people.count {
            try await run(["evidence", "\(number)", "--creditor", "demo"])
            try await run(["evidence", "\(number)", "--creditor", "demo", "--json"])
        }
        for words in [
            ["status"], ["status", "1"], ["audit", "--looks"], ["uncertain"], ["stuck"],
            ["incidents"], ["creditor", "list"], ["user", "list"], ["manual", "list"],
        ] {
            try await run(words, code: nil)
            try await run(words + ["--json"], code: nil)
        }
        try await run(["doctor"], code: nil)
        try await run(["config"], code: nil)
    }
}
