import Foundation
import Glibc

/// How a process ended.
package enum Ending: Equatable, Sendable {
    case exited(Int32)
    case killed(bySignal: Int32)
}

/// What a process that has ended left behind.
package struct Finished: Sendable {
    package let ending: Ending
    package let output: String
    package let errors: String
}

/// A program that runs beside the test. Its output goes to files, so that no pipe can fill up and
/// a test can read it while the program runs. Killed when the last reference goes.
package actor ChildProcess {
    package nonisolated let pid: Int32
    private let folder: URL
    private var ending: Ending?

    /// Starts the program at the path `executable`.
    /// - Parameters:
    ///   - environment: on top of the test's own environment, whose `PAMINN_*` are left out.
    ///   - input: what it reads from standard input; nothing by default.
    /// - Throws: `POSIXError` if it cannot be started.
    package init(
        _ executable: String, _ arguments: [String] = [], environment: [String: String] = [:],
        input: String = ""
    ) throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("paminn-child-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        self.folder = folder
        do {
            try Data(input.utf8).write(to: folder.appendingPathComponent("input"))
            let words = [executable] + arguments
            let own = TestRoles.environment(of: words, environment)
            pid = try Self.spawn(words, Self.merged(own), in: folder.path)
        } catch {
            try? FileManager.default.removeItem(at: folder)
            throw error
        }
    }

    deinit {
        if ending == nil {
            kill(pid, SIGKILL)
            var status: Int32 = 0
            waitpid(pid, &status, 0)
        }
        try? FileManager.default.removeItem(at: folder)
    }

    /// Runs a program to its end.
    /// - Throws: `NeverHappened` if it does not end in time; it is killed then.
    package static func run(
        _ executable: String, _ arguments: [String] = [], environment: [String: String] = [:],
        input: String = "", within limit: Duration = .seconds(60)
    ) async throws -> Finished {
        let child = try ChildProcess(
            executable, arguments, environment: environment, input: input)
        return try await child.wait(within: limit)
    }

    /// What it has written to standard output so far.
    package var output: String { text(of: "output") }
    /// What it has written to standard error so far.
    package var errors: String { text(of: "errors") }
    package var isRunning: Bool { collect() == nil }

    /// Sends a signal; nothing happens if the process has ended.
    package func send(signal: Int32) {
        if collect() == nil { kill(pid, signal) }
    }

    /// Waits for the end.
    /// - Throws: `NeverHappened` if it does not end in time; it runs on then.
    package func wait(within limit: Duration = .seconds(60)) async throws -> Finished {
        try await eventually(within: limit, "the end of process \(pid)") { collect() != nil }
        guard let ending else { preconditionFailure("ended, yet no ending") }
        return Finished(ending: ending, output: output, errors: errors)
    }

    /// Takes the exit status from the kernel if there is one: once, since the number may be
    /// another process's afterwards.
    private func collect() -> Ending? {
        if let ending { return ending }
        var status: Int32 = 0
        guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
        let signal = status & 0x7F
        ending = signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(bySignal: signal)
        return ending
    }

    private func text(of name: String) -> String {
        let bytes = try? Data(contentsOf: folder.appendingPathComponent(name))
        return String(decoding: bytes ?? Data(), as: UTF8.self)
    }

    private static func merged(_ additions: [String: String]) -> [String] {
        ProcessInfo.processInfo.environment
            .filter { !$0.key.hasPrefix("PAMINN_") }
            .merging(additions) { _, added in added }
            .map { "\($0.key)=\($0.value)" }
    }

    private static func spawn(
        _ words: [String], _ environment: [String], in folder: String
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let writing = O_WRONLY | O_CREAT | O_APPEND
        posix_spawn_file_actions_addopen(&actions, 0, "\(folder)/input", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "\(folder)/output", writing, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, "\(folder)/errors", writing, 0o600)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

        var pid: pid_t = 0
        var argumentPointers = words.map { strdup($0) } + [nil]
        var environmentPointers = environment.map { strdup($0) } + [nil]
        defer { for pointer in argumentPointers + environmentPointers { free(pointer) } }
        let code = posix_spawn(
            &pid, words[0], &actions, &attributes, &argumentPointers, &environmentPointers)
        guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EIO) }
        return pid
    }
}
