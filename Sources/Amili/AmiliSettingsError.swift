/// A setting that cannot be used. `description` is for a person, ends with the remedy, and holds no
/// secret.
package struct AmiliSettingsError: Error, Equatable, CustomStringConvertible {
    package let description: String
    init(_ description: String) { self.description = description }
}
