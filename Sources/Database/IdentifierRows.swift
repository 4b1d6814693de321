package import Postgres
package import Reminders

extension PostgresValue {
    package static func id(_ id: some Identifier) -> PostgresValue { .int(id.rawValue) }

    package static func id(_ id: (some Identifier)?) -> PostgresValue {
        id.map { .int($0.rawValue) } ?? .null
    }

    /// An array of numbers, null in the places of nil.
    package static func idArray(_ ids: some Sequence<(some Identifier)?>) -> PostgresValue {
        .intArray(ids.map { $0?.rawValue })
    }

    package static func idArray(_ ids: some Sequence<some Identifier>) -> PostgresValue {
        .intArray(ids.map(\.rawValue))
    }
}

extension PostgresRows {
    /// Reads a column that holds the number of a creditor, a run or a worker, as its own type.
    package borrowing func id<ID: Identifier>(_ row: Int, _ name: StaticString) -> ID {
        ID(rawValue: int(row, name))
    }

    /// - Returns: nil if the column is null.
    package borrowing func optionalID<ID: Identifier>(_ row: Int, _ name: StaticString) -> ID? {
        optionalInt(row, name).map(ID.init(rawValue:))
    }
}
