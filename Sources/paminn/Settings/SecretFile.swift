import Glibc

/// Reads a file that holds a secret, and checks its owner and mode. Anyone who can read the file
/// has the secret, and anyone who can write it can replace it.
enum SecretFile {
    /// The most bytes that are read. No address, code or proxy is nearly as long.
    private static let most = 64 * 1024

    /// Reads the whole file.
    /// - Parameter setting: the setting's name, which messages give in place of the path.
    /// - Returns: its text without the newlines at its end; never empty.
    /// - Throws: `Failure` (78) if the file is open to others, cannot be read to its end, is empty,
    ///   is longer than 64 KiB, or is no UTF-8.
    static func text(_ path: String, setting: String) throws(Failure) -> String {
        try check(path, setting: setting)
        let bytes: [UInt8]
        do throws(FileBytes.Problem) {
            bytes = try FileBytes.read(path, most: most)
        } catch {
            throw Failure(
                .settings, "The file that \(setting) names \(error.what)",
                "Name a file that can be read and holds the secret alone.")
        }
        guard var text = String(validating: bytes, as: UTF8.self) else {
            throw Failure(
                .settings, "The file that \(setting) names is no UTF-8", "Write it anew as text.")
        }
        while text.hasSuffix("\n") || text.hasSuffix("\r\n") { text.removeLast() }
        guard !text.isEmpty else {
            throw Failure(
                .settings, "The file that \(setting) names is empty",
                "Write the secret into it, or unset \(setting).")
        }
        return text
    }

    /// Refuses a file that others can read or write. It passes what it cannot examine (no such
    /// file, no rights to look, no regular file): the code that opens the file reports that.
    /// - Parameter setting: the setting's name, which the message gives in place of the path.
    /// - Throws: `Failure` (78) with the command that mends the file.
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

    /// The reason why a file is refused.
    enum Problem {
        case owner
        case mode
    }

    /// Accepts a file of our own that nobody else may touch, or one of root's that our group may
    /// read at most, as Kubernetes mounts secrets.
    /// - Parameter we: the effective user of this process.
    /// - Returns: nil if the file may be used.
    static func problem(owner: uid_t, mode: mode_t, we: uid_t) -> Problem? {
        guard owner == we || owner == 0 else { return .owner }
        let others: mode_t = owner == we ? 0o077 : 0o037
        return mode & others == 0 ? nil : .mode
    }
}
