/// The protection that a connection really has.
package struct ConnectionSecurity: Sendable, Equatable {
    /// Whether the connection is by a Unix-domain socket or a loopback address.
    package let isLocal: Bool
    /// libpq's `sslmode`, `disable` … `verify-full`.
    package let mode: String
    /// Whether somebody set the mode; else it is our default for the address.
    package let isModeWritten: Bool
    package let isEncrypted: Bool

    package init(isLocal: Bool, mode: String, isModeWritten: Bool, isEncrypted: Bool) {
        self.isLocal = isLocal
        self.mode = mode
        self.isModeWritten = isModeWritten
        self.isEncrypted = isEncrypted
    }

    /// Whether the server's identity is verified. `verify-ca` verifies only its authority.
    package var isVerified: Bool { isEncrypted && mode == "verify-full" }
}
