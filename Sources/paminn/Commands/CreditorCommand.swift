import AccessStore
import ArgumentParser
import ConsoleStore
import Glibc
import OperatorStore
import Reminders
import Stores
import Texts

struct CreditorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "creditor", abstract: "The companies whose invoices these are.",
        subcommands: [
            Add.self, List.self, Show.self, Activate.self, PauseOne.self, ResumeOne.self,
            Letter.self,
        ])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Adds a creditor. Its organisation number is read from standard input.",
            discussion:
                "The organisation number may be a personnummer: it never stands on a command line.")
        @Argument(help: "What arguments, URLs and logs call it: a-z, 0-9 and hyphens.")
        var handle: String
        @Option(help: "The company's name.") var name: String
        @Option(help: "Amili's account id, 24 hexadecimal digits.") var account: String
        @Option(help: "Amili's creditor id, 24 hexadecimal digits.") var amiliCreditor: String
        @OptionGroup var common: CommonOptions

        func validate() throws {
            let handleCharacters = Set("abcdefghijklmnopqrstuvwxyz0123456789-")
            guard (1...63).contains(handle.count), handle.first != "-",
                handle.allSatisfy({ handleCharacters.contains($0) })
            else { throw ValidationError("A handle is 1 to 63 of a-z, 0-9 and hyphens") }
            for (name, value) in [("--account", account), ("--amili-creditor", amiliCreditor)] {
                guard value.count == 24, value.allSatisfy({ $0.isHexDigit }) else {
                    throw ValidationError("\(name) is 24 hexadecimal digits")
                }
            }
            if name.isEmpty { throw ValidationError("--name is empty") }
        }

        func run() async throws {
            let number = try organisationNumber()
            try await Opening.stores { stores in
                let id = try await stores.operators.addCreditor(
                    handle: handle, name: name, orgNumber: number,
                    account: account.lowercased(), amiliCreditor: amiliCreditor.lowercased())
                guard id != nil else {
                    throw Failure(
                        .input, "The handle ‘\(handle)’ is taken", "Choose another.")
                }
                try await CreditorCommand.print(handle, stores, common)
            }
        }

        private func organisationNumber() throws -> String {
            if isatty(0) == 1 { Terminal.note("Organisation number (ends with Enter):") }
            let text = readLine()?.filter { !$0.isWhitespace } ?? ""
            let digits = text.filter { $0.isNumber && $0.isASCII }
            guard [10, 12].contains(digits.count),
                text.allSatisfy({ ($0.isNumber && $0.isASCII) || $0 == "-" || $0 == "+" })
            else {
                throw Failure(
                    .input, "Standard input holds no organisation number of 10 or 12 digits",
                    "Try: echo 556036-0793 | paminn creditor add …")
            }
            return digits
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists all creditors.")
        @OptionGroup var common: CommonOptions
        func run() async throws {
            try await Opening.stores { try await CreditorCommand.print(nil, $0, common) }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows one creditor.")
        @Argument var handle: String
        @OptionGroup var common: CommonOptions
        func run() async throws {
            try await Opening.stores { stores in
                _ = try await Opening.creditor(handle, in: stores)
                try await CreditorCommand.print(handle, stores, common)
            }
        }
    }

    struct Activate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Marks a creditor as active at Amili, so that its invoices may be enqueued.")
        @Argument var handle: String
        @OptionGroup var common: CommonOptions
        func run() async throws {
            try await Opening.stores { stores in
                let creditor = try await Opening.creditor(handle, in: stores)
                _ = try await stores.operators.activate(creditor.handle, by: ThisProcess.user)
                try await CreditorCommand.print(handle, stores, common)
            }
        }
    }

    struct PauseOne: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "pause",
            abstract: """
                Stops every send of this creditor, on every worker, within PAMINN_SEND_WITHIN (a \
                second).
                """)
        @Argument var handle: String
        @OptionGroup var common: CommonOptions
        func run() async throws { try await CreditorCommand.set(true, handle, common) }
    }

    struct ResumeOne: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "resume", abstract: "Opens this creditor's gate again.")
        @Argument var handle: String
        @OptionGroup var common: CommonOptions
        func run() async throws { try await CreditorCommand.set(false, handle, common) }
    }

    static func set(_ isPaused: Bool, _ handle: String, _ common: CommonOptions) async throws {
        try await Opening.stores { stores in
            let creditor = try await Opening.creditor(handle, in: stores)
            try await stores.operators.setPaused(
                isPaused, creditor: creditor.id, by: ThisProcess.user)
            try await stores.access.audit(
                ThisProcess.user, .switched(isPaused, all: false), creditor: creditor.id)
            try await print(handle, stores, common)
        }
    }

    static func print(_ handle: String?, _ stores: Stores, _ common: CommonOptions) async throws {
        let creditors = try await stores.console.creditors(handle)
        if common.json {
            for creditor in creditors { Terminal.say(line(creditor)) }
            return
        }
        if creditors.isEmpty {
            Terminal.say("No creditors yet. Add one with `paminn creditor add`.")
            return
        }
        let rows = creditors.map { creditor in
            [
                creditor.handle, creditor.name, creditor.activation.rawValue, gate(creditor),
                "\(creditor.graceBankDays)", "\(creditor.openReminders)",
            ]
        }
        let header = ["HANDLE", "NAME", "AMILI", "GATE", "GRACE", "OPEN"]
        for line in Terminal.table(header, rows, right: [4, 5]) { Terminal.say(line) }
        for creditor in creditors {
            for line in activationLines(creditor) {
                Terminal.say("\(creditor.handle): \(line)")
            }
        }
    }

    /// Why a creditor is not active, and what to do; none if nothing is known against it.
    private static func activationLines(_ creditor: CreditorRow) -> [String] {
        guard let cause = creditor.activationCause else {
            let isRefused = creditor.activation == .refused
            return isRefused ? ["Amili refuses to activate it, and gave no reason."] : []
        }
        return [cause.english] + creditor.activationIssues.map(\.english)
            + [cause.operatorRemedy(creditor.handle)]
    }

    private static func gate(_ creditor: CreditorRow) -> String {
        if creditor.isPaused { return "paused" }
        guard creditor.closedFor > 0 else { return "open" }
        let span = Durations.written(creditor.closedFor)
        let reason = GateCauseText.line(creditor.closedCause, creditor.closedWords) ?? ""
        return "closed for \(span): \(reason)"
    }

    /// In English words; nil if nothing is known against it.
    private static func reason(_ creditor: CreditorRow) -> String? {
        guard let cause = creditor.activationCause else { return nil }
        return ([cause.english] + creditor.activationIssues.map(\.english))
            .joined(separator: " ")
    }

    private static func line(_ creditor: CreditorRow) -> String {
        var line = JSONLine()
        line.add("handle", creditor.handle)
        line.add("name", creditor.name)
        line.add("account", creditor.account)
        line.add("amili_creditor", creditor.amiliCreditor)
        line.add("activation", creditor.activation.rawValue)
        line.add("activation_cause", creditor.activationCause?.rawValue)
        line.add("activation_reason", reason(creditor))
        line.add(
            "activation_issues",
            .objects(
                creditor.activationIssues.map { issue in
                    var line = JSONLine()
                    line.add("field", issue.field.rawValue)
                    line.add("message", issue.message)
                    return line
                }))
        line.add("activation_asked_at", creditor.activationAskedAt)
        line.add("paused", .bool(creditor.isPaused))
        line.add("closed_seconds", .number(creditor.closedFor))
        line.add(
            "closed_reason",
            creditor.closedFor > 0
                ? GateCauseText.line(creditor.closedCause, creditor.closedWords) : nil)
        line.add("closed_cause", creditor.closedFor > 0 ? creditor.closedCause?.rawValue : nil)
        line.add("grace_bank_days", creditor.graceBankDays)
        line.add("canary", .bool(creditor.hasCanary))
        line.add("open", creditor.openReminders)
        return line.line
    }
}
