/// A user of the web page, with the creditors granted to them.
package struct ConsoleUser: Sendable {
    package let id: Int64
    /// Lower-case letters, digits and `._-`, at most 64 characters.
    package let login: String
    package let role: ConsoleRole
    /// A disabled user cannot sign in and has no session.
    package let isDisabled: Bool
    /// The handles of the creditors granted to the user, sorted.
    package let creditors: [String]
    /// The scrypt hash with its parameters; never shown.
    package let password: String
}
