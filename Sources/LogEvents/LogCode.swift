package import Logging

/// Every event that the log of `work`, `console` and `inbox` can tell: a code for programs, its
/// severity, and one constant message for people. What differs from time to time stands in fields.
///
/// `deploy/LOGS.md` has the table of all; `LogCodeTests` hold it to this list.
package enum LogCode: String, CaseIterable, Sendable {
    // The start
    case descriptors
    case pooler
    case databaseAwaited = "database_awaited"
    case workerRegistered = "worker_registered"
    case connections
    case descriptorsFew = "descriptors_few"
    case statusServed = "status_served"
    case proxyUntold = "proxy_untold"

    // Letters
    case leaseLost = "lease_lost"
    case acceptanceUnwritten = "acceptance_unwritten"
    case twoCases = "two_cases"
    case anotherLetterAnswered = "another_letter_answered"
    case runPaused = "run_paused"
    case longRetryAfter = "long_retry_after"
    case lettersUnanswered = "letters_unanswered"
    case worked

    // Amili
    case amiliSilent = "amili_silent"
    case amiliOutOfReach = "amili_out_of_reach"
    case answerUnusable = "answer_unusable"
    case credentialRefused = "credential_refused"
    case tokenRefused = "token_refused"
    case creditorRefused = "creditor_refused"
    case casesUntold = "cases_untold"
    case activationUntold = "activation_untold"
    case activationPartnerOnly = "activation_partner_only"
    case activationRefused = "activation_refused"
    case creditorActive = "creditor_active"

    // The database
    case databaseTrouble = "database_trouble"
    case databaseSlow = "database_slow"
    case databaseMoved = "database_moved"
    case databaseClockBack = "database_clock_back"
    case historyUnkept = "history_unkept"

    // The fleet
    case workerDead = "worker_dead"
    case declaredDead = "declared_dead"
    case partsRescued = "parts_rescued"
    case partsRetried = "parts_retried"
    case claimReturned = "claim_returned"
    case standStill = "stand_still"
    case workerBeginsAnew = "worker_begins_anew"
    case workerGivesUp = "worker_gives_up"

    // The web page
    case pageLate = "page_late"
    case pageFailed = "page_failed"
    case signInFailed = "sign_in_failed"
    case signInsPutOff = "sign_ins_put_off"
    case looksUnwritten = "looks_unwritten"
    case connectionsClosed = "connections_closed"

    // Host applications
    case batchLoaded = "batch_loaded"
    case batchUnloaded = "batch_unloaded"

    // All
    case over
    case linesLost = "lines_lost"
    case spansUnsent = "spans_unsent"
    /// A line for people, such as an error that ends the program.
    case said

    package var level: Logger.Level {
        switch self {
        case .descriptors, .connections, .statusServed, .worked: .info
        case .workerRegistered, .creditorActive, .batchLoaded, .over, .said: .notice
        case .pooler, .databaseAwaited, .descriptorsFew, .proxyUntold, .casesUntold,
            .activationUntold, .activationPartnerOnly, .activationRefused, .databaseTrouble,
            .historyUnkept, .claimReturned, .signInFailed, .signInsPutOff,
            .looksUnwritten, .connectionsClosed, .batchUnloaded, .linesLost, .spansUnsent:
            .warning
        case .leaseLost, .twoCases, .anotherLetterAnswered, .runPaused, .longRetryAfter,
            .lettersUnanswered, .amiliSilent, .amiliOutOfReach, .answerUnusable,
            .credentialRefused, .tokenRefused, .creditorRefused, .databaseSlow,
            .databaseClockBack, .workerDead, .declaredDead, .partsRescued, .partsRetried,
            .standStill, .pageLate, .pageFailed:
            .error
        case .acceptanceUnwritten, .databaseMoved, .workerBeginsAnew, .workerGivesUp: .critical
        }
    }

    /// The message, without a full stop.
    package var message: String {
        switch self {
        case .descriptors: "files"
        case .pooler: "a pooler lies before the database: nothing is listened to"
        case .databaseAwaited: "waiting for the database"
        case .workerRegistered: "worker registered"
        case .connections: "connections"
        case .descriptorsFew: "few descriptors"
        case .statusServed: "status is served"
        case .proxyUntold: "no trusted proxy"
        case .leaseLost: "lease lost"
        case .acceptanceUnwritten: "acceptance not written back"
        case .twoCases: "two cases for one invoice"
        case .anotherLetterAnswered: "the answer was to another letter; the case was looked up"
        case .runPaused: "run paused: the same rejection again and again"
        case .longRetryAfter: "Retry-After beyond an hour"
        case .lettersUnanswered: "this creditor's letters get no certain answer"
        case .worked: "worked for a minute"
        case .amiliSilent: "Amili does not answer"
        case .amiliOutOfReach: "this worker cannot reach Amili by its own fault"
        case .answerUnusable: "an answer of Amili's cannot be used"
        case .credentialRefused: "Amili refuses our credential"
        case .tokenRefused: "Amili refuses its own tokens"
        case .creditorRefused: "Amili refuses this creditor"
        case .casesUntold: "Amili does not tell what became of cases"
        case .activationUntold: "Amili does not answer about an activation"
        case .activationPartnerOnly: "only the partner may activate a creditor at Amili"
        case .activationRefused: "Amili refuses to activate a creditor"
        case .creditorActive: "creditor is active at Amili"
        case .databaseTrouble: "the database fails"
        case .databaseSlow: "letters cannot be sent: the database answers too slowly"
        case .databaseMoved: "the database is not where it was; all sends stop for the settle delay"
        case .databaseClockBack:
            "the database's clock was set back; what waits for it moves back too"
        case .historyUnkept: "how far the database had come cannot be remembered"
        case .workerDead: "worker declared dead"
        case .declaredDead: "worker was declared dead"
        case .partsRescued: "parts of dead workers rescued"
        case .partsRetried: "stuck parts are tried again, each alone"
        case .claimReturned: "claim without a holder given back"
        case .standStill: "nothing is sent, asked or settled, although something is due"
        case .workerBeginsAnew:
            "this worker stands still by its own fault; it begins anew under another number"
        case .workerGivesUp: "it does not even end; the process ends"
        case .pageLate: "page not answered in time"
        case .pageFailed: "page failed"
        case .signInFailed: "sign-in failed"
        case .signInsPutOff: "sign-ins put off"
        case .looksUnwritten: "who looked cannot be written down; it is kept"
        case .connectionsClosed: "connections let go"
        case .batchLoaded: "a host application's batch is loaded"
        case .batchUnloaded: "a host application's batch cannot be loaded"
        case .over: "over"
        case .linesLost: "log lines were lost"
        case .spansUnsent: "spans cannot be sent to the collector"
        case .said: "a line for people, which is the event itself"
        }
    }

    /// The fields that a line of this event may have, beside those of every line.
    package var fields: [String] {
        let part = ["creditor", "run", "part", "trace"]
        let trouble = ["error", "remedy", "failures"]
        return switch self {
        case .descriptors: ["descriptors", "descriptors_before"]
        case .connections:
            ["descriptors", "descriptors_before", "most", "most_of_an_address"]
        case .pooler: ["remedy"]
        case .databaseAwaited: ["error", "at_most", "remedy"]
        case .workerRegistered, .declaredDead: ["worker"]
        case .descriptorsFew: ["connections", "remedy"]
        case .statusServed: ["listening"]
        case .proxyUntold: ["meaning", "remedy"]
        case .leaseLost: part + ["outcomes"]
        case .acceptanceUnwritten: part + ["position", "case"]
        case .twoCases, .anotherLetterAnswered: part + ["position"]
        case .runPaused, .longRetryAfter: part
        case .lettersUnanswered: part + trouble + ["closed_seconds"]
        case .amiliSilent, .amiliOutOfReach, .credentialRefused, .tokenRefused, .creditorRefused:
            part + trouble
        case .answerUnusable: part + trouble + ["trouble"]
        case .worked:
            [
                "parts", "letters", "look_ups", "accepted", "skipped", "rejected", "failed",
                "cancelled",
                "uncertain", "queued", "manual",
            ]
        case .casesUntold, .activationUntold: ["creditor"] + trouble
        case .activationPartnerOnly: ["creditor", "remedy"]
        case .activationRefused, .creditorActive: ["creditor"]
        case .databaseTrouble: trouble + ["trouble", "what"]
        case .databaseSlow: part + trouble + ["took_ms", "send_within_ms"]
        case .databaseMoved: ["seconds"]
        case .databaseClockBack: ["seconds", "remedy"]
        case .historyUnkept: trouble + ["meaning"]
        case .workerDead: ["dead_worker"]
        case .partsRescued: ["parts"]
        case .partsRetried: ["parts", "remedy"]
        case .claimReturned: ["run", "part"]
        case .standStill: trouble + ["seconds", "waits_for"]
        case .workerBeginsAnew: ["seconds"]
        case .workerGivesUp: ["remedy"]
        case .pageLate: ["path", "seconds", "remedy"]
        case .pageFailed: ["path", "why"]
        case .signInFailed: ["address"]
        case .signInsPutOff: ["address", "count", "why", "seconds"]
        case .looksUnwritten: ["error"]
        case .connectionsClosed: ["open", "limit", "too_slow", "oldest_half_request", "refused"]
        case .batchLoaded:
            ["creditor", "request", "run", "queued", "skipped", "manual", "refused"]
        case .batchUnloaded: ["creditor", "request", "error", "remedy"]
        case .over: ["trouble", "trouble_code", "failures", "seconds"]
        case .linesLost: ["lines"]
        case .spansUnsent: ["error", "remedy"]
        case .said: []
        }
    }
}
