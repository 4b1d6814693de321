import Foundation
import TestSupport
import Testing

/// What a status server said.
struct Scrape {
    /// The status code; 0 if nobody answers.
    let status: Int
    let body: String

    /// Asks a status server of this machine.
    static func of(_ path: String, port: Int) async throws -> Scrape {
        let finished = try await ChildProcess.run(
            "/usr/bin/curl",
            ["-s", "-m", "20", "-w", "\n%{http_code}", "http://127.0.0.1:\(port)\(path)"])
        let lines = finished.output.split(separator: "\n", omittingEmptySubsequences: false)
        return Scrape(
            status: Int(lines.last ?? "") ?? 0,
            body: lines.dropLast().map { "\($0)\n" }.joined())
    }

    /// The value of a series as the text has it; nil if it is not there.
    func value(_ series: String) -> Double? {
        body.split(separator: "\n").first { $0.hasPrefix(series + " ") }
            .flatMap { Double($0.dropFirst(series.utf8.count + 1)) }
    }

    /// The sum of all series of a name.
    func sum(_ name: String) -> Double {
        body.split(separator: "\n").filter { $0.hasPrefix(name + "{") }
            .compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }.reduce(0, +)
    }

    /// The names of all metrics that it describes.
    var names: Set<String> {
        Set(body.matches(of: #/(?m)^# TYPE (\w+) /#).map { String($0.output.1) })
    }
}
