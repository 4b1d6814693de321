import Glibc

/// A file with a secret in it: whoever else can read it has the secret, and whoever can write it
/// decides what is one.
enum SecretFile {
    /// A file that is not there, or that cannot be looked at, is told of by whoever reads it.
    /// - Throws: `Failure` (78) with the command that mends it.
    static func check(_ path: String, setting: String) throws(Failure) {
        var facts = stat()
        guard stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { return }
        guard let problem = problem(owner: facts.st_uid, mode: facts.st_mode, we: geteuid())
        else { return }
        switch problem {
        case .owner:
            throw Failure(
                .settings, "The file that \(setting) names belongs to another user",
                "Run `chown \(ThisProcess.user) \(path) && chmod 600 \(path)`.")
        case .mode:
            throw Failure(
                .settings, "The file that \(setting) names can be read by others",
                "Run `chmod 600 \(path)` (of a secret that is mounted, set its mode to 0400).")
        }
    }

    enum Problem {
        case owner
        case mode
    }

    /// Ours, and nobody else's; or root's, and our group may read it.
    static func problem(owner: uid_t, mode: mode_t, we: uid_t) -> Problem? {
        guard owner == we || owner == 0 else { return .owner }
        let others: mode_t = owner == we ? 0o077 : 0o037
        return mode & others == 0 ? nil : .mode
    }
}
