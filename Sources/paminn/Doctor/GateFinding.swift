import ConsoleStore
import Reminders
import Stores

/// The finding of `doctor` on one gate that holds letters back.
struct GateFinding {
    let name: String
    /// Bad, unless the gate opens by itself with nothing to be mended, or a human has paused it.
    let level: DoctorFinding.Level
    let says: String
    let remedy: String

    /// One finding for each gate that is closed or paused, of all Amili first; a single one that
    /// says so if all are open.
    /// - Throws: `PostgresError`.
    static func all(in stores: Stores) async throws -> [GateFinding] {
        let amili = try await stores.console.gate()
        var found: [GateFinding] = []
        func add(
            _ name: String, _ isPaused: Bool, _ closedFor: Double, _ cause: GateCause?,
            _ words: String?, resume: String
        ) {
            if isPaused {
                found.append(
                    GateFinding(
                        name: name, level: .warning,
                        says: "paused by a human", remedy: "`\(resume)` opens it."))
            } else if closedFor > 0 {
                let span = Durations.written(closedFor)
                let reason = GateCauseText.line(cause, words)
                found.append(
                    GateFinding(
                        name: name, level: cause?.opensUnmended == true ? .warning : .bad,
                        says: "closed for \(span): \(reason ?? "no reason on record")",
                        remedy: cause?.remedy ?? "It opens by itself."))
            }
        }
        add(
            "gate of all Amili", amili.isPaused, amili.closedFor, amili.closedCause,
            amili.closedWords, resume: "paminn resume --all")
        for row in try await stores.console.creditors() {
            add(
                "gate of \(row.handle)", row.isPaused, row.closedFor, row.closedCause,
                row.closedWords, resume: "paminn creditor resume \(row.handle)")
        }
        return found.isEmpty
            ? [GateFinding(name: "gates", level: .ok, says: "all are open", remedy: "")] : found
    }
}

extension GateCause {
    /// Whether there is nothing to do but wait.
    fileprivate var opensUnmended: Bool {
        switch self {
        case .tooMany, .retryAfter, .tokenRefused: true
        case .credential, .creditorRefused, .silence, .letters, .history: false
        }
    }

    /// Advice for a human, in one line; for most causes also when the gate is tried again.
    fileprivate var remedy: String {
        switch self {
        case .credential:
            "Replace the file that PAMINN_AMILI_KEY_FILE names; it is tried again every minute."
        case .tokenRefused:
            "The key is right; it is tried again every minute. If it lasts, ask Amili."
        case .creditorRefused: "Activate it at Amili, then `paminn creditor resume`."
        case .tooMany: "It opens by itself; if it happens often, lower `paminn rate`."
        case .retryAfter: "It opens by itself."
        case .silence: "One letter tries the way when the time is out; if it lasts, ask Amili."
        case .letters:
            "Ask Amili about this creditor, see `paminn evidence`; one letter tries the way when"
                + " the time is out, and others' letters go on."
        case .history:
            "Import the payments of the time that was lost and repeat what was cancelled,"
                + " before it opens."
        }
    }
}
