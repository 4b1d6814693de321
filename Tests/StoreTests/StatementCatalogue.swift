import Foundation
import TestSupport
import Testing

/// A statement of the system, as its catalogue in the source has it.
struct CataloguedStatement: Sendable, CustomTestStringConvertible {
    /// `WorkStatement`.
    let catalogue: String
    let name: String
    let text: String

    var testDescription: String { "\(catalogue).\(name)" }

    /// Of all catalogues under `Sources`: whoever adds one need not list it anywhere.
    static let all: [CataloguedStatement] = {
        let sources = Place.repository + "/Sources"
        let files = FileManager.default.enumerator(atPath: sources)?.compactMap { $0 as? String }
        return (files ?? []).filter { $0.hasSuffix("Statement.swift") }.sorted().flatMap { file in
            let text = (try? String(contentsOfFile: "\(sources)/\(file)", encoding: .utf8)) ?? ""
            return statements(in: text)
        }
    }()

    /// The catalogue in a file; none if it has none.
    private static func statements(in file: String) -> [CataloguedStatement] {
        let declaration = /enum (\w+): String, Statement \{/
        guard let catalogue = file.firstMatch(of: declaration)?.output.1 else { return [] }
        let long = /(?m)^    case (\w+) = """\n((?:.*\n)*?)        """$/
        let short = /(?m)^    case (\w+) = "([^"].*)"$/
        return
            (file.matches(of: long).map { ($0.output.1, $0.output.2) }
            + file.matches(of: short).map { ($0.output.1, $0.output.2) }).map {
                CataloguedStatement(
                    catalogue: String(catalogue), name: String($0.0), text: String($0.1))
            }
    }
}
