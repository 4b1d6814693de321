package struct ConsoleSession: Sendable {
    package let user: Int64
    package let login: String
    package let role: ConsoleRole
    /// `sv` or `en`.
    package let language: String
    package let creditors: [GrantedCreditor]
}
