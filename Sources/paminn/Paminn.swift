import ArgumentParser
import CProcess
import Descriptors
import Logging

/// The root command. `main` does what every command needs: it keeps the standard streams, protects
/// the memory, checks arguments and settings, and turns every error into one line and an exit code.
@main
struct Paminn: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "paminn",
        abstract:
            "Hands overdue invoices to Amili, each exactly once, and shows what became of them.",
        discussion: """
            Settings come from the environment, or from the file that PAMINN_SETTINGS_FILE names. \
            `paminn config` shows all of them, and what is in force.

            \(SettingsText.required)
            """,
        version: ProgramVersion().said(json: false),
        subcommands: [
            Migrate.self, CreditorCommand.self, InvoicesCommand.self, Enqueue.self, Work.self,
            StatusCommand.self, Cancel.self, Resubmit.self, Release.self, ManualCommand.self,
            Uncertain.self,
            EvidenceCommand.self, Spellings.self, Incidents.self, Stuck.self, Pause.self,
            Resume.self, Rate.self, StandStill.self,
            Doctor.self, ConfigCommand.self, ConsoleCommand.self, UserCommand.self, Audit.self,
            Export.self, Erase.self, Prune.self, InboxCommand.self,
        ])

    /// Runs the command and ends the process; it does not return. Results go to standard output,
    /// and the line of an error, `paminn: WHAT. REMEDY`, to standard error.
    static func main() async {
        StandardStreams.keep()
        // Keys and passwords are in this process's memory, and core files would hold them.
        _ = paminn_forbid_dumps()
        // A worker takes 1.5 MB less than with as many arenas as malloc likes (`Tests/bench
        // endtoend`).
        _ = paminn_limit_arenas(2)
        let arguments = Array(CommandLine.arguments.dropFirst())
        if ProgramVersion.isAsked(arguments) {
            Terminal.say(ProgramVersion().said(json: arguments.contains("--json")))
            Ending.end(0)
        }
        do {
            guard OpenFiles.isRoom else {
                throw Failure(
                    .unreachable, "This process may open too few files",
                    "Raise its limit (LimitNOFILE=, ulimit -n), or end what has them open.")
            }
            try CommandNames.check(arguments)
            var command = try parseAsRoot()
            beginLog(of: command)
            try Settings.checkNames()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let error where exitCode(for: error) == .success {
            // --help and --version.
            Terminal.say(fullMessage(for: error))
        } catch let code as ExitCode {
            Ending.end(code.rawValue)
        } catch {
            end(error)
        }
        Ending.end(0)
    }

    /// Makes standard error speak JSON from the first line on, if the command is a service and JSON
    /// is asked for: a service's standard error is its log.
    private static func beginLog(of command: any ParsableCommand) {
        let asksJSON: Bool? =
            switch command {
            case let work as Work: work.common.json
            case let console as ConsoleCommand: console.common.json
            case let inbox as InboxCommand: inbox.common.json
            default: nil
            }
        guard let asksJSON else { return }
        if asksJSON || (try? Settings().logsJSON()) == true {
            LogStream.standardError.speakJSON()
        }
    }

    /// Ends the process with the error's line and exit code. Errors of ArgumentParser, which name
    /// no remedy, point to `--help` and end with 64.
    private static func end(_ error: any Error) {
        let isUsage = exitCode(for: error) == .validationFailure
        if isUsage, !(error is Failure) {
            let what = message(for: error).split(separator: "\n").first.map(String.init) ?? ""
            let ended = what.hasSuffix(".") || what.hasSuffix("?") ? what : what + "."
            Terminal.note("paminn: \(ended) See `paminn --help`, or --help after the command.")
            Ending.end(Failure.Code.usage.rawValue)
        }
        let failure = Failure(error)
        if LogStream.standardError.isJSON {
            LineLog.say(failure.line, .error)
        } else {
            Terminal.note("paminn: \(failure.line)")
        }
        Ending.end(failure.code.rawValue)
    }
}
