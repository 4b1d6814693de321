import AccessStore
import ArgumentParser
import ConsoleStore
import OperatorStore
import Reminders
import Stores
import Texts

/// `paminn creditor`: adds and shows creditors, and changes their state here. Each subcommand
/// prints the creditors that it is about; with `--json` one object per line.
struct CreditorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "creditor", abstract: "The companies whose invoices these are.",
        subcommands: [
            Add.self, List.self, Show.self, Activate.self, PauseOne.self, ResumeOne.self,
            Letter.self, Window.self,
        ])

    /// Pauses or resumes one creditor, and records who did.
    /// - Throws: `Failure` (78) if there is no such creditor.
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

    /// Prints one creditor, or all.
    /// - Parameter handle: nil for all.
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

    /// Why a creditor is not active, Amili's objections, and what to do. Empty if nothing is known
    /// against it.
    private static func activationLines(_ creditor: CreditorRow) -> [String] {
        guard let cause = creditor.activationCause else {
            let isRefused = creditor.activation == .refused
            return isRefused ? ["Amili refuses to activate it, and gave no reason."] : []
        }
        return [cause.english] + creditor.activationIssues.map(\.english)
            + [cause.operatorRemedy(creditor.handle)]
    }

    /// The column GATE: `open`, `paused`, or for how long it stays closed and why; and the
    /// creditor's own rate and send window.
    private static func gate(_ creditor: CreditorRow) -> String {
        let limits = [RateText.limit(creditor.rate), creditor.window.map(WindowLine.words)]
            .compactMap { $0 }.map { ", \($0)" }.joined()
        if creditor.isPaused { return "paused\(limits)" }
        guard creditor.closedFor > 0 else { return "open\(limits)" }
        let span = Durations.written(creditor.closedFor)
        let reason = GateCauseText.line(creditor.closedCause, creditor.closedWords) ?? ""
        return "closed for \(span): \(reason)\(limits)"
    }

    /// Why the creditor is not active, in English; nil if nothing is known against it.
    private static func reason(_ creditor: CreditorRow) -> String? {
        guard let cause = creditor.activationCause else { return nil }
        return ([cause.english] + creditor.activationIssues.map(\.english))
            .joined(separator: " ")
    }

    /// One JSON object. The organisation number is never part of it. `closed_seconds` is the time
    /// until the gate opens by itself; `rate` is the creditor's own, in calls a second, null if it
    /// has none; `letters_from` is when its send window opens, null if it is open; `open` counts
    /// reminders that have not ended.
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
        line.add("rate", .number(creditor.rate))
        WindowLine.add(creditor.window, creditor.lettersFrom, to: &line)
        line.add("grace_bank_days", creditor.graceBankDays)
        line.add("canary", .bool(creditor.hasCanary))
        line.add("open", creditor.openReminders)
        return line.line
    }
}
