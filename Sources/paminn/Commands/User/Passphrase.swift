import CProcess
import Console
import Glibc

/// Reads a new password: at a terminal twice and unseen, from standard input once.
enum Passphrase {
    /// - Throws: `Failure` (65) if it is too short or too long, one of those that are guessed
    ///   first, or the two differ; (74) if the terminal cannot hide it.
    static func read(for login: String) throws -> String {
        let isTerminal = isatty(0) == 1
        let password = try ask("Password: ", unseen: isTerminal)
        guard Passwords.lengths.contains(password.count) else {
            throw Failure(
                .input,
                "A password has \(Passwords.lengths.lowerBound) to"
                    + " \(Passwords.lengths.upperBound) characters",
                isTerminal ? "Choose a longer one." : "Try: paminn user add … < FILE")
        }
        guard !CommonPasswords.holds(password, login: login) else {
            throw Failure(
                .input, "This password is one of those that are guessed first",
                "Choose another, such as four words that have nothing to do with each other.")
        }
        if isTerminal, try ask("Once more: ", unseen: true) != password {
            throw Failure(.input, "The two differ", "Try again.")
        }
        return password
    }

    /// Reads one line, with the terminal's echo off if it is to be unseen. A signal that ends the
    /// program at the prompt switches the echo on first; the program cannot be suspended there.
    /// - Returns: "" at the end of the input.
    /// - Throws: `Failure` (74) if the echo cannot be switched off.
    private static func ask(_ prompt: String, unseen: Bool) throws -> String {
        guard unseen else { return try StandardInput.line() ?? "" }
        guard paminn_hide_typing() == 0 else {
            throw Failure(
                .inputOutput,
                "This terminal does not hide what is typed: \(String(cString: strerror(errno)))",
                "Give the password on standard input instead: paminn user … < FILE")
        }
        defer {
            paminn_show_typing()
            Terminal.note("")
        }
        Terminal.prompt(prompt)
        return try StandardInput.line() ?? ""
    }
}
