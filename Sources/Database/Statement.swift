package import Postgres

/// Every SQL text of the system stands in a catalogue like this, within the store that runs it. A
/// test runs each through the server's parser; its name goes along as a comment, so that server
/// logs and `pg_stat_statements` speak our words.
package protocol Statement: RawRepresentable, CaseIterable, Sendable where RawValue == String {
    /// Prepared by name: for statements that look up keys, and are run so often that parsing and
    /// planning would cost more than they do. Not for those whose best plan depends on the values.
    static var isPrepared: Bool { get }
}

extension Statement {
    package static var isPrepared: Bool { false }

    /// As the server gets it.
    package var compiled: StatementText { .of(self) }
    package var text: String { compiled.sql }
}

extension PostgresSession {
    /// - Parameter arguments: by the names of the statement's parameters.
    @discardableResult
    package func run<Kind: Statement>(
        _ statement: Kind, _ arguments: StatementArguments = [:]
    ) throws(PostgresError) -> PostgresRows {
        let text = statement.compiled
        return try run(
            text.sql, arguments.values(of: text), preparedAs: Kind.isPrepared ? text.name : nil)
    }
}

extension PostgresValue {
    package static func integer(_ value: Int) -> PostgresValue { .int(Int64(value)) }
}
