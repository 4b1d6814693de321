/// What a program needs of the schema does not hold.
package enum SchemaProblem: Error, Sendable, Equatable {
    /// These migrations, by number, are not applied.
    case older(missing: [Int])
    /// A later program's migration has changed what this one relies on.
    case newer
}
