/// An open session of a user.
package struct ConsoleSession: Sendable {
    package let user: Int64
    package let login: String
    package let role: ConsoleRole
    /// `sv` or `en`.
    package let language: String
    /// The creditors granted to the user, sorted by name.
    package let creditors: [GrantedCreditor]
}
