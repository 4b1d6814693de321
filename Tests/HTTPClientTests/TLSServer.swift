import Glibc
import Testing

/// `openssl s_server` with a fresh self-signed certificate; it answers a GET with 200.
final class TLSServer {
    /// The path of its PEM file.
    let certificate: String
    let port: Int
    private let folder: String
    private let process: pid_t

    /// - Parameter name: the certificate's subjectAltName.
    init(name: String) throws {
        var template = Array("/tmp/tls-XXXXXX\0".utf8CString.dropLast())
        _ = try #require(mkdtemp(&template))
        folder = String(decoding: template.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
        certificate = folder + "/certificate.pem"
        let key = folder + "/key.pem"
        let making = try Self.start([
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
            "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key, "-out", certificate,
            "-days", "2", "-subj", "/CN=test", "-addext", "subjectAltName=\(name)",
        ])
        close(making.output)
        try #require(Self.wait(for: making.process) == 0)
        let serving = try Self.start([
            "openssl", "s_server", "-accept", "127.0.0.1:0", "-www", "-cert", certificate,
            "-key", key,
        ])
        process = serving.process
        defer { close(serving.output) }
        // When it listens it says `ACCEPT 127.0.0.1:PORT`.
        var words: [UInt8] = []
        var byte: UInt8 = 0
        while !(words.last == 10 && String(decoding: words, as: UTF8.self).contains("ACCEPT")),
            read(serving.output, &byte, 1) == 1
        { words.append(byte) }
        let text = String(decoding: words.dropLast(), as: UTF8.self)
        port = try #require(text.split(separator: ":").last.flatMap { Int($0) }, "\(text)")
    }

    func stop() {
        // Started from a thread with blocked signals, it would not hear SIGTERM.
        kill(process, SIGKILL)
        _ = Self.wait(for: process)
        for path in [certificate, folder + "/key.pem"] { unlink(path) }
        rmdir(folder)
    }

    /// - Returns: the process, and the reading end of its standard output.
    private static func start(_ words: [String]) throws -> (process: pid_t, output: Int32) {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        defer { close(ends[1]) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        // Other tests' connections would stay open as long as the child lives.
        for other in Int32(3)..<1_024 { posix_spawn_file_actions_addclose(&actions, other) }
        var arguments = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var process: pid_t = 0
        let code = posix_spawnp(&process, words[0], &actions, nil, &arguments, environ)
        try #require(code == 0, "openssl could not be started: \(code)")
        return (process, ends[0])
    }

    private static func wait(for process: pid_t) -> Int32 {
        var status: Int32 = -1
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        return status
    }
}
