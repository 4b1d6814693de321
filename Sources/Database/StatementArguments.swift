package import Postgres

/// Arguments of a statement, by the names of its parameters.
package struct StatementArguments: ExpressibleByDictionaryLiteral, Sendable {
    private var named: [(name: String, value: PostgresValue)]

    package init(dictionaryLiteral elements: (String, PostgresValue)...) {
        named = elements.map { (name: $0.0, value: $0.1) }
    }

    /// Joins the arguments of two lists. A name in both traps when the statement is run.
    package static func + (left: Self, right: Self) -> Self {
        var both = left
        both.named += right.named
        return both
    }

    /// Returns the values in the order of the parameters. A name that is missing or of no use is a
    /// bug of ours, and traps.
    func values(of statement: StatementText) -> [PostgresValue] {
        precondition(
            named.count == statement.parameters.count,
            "\(statement.name) takes \(statement.parameters), not \(named.map(\.name))")
        return statement.parameters.map { parameter in
            guard let argument = named.first(where: { $0.name == parameter }) else {
                preconditionFailure("\(statement.name) lacks its parameter \(parameter)")
            }
            return argument.value
        }
    }
}
