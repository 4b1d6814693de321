package import Postgres

/// A catalogue of SQL texts, within the module that runs them. Each case is one statement, with
/// parameters written as `:name`.
///
/// A test runs each statement through the server's parser. Its name goes along as a comment, so
/// that server logs and `pg_stat_statements` show our names.
package protocol Statement: RawRepresentable, CaseIterable, Sendable where RawValue == String {
    /// Whether the statements are prepared by name. That suits key look-ups that run so often that
    /// parsing and planning would cost more than running, and no statement whose best plan depends
    /// on the values. False by default.
    static var isPrepared: Bool { get }
}

extension Statement {
    package static var isPrepared: Bool { false }

    /// The text as the server gets it, with its parameters.
    package var compiled: StatementText { .of(self) }
    package var text: String { compiled.sql }
}

extension PostgresSession {
    /// Runs a statement. A parameter that is missing, or of no use, traps.
    /// - Parameter arguments: By the names of the statement's parameters.
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
