/// How a connection is protected, as it is in force.
package struct ConnectionSecurity: Sendable, Equatable {
    /// A socket of this machine, or an address of its loopback.
    package let isLocal: Bool
    /// `disable` … `verify-full`.
    package let mode: String
    /// Somebody wrote the mode; else it is our default for the address.
    package let isModeWritten: Bool
    package let isEncrypted: Bool

    package init(isLocal: Bool, mode: String, isModeWritten: Bool, isEncrypted: Bool) {
        self.isLocal = isLocal
        self.mode = mode
        self.isModeWritten = isModeWritten
        self.isEncrypted = isEncrypted
    }

    /// Is it made sure that the server is who it should be? `verify-ca` knows its authority alone.
    package var isVerified: Bool { isEncrypted && mode == "verify-full" }
}
