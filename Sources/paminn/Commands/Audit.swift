import AccessStore
import ArgumentParser
import Reminders
import Stores

/// `paminn audit`: prints the record of who did what, the latest first.
struct Audit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Who signed in, sent, cancelled, changed or looked, and from where.",
        discussion: """
            The latest first. What somebody looked at is counted by the hour.

            Examples:
              paminn audit --since 7d
              paminn audit --login anna --looks
            """)
    @Option(help: "Of this user alone.") var login: String?
    @Option(help: "So far back: 1h, 7d.") var since = "30d"
    @Flag(help: "Also what was looked at, searched and downloaded.") var looks = false
    @Option(help: "At most so many lines.") var limit = 200
    @OptionGroup var common: CommonOptions

    func validate() throws {
        if Durations.read(since) == nil {
            throw ValidationError("--since is a time such as 30m, 12h or 7d")
        }
        if !(1...100_000).contains(limit) { throw ValidationError("--limit is 1 to 100000") }
    }

    func run() async throws {
        try await Opening.stores { stores in
            let lines = try await stores.access.auditRecord(
                of: login, within: Durations.read(since) ?? .zero, withLooks: looks, limit: limit)
            if common.json {
                for line in lines { Terminal.say(Self.json(line)) }
            } else if lines.isEmpty {
                Terminal.say("Nothing is on record for that time.")
            } else {
                let header = [
                    "AT", "WHO", "DID", "TIMES", "CREDITOR", "RUN", "FROM", "FACTS",
                ]
                for line in Terminal.table(header, lines.map(Self.cells)) { Terminal.say(line) }
            }
        }
    }

    /// The columns of the table; empty text for what is not known.
    private static func cells(_ line: AuditLine) -> [String] {
        [
            line.at.description, line.login, line.action, "\(line.times)", line.creditor ?? "",
            line.run.map { "\($0)" } ?? "", line.address ?? "", line.facts ?? "",
        ]
    }

    /// One JSON object.
    private static func json(_ line: AuditLine) -> String {
        var json = JSONLine()
        json.add("at", line.at)
        json.add("who", line.login)
        json.add("action", line.action)
        json.add("times", line.times)
        json.add("creditor", line.creditor)
        json.add("run", line.run)
        json.add("address", line.address)
        json.add("facts", line.facts)
        return json.line
    }
}
