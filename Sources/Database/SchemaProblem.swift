/// The schema is not the one that this program needs.
package enum SchemaProblem: Error, Sendable, Equatable {
    /// These migrations, by number, are not applied.
    case older(missing: [Int])
    /// A later program's migration has changed what this one relies on.
    case newer
}
