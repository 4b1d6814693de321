import Postgres

/// Every SQL text of the system stands in a catalogue like this: work, settle, load, list, human,
/// resubmit, story, account … A test runs each through the server's parser; its name goes along as
/// a comment, so that server logs and `pg_stat_statements` speak our words.
protocol Statement: RawRepresentable, CaseIterable, Sendable where RawValue == String {
    /// Prepared by name: for statements that look up keys, and are run so often that parsing and
    /// planning would cost more than they do. Not for those whose best plan depends on the values.
    static var isPrepared: Bool { get }
}

extension Statement {
    static var isPrepared: Bool { false }

    var text: String { "/* \(self) */ " + rawValue }
}

extension PostgresSession {
    @discardableResult
    func run(
        _ statement: some Statement, _ values: [PostgresValue] = []
    ) throws(PostgresError) -> PostgresRows {
        let kind = type(of: statement)
        let name = kind.isPrepared ? "\(kind).\(statement)" : nil
        return try run(statement.text, values, preparedAs: name)
    }
}

extension PostgresValue {
    static func integer(_ value: Int) -> PostgresValue { .int(Int64(value)) }
}
