import ArgumentParser
import Glibc

@main
struct Paminn: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "paminn",
        abstract:
            "Hands overdue invoices to Amili, each exactly once, and shows what became of them.",
        discussion: """
            Settings come from the environment:
              PAMINN_DATABASE_URL     PostgreSQL, e.g. postgresql:///paminn
              PAMINN_AMILI_URL        where the letters go (no default; https unless loopback)
              PAMINN_AMILI_API_CODE   Amili's API code for this installation
              PAMINN_AMILI_KEY_FILE   PEM file with the installation's P-256 key
              PAMINN_REFERENCE_RATES  later ones, e.g. 2025-01-01=3.00,2025-07-01=2.00
              PAMINN_LOG              text or json
            A secret X may be read from the file that X_FILE names.
            """,
        subcommands: [
            Migrate.self, CreditorCommand.self, InvoicesCommand.self, Enqueue.self, Work.self,
            StatusCommand.self, Cancel.self, Resubmit.self, Release.self, ManualCommand.self,
            Uncertain.self,
            EvidenceCommand.self, Incidents.self, Stuck.self, Pause.self, Resume.self, Rate.self,
            Doctor.self, ConsoleCommand.self, UserCommand.self,
        ])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let error where exitCode(for: error) == .success {
            // --help and --version.
            Terminal.say(fullMessage(for: error))
        } catch let code as ExitCode {
            Glibc.exit(code.rawValue)
        } catch let error as CleanExit {
            Terminal.say(fullMessage(for: error))
        } catch {
            end(error)
        }
    }

    private static func end(_ error: any Error) {
        let isUsage = exitCode(for: error) == .validationFailure
        if isUsage {
            let what = message(for: error).split(separator: "\n").first.map(String.init) ?? ""
            let ended = what.hasSuffix(".") ? String(what.dropLast()) : what
            Terminal.note("paminn: \(ended). See `paminn --help`, or --help after the command.")
            Glibc.exit(Failure.Code.usage.rawValue)
        }
        let failure = Failure(error)
        if !failure.line.isEmpty { Terminal.note("paminn: \(failure.line)") }
        Glibc.exit(failure.code.rawValue)
    }
}

/// What every command takes.
struct CommonOptions: ParsableArguments {
    @Flag(help: "One JSON object a line on standard output.")
    var json = false
}
