import Foundation
import Logging
import Testing

@testable import LogEvents

/// The catalogue of events, and the document that shows it.
struct LogCodeTests {
    private static var repository: String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path
    }

    /// One line of the table for each event, in the order of the catalogue.
    private static var table: String {
        let rows = LogCode.allCases.map { code in
            let fields = code.fields.map { "`\($0)`" }.joined(separator: ", ")
            return "| `\(code.rawValue)` | \(code.level.rawValue) | \(code.message)"
                + " | \(fields.isEmpty ? "–" : fields) |"
        }
        return "| code | level | event | fields |\n| --- | --- | --- | --- |\n"
            + rows.joined(separator: "\n")
    }

    @Test func theDocumentHasTheTable() throws {
        let document = try String(
            contentsOfFile: "\(Self.repository)/deploy/LOGS.md", encoding: .utf8)
        #expect(document.contains(Self.table), "put this into it:\n\(Self.table)")
    }

    @Test func everyEventHasItsOwnMessage() {
        let messages = LogCode.allCases.map(\.message)
        #expect(Set(messages).count == messages.count)
        #expect(messages.allSatisfy { !$0.isEmpty && !$0.hasSuffix(".") })
    }

    /// No field may carry what is written down of a person. The address of a sign-in is that of a
    /// network.
    @Test func noFieldIsPersonal() {
        let personal = ["name", "address", "email", "phone", "id_number", "invoice", "customer"]
        for code in LogCode.allCases where code != .signInFailed && code != .signInsPutOff {
            #expect(code.fields.allSatisfy { !personal.contains($0) }, "\(code)")
        }
    }
}
