package import Logging

extension Logger {
    /// The field that holds the code.
    package static let codeField = "code"

    /// Logs an event of the catalogue.
    /// - Parameter fields: only those that `LogCode.fields` lists.
    package func tell(_ code: LogCode, _ fields: Metadata = [:]) {
        assert(
            Set(fields.keys).isSubset(of: code.fields),
            "\(code) has no fields \(Set(fields.keys).subtracting(code.fields).sorted())")
        log(
            level: code.level, "\(code.message)",
            metadata: fields.merging([Self.codeField: "\(code.rawValue)"]) { first, _ in first })
    }
}
