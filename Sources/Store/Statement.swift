import Postgres

/// Every SQL text of the system stands in a catalogue like this: work, settle, load, list, human,
/// resubmit, story, account … A test runs each through the server's parser; its name goes along as
/// a comment, so that server logs and `pg_stat_statements` speak our words.
protocol Statement: RawRepresentable, CaseIterable, Sendable where RawValue == String {}

extension Statement {
    var text: String { "/* \(self) */ " + rawValue }
}

extension PostgresSession {
    @discardableResult
    func run(
        _ statement: some Statement, _ values: [PostgresValue] = []
    ) throws(PostgresError) -> PostgresRows {
        try run(statement.text, values)
    }
}

extension PostgresValue {
    static func integer(_ value: Int) -> PostgresValue { .int(Int64(value)) }
}
