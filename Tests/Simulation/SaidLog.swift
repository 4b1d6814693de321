import Logging

/// A simulated worker's log, line by line.
struct SaidLog: LogHandler {
    let lines: Single<[String]>
    var logLevel = Logger.Level.info
    var metadata = Logger.Metadata()

    init(lines: Single<[String]>) { self.lines = lines }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let facts = (event.metadata ?? [:]).sorted { $0.key < $1.key }
            .map { " \($0.key)=\($0.value)" }.joined()
        lines.with { $0.append("\(event.message)\(facts)") }
    }
}
