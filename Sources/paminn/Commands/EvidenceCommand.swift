import ArgumentParser
import ConsoleStore
import Reminders
import Stores
import Texts

/// `paminn evidence`: prints everything on record about the reminders of one invoice, each in the
/// order of time. It holds no personal data.
struct EvidenceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evidence", abstract: "The whole story of one invoice.",
        discussion: """
            Who enqueued it, each claim, each look-up, each call with what libcurl and Amili \
            said, each change of state and its cause, and what humans decided.

            Example:
              paminn evidence 20107 --creditor demo
            """)
    @Argument(help: "The invoice number.") var invoice: String
    @Option(help: "Whose invoice.") var creditor: String
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let number = try InvoiceArgument.read(invoice)
        try await Opening.stores { stores in
            let row = try await Opening.creditor(creditor, in: stores)
            let events = try await stores.console.story(of: number.key, creditor: row.id)
            if events.isEmpty {
                throw Failure(
                    .input, "Invoice \(invoice) never was in a run", "See `paminn invoices`.")
            }
            for event in events { Terminal.say(common.json ? Self.json(event) : Self.text(event)) }
        }
    }

    /// One JSON object. Fields that do not apply to its kind are null; `written` tells whether the
    /// request began to be written to the network.
    private static func json(_ event: StoryEvent) -> String {
        func number(_ value: Int?) -> JSONLine.Value { .integer(value.map { Int64($0) }) }
        var line = JSONLine()
        line.add("at", event.at)
        line.add("kind", event.kind.rawValue)
        line.add("run", event.run)
        line.add("attempt", number(event.attempt))
        line.add("worker", event.worker)
        line.add("http_status", number(event.httpStatus))
        line.add("curl_code", number(event.curlCode))
        line.add("written", event.written.map { .bool($0) } ?? .text(nil))
        line.add("ms", number(event.milliseconds))
        line.add("from", event.from?.word)
        line.add("to", event.to?.word)
        line.add("why", why(event))
        line.add("decision", event.decision?.what.rawValue)
        line.add("by", event.decision?.user)
        return line.line
    }

    /// One line: time, kind, run, facts, change of state, and reason, as far as there are any.
    private static func text(_ event: StoryEvent) -> String {
        var facts: [String] = []
        if let worker = event.worker { facts.append("worker \(worker)") }
        if event.kind == .call || event.kind == .lookup {
            if let status = event.httpStatus { facts.append("HTTP \(status)") }
            if let code = event.curlCode, code != 0 { facts.append("curl \(code)") }
            if event.written == false { facts.append("not written") }
            if let span = event.milliseconds { facts.append("\(span) ms") }
        }
        let change = [event.from?.word, event.to?.word].compactMap { $0 }
            .joined(separator: " → ")
        return [
            event.at.description, event.kind.rawValue.uppercased(), "run \(event.run)",
            facts.joined(separator: ", "), change, why(event),
        ].filter { !$0.isEmpty }.joined(separator: "  ")
    }

    /// The reason in words; for a human's decision, who made it and in their words why.
    private static func why(_ event: StoryEvent) -> String {
        guard let decision = event.decision else { return event.why }
        return decision.what.line(by: decision.user, why: event.why)
    }
}
