/// A schema that this program cannot work with.
package enum SchemaProblem: Error, Sendable, Equatable {
    /// Migrations of this program, by number, that are not applied.
    case older(missing: [Int])
    /// A migration of a later program has changed what this one relies on.
    case newer
}
