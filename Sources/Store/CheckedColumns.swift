import Postgres

extension PostgresRows {
    /// A column whose values a constraint of its table lists.
    borrowing func checked<Value: RawRepresentable>(
        _ row: Int, _ column: Int, as kind: Value.Type
    ) -> Value where Value.RawValue == String {
        guard let value = Value(rawValue: string(row, column)) else {
            preconditionFailure("the table checks each \(kind)")
        }
        return value
    }

    /// The same of a column that may be null.
    borrowing func optionallyChecked<Value: RawRepresentable>(
        _ row: Int, _ column: Int, as kind: Value.Type
    ) -> Value? where Value.RawValue == String {
        isNull(row, column) ? nil : checked(row, column, as: kind)
    }
}
