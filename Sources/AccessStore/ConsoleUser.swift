package struct ConsoleUser: Sendable {
    package let id: Int64
    package let login: String
    package let role: ConsoleRole
    package let isDisabled: Bool
    /// Handles of the creditors given to them.
    package let creditors: [String]
    /// As scrypt made it, with its parameters; never shown.
    package let password: String
}
