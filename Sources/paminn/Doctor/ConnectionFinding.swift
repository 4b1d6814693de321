import Postgres

/// The finding of `doctor` on how the connection to the database is protected: bad without a
/// written sslmode, unless it is local, and a warning if the server's name is not verified.
struct ConnectionFinding {
    /// The finding as a line of `doctor`.
    let finding: DoctorFinding

    /// - Parameter security: the protection in force, not what the settings ask for.
    init(_ security: ConnectionSecurity) {
        let name = "way to the database"
        let mode = security.mode
        finding =
            if security.isLocal {
                DoctorFinding(name, .ok, "a socket or the loopback of this machine")
            } else if !security.isModeWritten {
                DoctorFinding(
                    name, .bad, "sslmode is not written, and is \(mode) by default",
                    "Write sslmode=verify-full into PAMINN_DATABASE_URL, and sslrootcert if its"
                        + " authority is your own.")
            } else if security.isVerified {
                DoctorFinding(name, .ok, "encrypted, and the server's name is verified")
            } else if security.isEncrypted {
                DoctorFinding(
                    name, .warning,
                    "encrypted, but sslmode=\(mode) does not verify the server's name",
                    "Write sslmode=verify-full.")
            } else {
                DoctorFinding(
                    name, .warning, "not encrypted (sslmode=\(mode))",
                    "Unless the network is yours alone, write sslmode=verify-full.")
            }
    }
}
