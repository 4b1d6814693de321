/// The schema compared with the migrations that a program knows.
package enum SchemaVerdict: Sendable, Equatable {
    case current
    /// The schema lacks steps that the program knows.
    case behind(missing: [Int])
    /// The schema has steps that the program does not know.
    /// - Parameter breaking: whether the program must not run on it.
    case ahead(breaking: Bool)
}
