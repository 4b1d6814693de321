import Foundation
import Store

/// `bench NAME`: prints one figure a line, as JSON. `Tests/bench` brings the database.
@main
struct Bench {
    static func main() async throws {
        guard CommandLine.arguments.count == 2, CommandLine.arguments[1] == "console-list",
            let url = ProcessInfo.processInfo.environment["PAMINN_DATABASE_URL"]
        else {
            FileHandle.standardError.write(Data("bench: see Tests/bench\n".utf8))
            exit(64)
        }
        let store = Store(url, applicationName: "bench")
        defer { store.close() }
        try await ConsoleList(store).run { print($0.line) }
    }
}
