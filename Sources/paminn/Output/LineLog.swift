import LogEvents
import Logging
import Reminders

/// Writes log lines to standard error, as text for people or JSON for programs. Every line names
/// its process and its program's version.
struct LineLog: LogHandler {
    /// The metadata that JSON lines hold as numbers.
    private static let numbers: Set<String> = [
        "run", "part", "position", "worker", "dead_worker", "seconds", "closed_seconds", "failures",
        "outcomes", "parts", "lines", "look_ups", "letters", "accepted", "skipped", "rejected",
        "failed", "cancelled", "uncertain", "queued", "manual", "took_ms", "send_within_ms",
        "descriptors", "descriptors_before", "connections", "open", "limit", "refused",
        "request",
    ]

    var logLevel = Logger.Level.info
    var metadata = Logger.Metadata()
    private let isJSON: Bool

    /// - Parameter isJSON: for the lines of this log; see `logger` for the rest of standard error.
    init(isJSON: Bool) { self.isJSON = isJSON }

    /// - Parameter json: write JSON, also for everything else that this process says on standard
    ///   error from now on.
    static func logger(_ label: String, json: Bool) throws -> Logger {
        if json { LogStream.standardError.speakJSON() }
        return Logger(label: label) { _ in LineLog(isJSON: json) }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// The event's metadata win over the logger's. Both are sorted by key.
    func log(event: LogEvent) {
        let facts = metadata.merging(event.metadata ?? [:]) { _, new in new }
            .sorted { $0.key < $1.key }
        put(
            line(
                event.level, event.message.description,
                facts.map { ($0.key, $0.value.description) }))
    }

    /// Writes a line for people to the log's stream. It does not wait for a reader.
    static func say(_ text: String, _ level: Logger.Level = .notice) {
        let log = LineLog(isJSON: LogStream.standardError.isJSON)
        log.put(
            log.isJSON
                ? log.line(level, text, [(Logger.codeField, LogCode.said.rawValue)])
                : onOneLine(text))
    }

    /// One line without its newline: time, level, message, facts, process and version.
    private func line(
        _ level: Logger.Level, _ message: String, _ facts: [(key: String, value: String)]
    ) -> String {
        let at = Timestamp(secondsSince1970: SystemTime.wall)
        guard isJSON else {
            let text = facts.filter { $0.key != Logger.codeField }
                .map { " \($0.key)=\($0.value)" }.joined()
            return Self.onOneLine(
                "\(at) \(level.rawValue.uppercased()) \(message)\(text)"
                    + " process=\(ThisProcess.name) version=\(ThisProcess.version)")
        }
        var line = JSONLine()
        line.add("at", at)
        line.add("level", level.rawValue)
        line.add("event", message)
        for (key, value) in facts { line.add(key, Self.value(key, value)) }
        line.add("host", ThisProcess.host)
        line.add("pid", ThisProcess.pid)
        line.add("version", ThisProcess.version)
        return line.line
    }

    /// A number for the keys in `numbers`, if the text is one; else text.
    private static func value(_ key: String, _ text: String) -> JSONLine.Value {
        guard numbers.contains(key) else { return .text(text) }
        if let whole = Int64(text) { return .integer(whole) }
        return Double(text).map { .number($0) } ?? .text(text)
    }

    /// Escapes characters that would begin another line or steer a terminal.
    private static func onOneLine(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isBreak) else { return text }
        var line = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": line += "\\n"
            case "\r": line += "\\r"
            case "\t": line += "\\t"
            case _ where isBreak(scalar): line += "\\u{\(String(scalar.value, radix: 16))}"
            default: line.unicodeScalars.append(scalar)
            }
        }
        return line
    }

    /// Control characters of ASCII and Latin-1, and the line and paragraph separators of Unicode.
    private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 32 || (127...159).contains(scalar.value) || scalar.value == 0x2028
            || scalar.value == 0x2029
    }

    /// Writes the line, or counts it as lost if nobody reads.
    private func put(_ text: String) {
        LogStream.standardError.write(text) { lost in
            line(
                LogCode.linesLost.level, LogCode.linesLost.message,
                [("lines", "\(lost)"), (Logger.codeField, LogCode.linesLost.rawValue)])
        }
    }
}
