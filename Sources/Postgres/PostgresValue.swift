/// A parameter of a statement. It is sent as text, and the server infers its type.
package enum PostgresValue: Sendable, Equatable {
    case null
    case text(String)
    case int(Int64)
    case bool(Bool)
    case double(Double)
    case textArray([String?])
    case intArray([Int64?])
    /// A `bytea`.
    case bytes([UInt8])
}
