import Postgres

/// The finding of `doctor` on how the connection to the database is protected: bad without a
/// written sslmode, unless it is local, and a warning if the server's name is not verified.
struct ConnectionFinding {
    let verdict: DoctorFinding.Level
    let text: String

    /// The finding as a line of `doctor`.
    var finding: DoctorFinding { DoctorFinding("way to the database", verdict, text) }

    /// - Parameter security: the protection in force, not what the settings ask for.
    init(_ security: ConnectionSecurity) {
        if security.isLocal {
            (verdict, text) = (.ok, "a socket or the loopback of this machine")
        } else if !security.isModeWritten {
            verdict = .bad
            text =
                "sslmode is not written, and is \(security.mode) by default. Write"
                + " sslmode=verify-full into PAMINN_DATABASE_URL, and sslrootcert if its authority"
                + " is your own."
        } else if security.isVerified {
            (verdict, text) = (.ok, "encrypted, and the server's name is verified")
        } else {
            verdict = .warning
            text =
                security.isEncrypted
                ? "encrypted, but sslmode=\(security.mode) does not verify the server's name."
                    + " Write sslmode=verify-full."
                : "not encrypted (sslmode=\(security.mode)). Unless the network is yours alone,"
                    + " write sslmode=verify-full."
        }
    }
}
