import Foundation
import TestSupport
import Testing

@testable import Status

/// What the document promises of metrics is what the catalogue has.
@Suite struct DocumentTests {
    @Test func theTableHasEveryMetricWithItsLabelsAndNoOther() throws {
        let text = try String(
            contentsOfFile: Place.repository + "/deploy/LOGS.md", encoding: .utf8)
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("| `") }
        let named = rows.flatMap { row in
            row.split(separator: "|")[0].matches(
                of: #/`((?:paminn|process)_[a-z_]+(?:\{[a-z_,]*\})?)`/#
            ).map { String($0.output.1) }
        }
        #expect(named.sorted() == MetricCatalogue.all.map(\.signature).sorted())
    }
}
