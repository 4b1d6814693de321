import Foundation
import Testing

/// A program beside the test, ended with it.
final class Neighbour {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    /// - Parameter marker: what a line of its output (or errors) holds once it is ready.
    init(_ arguments: [String], isReady marker: String) throws {
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        try process.run()
        readyLine = ""
        try readUntil(marker)
    }

    private(set) var readyLine: String

    private func readUntil(_ marker: String) throws {
        var text = ""
        while true {
            let piece = output.fileHandleForReading.availableData
            try #require(!piece.isEmpty, "ended before it was ready: \(text)")
            text += String(decoding: piece, as: UTF8.self)
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            if let line = lines.first(where: { $0.contains(marker) }) {
                readyLine = String(line)
                return
            }
        }
    }

    /// Closes its input, at which it ends by itself, and waits for its end.
    func end() {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    /// Ends what does not read its input. It inherits the blocked SIGTERM of the thread that
    /// started it, so nothing gentler is heard.
    func kill() {
        _ = Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}

/// The path of a file in `Tests`.
func testsPath(_ name: String, file: String = #filePath) -> String {
    URL(filePath: file).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: name).path
}
