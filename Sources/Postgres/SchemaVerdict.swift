/// How a schema stands to the migrations a program knows.
package enum SchemaVerdict: Sendable, Equatable {
    case current
    /// The program knows steps that the schema lacks.
    case behind(missing: [Int])
    /// The schema has steps that the program does not know.
    case ahead(breaking: Bool)
}
