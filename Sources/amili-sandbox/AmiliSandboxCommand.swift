import AmiliSandbox
import ArgumentParser
import Dispatch
import FoundationEssentials
import Glibc

/// The command `amili-sandbox`: starts a sandbox, and stops it at SIGTERM or SIGINT.
@main
struct AmiliSandboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "amili-sandbox",
        abstract: "A strict fake of Amili's Swedish API, with a ledger of letters and faults.",
        discussion: """
            Prints one line when it listens. Logs in whoever signs with ES256, makes a case of \
            every debt, and never notices a duplicate: that is what the ledger is for. \
            DIR/ledger.ndjson holds one line per case, DIR/cases.ndjson the rest. Both are \
            synced before an answer leaves. SIGTERM and SIGINT end it with 0.

            Without authentication, on loopback only:
              GET  /sandbox/ledger?creditor=&invoice_number=   the letters, NDJSON
              GET  /sandbox/requests                           counts, busiest second and minute
              GET, PUT /sandbox/faults                         the fault script, hits per rule
              POST /sandbox/cases       {"creditor","invoice_number"}: a colleague in the portal
              POST /sandbox/cases/ID    {"state","status"}
              POST /sandbox/clock       {"advance":"12d"}
              POST /sandbox/creditors   {"_id","active"}; of one that is not active also \
            "issues" (what making it active is answered with), "partner_only" (with 403), \
            "active_after_ms" (how long it stays inactive all the same)
              POST /sandbox/expire-tokens

            A fault script: {"seed":1,"rules":[{"on":"POST /case--registrations",\
            "invoice":"10*","share":0.05,"after":0,"times":3,"do":"status","status":503,\
            "retry_after":2,"effect":"none","delay_ms":0}]}; the first matching rule wins. \
            do: pass, status, hang, reset, half_headers, half_body, malformed, html, huge, \
            wrong_length, no_in, ignore_where, lag. effect: none, before, after_ms:N. says: the \
            reason of a 400 or 422.

            Exit codes: 0 ended by signal · 64 usage · 66 no such file · 69 port taken · 74 I/O · \
            75 the folder is another sandbox's · 78 not loopback, or a bad key.
            """)

    @Option(help: "Where to listen, loopback only; port 0 takes a free one.")
    var listen = "127.0.0.1:8081"

    @Option(help: ArgumentHelp("The folder of ledger and journal.", valueName: "DIR"))
    var data: String

    @Option(help: ArgumentHelp("A fault script to start with.", valueName: "FILE"))
    var faults: String?

    @Option(help: "The seed of a fault script that names none.")
    var seed: Int64 = 1

    @Option(help: "Added to every answer of the API, such as 5ms.")
    var latency = "0ms"

    @Option(
        help: ArgumentHelp(
            "Calls in seconds allowed per creditor and endpoint, such as 600/60; else 429.",
            valueName: "CALLS/SECONDS"))
    var rate: String?

    @Option(
        help: ArgumentHelp(
            "The P-256 public key that logins must be signed with; without it any will do.",
            valueName: "PEM"))
    var publicKey: String?

    func run() async throws {
        // A client that has gone away must not end the sandbox.
        signal(SIGPIPE, SIG_IGN)
        let (stops, continuation) = AsyncStream<Void>.makeStream()
        let sources = Self.signalSources(continuation)
        defer { for source in sources { source.cancel() } }
        do throws(SandboxError) {
            let sandbox = try await Sandbox.start(try settings()) { error in
                Self.complain(error)
                _exit(error.exitCode)
            }
            Self.write("amili-sandbox listening on \(sandbox.address)\n", to: STDOUT_FILENO)
            for await _ in stops { break }
            await sandbox.stop()
        } catch {
            Self.complain(error)
            throw ExitCode(error.exitCode)
        }
    }

    /// Turns the options into settings.
    /// - Throws: exit code 64 for an invalid option, 66 for a file that cannot be read.
    private func settings() throws(SandboxError) -> SandboxSettings {
        var settings = SandboxSettings(listen: try ListenAddress(listen), folder: data)
        settings.seed = seed
        guard let span = Span(latency) else {
            throw SandboxError(
                "--latency takes a span such as 5ms, not '\(latency)'", exitCode: 64)
        }
        settings.latency = span
        if let rate {
            guard let limit = RateLimit(rate) else {
                throw SandboxError("--rate takes CALLS/SECONDS, not '\(rate)'", exitCode: 64)
            }
            settings.rate = limit
        }
        if let faults { settings.faults = Array(try Self.contents(of: faults)) }
        if let publicKey {
            settings.publicKey = String(decoding: try Self.contents(of: publicKey), as: UTF8.self)
        }
        return settings
    }

    private static func contents(of path: String) throws(SandboxError) -> Data {
        guard let contents = FileManager.default.contents(atPath: path) else {
            throw SandboxError("cannot read \(path)", exitCode: 66)
        }
        return contents
    }

    /// Yields to the stream at SIGTERM and SIGINT, for as long as the sources are kept.
    private static func signalSources(
        _ stops: AsyncStream<Void>.Continuation
    ) -> [any DispatchSourceSignal] {
        [SIGTERM, SIGINT].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { stops.yield() }
            source.resume()
            return source
        }
    }

    private static func complain(_ error: SandboxError) {
        write("amili-sandbox: \(error)\n", to: STDERR_FILENO)
    }

    /// Writes a line that is shorter than a pipe's buffer.
    private static func write(_ text: String, to descriptor: Int32) {
        // An error means that our output was closed: nobody wants to read it.
        _ = Array(text.utf8).withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    }
}
