import Logging

/// Log lines on standard error, as text for a human or JSON for a machine.
struct LineLog: LogHandler {
    var logLevel = Logger.Level.info
    var metadata = Logger.Metadata()
    private let isJSON: Bool

    init(isJSON: Bool) { self.isJSON = isJSON }

    static func logger(_ label: String, json: Bool) throws -> Logger {
        Logger(label: label) { _ in LineLog(isJSON: json) }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let facts = metadata.merging(event.metadata ?? [:]) { _, new in new }
            .sorted { $0.key < $1.key }
        let at = Timestamps.written(SystemTime.wall)
        if isJSON {
            var line = JSONLine()
            line.add("at", at)
            line.add("level", event.level.rawValue)
            line.add("event", event.message.description)
            for (key, value) in facts { line.add(key, value.description) }
            Terminal.note(line.line)
        } else {
            let text = facts.map { " \($0.key)=\($0.value)" }.joined()
            let level = event.level.rawValue.uppercased()
            Terminal.note("\(at) \(level) \(event.message)\(text)")
        }
    }
}
