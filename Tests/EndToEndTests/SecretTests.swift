import Foundation
import TestSupport
import Testing

/// Secrets that are typed at a terminal, or stand in a file.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct SecretTests {
    // MARK: At a terminal

    private static func ask(at terminal: PseudoTerminal) async throws -> ChildProcess {
        let program = try ChildProcess(
            "/bin/sh",
            ["-c", "exec \"$0\" user passwd anna < '\(terminal.path)'", Place.paminn])
        try await eventually(within: .seconds(30), "it asks for the password") {
            await program.errors.contains("Password: ")
        }
        return program
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP, SIGQUIT])
    func aSignalAtThePasswordPromptLeavesTheTerminalWithItsEcho(signal: Int32) async throws {
        let terminal = try PseudoTerminal()
        #expect(terminal.echoes)
        let program = try await Self.ask(at: terminal)
        try await eventually(within: .seconds(30), "nothing is shown") { !terminal.echoes }
        await program.send(signal: signal)
        let ended = try await program.wait(within: .seconds(30))
        #expect(ended.ending == .killed(bySignal: signal), "\(ended.errors)")
        #expect(terminal.echoes)
    }

    /// The program goes on to its next need, which is a database.
    @Test func thePromptIsNotSuspendedAndItsAnswerBringsTheEchoBack() async throws {
        let terminal = try PseudoTerminal()
        let program = try await Self.ask(at: terminal)
        try await eventually(within: .seconds(30), "nothing is shown") { !terminal.echoes }
        await program.send(signal: SIGTSTP)
        terminal.type("paraply fjorton lavendel")
        terminal.type("paraply fjorton lavendel")
        let ended = try await program.wait(within: .seconds(30))
        #expect(ended.ending == .exited(78), "\(ended.errors)")
        #expect(ended.errors.contains("PAMINN_DATABASE_URL is not set"), "\(ended.errors)")
        #expect(terminal.echoes)
    }

    // MARK: In a file

    @Test(arguments: [
        (Data(), "is empty"), (Data("\n\r\n".utf8), "is empty"),
        (Data(repeating: 0x78, count: 65_537), "is longer than 64 KiB"),
        (Data([0x70, 0xE5, 0x0A]), "is no UTF-8"), (nil, "cannot be read: Is a directory"),
    ])
    func aFileThatHoldsNoSecretIsToldWithItsSetting(content: Data?, what: String) async throws {
        let path = NSTemporaryDirectory() + "paminn-secret-\(UUID().uuidString.prefix(8))"
        if let content {
            try content.write(to: URL(fileURLWithPath: path))
        } else {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: false)
        }
        defer { try? FileManager.default.removeItem(atPath: path) }
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        let finished = try await ChildProcess.run(
            Place.paminn, ["status"], environment: ["PAMINN_DATABASE_URL_FILE": path])
        #expect(finished.ending == .exited(78))
        #expect(
            finished.errors.hasPrefix(
                "paminn: The file that PAMINN_DATABASE_URL_FILE names \(what). "),
            "\(finished.errors)")
        #expect(finished.errors.split(separator: "\n").count == 1, "\(finished.errors)")
    }
}
