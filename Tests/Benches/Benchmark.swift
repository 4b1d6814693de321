import Database
import Foundation
import Stores

/// `bench NAME`: `console-list` and `libraries` print one figure a line and `growth` one kind of
/// call, as JSON; `claim` works until nothing is left. `Tests/bench` brings the database.
@main
struct Benchmark {
    static func main() async throws {
        guard CommandLine.arguments.count == 2,
            let url = ProcessInfo.processInfo.environment["PAMINN_DATABASE_URL"]
        else { return usage() }
        switch CommandLine.arguments[1] {
        case "libraries": LibraryBench().run()
        case "claim": try await ClaimBench(url: url).run()
        case "console-list":
            try await with(url) { try await ConsoleList($0).run { print($0.line) } }
        case "growth":
            try await with(url) {
                try await Growth($0).run { name, times in
                    print(#"{"name":"\#(name)","p99":\#(times.p99)}"#)
                }
            }
        default: usage()
        }
    }

    private static func with(_ url: String, _ body: (Stores) async throws -> Void) async throws {
        let stores = Stores(Database(url, applicationName: "bench"))
        defer { stores.close() }
        try await body(stores)
    }

    private static func usage() {
        FileHandle.standardError.write(Data("bench: see Tests/bench\n".utf8))
        exit(64)
    }
}
