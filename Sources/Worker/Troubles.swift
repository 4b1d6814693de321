import LogEvents
import Logging
import NIOConcurrencyHelpers
import Reminders

/// Logs troubles without filling the log. A trouble is logged when it begins, at most once a minute
/// while it lasts (a stand-still and lost spans only once), and once more when it is over. So a
/// night without a database fills no more than a page.
final class Troubles: Sendable {
    /// The kinds of trouble. Failures of an equal kind are one trouble.
    enum Kind: Hashable {
        /// The ledger fails, by its own words (`LedgerTrouble`). What asks for another remedy is
        /// another trouble, although its name is the same: a session that the server ended, then a
        /// process that may open no other.
        case ledger(String, remedy: String?)
        /// A slot runs out before its letter can begin.
        case slowLedger
        /// Amili gives no answer, for this reason.
        case amili(String)
        /// This process lacks something that a call needs.
        case local
        /// Amili refuses our credential, or a token that it gave for it.
        case credential
        /// Amili refuses the creditor.
        case creditor(CreditorID)
        /// A creditor's letters get no certain answer, and its gate was closed for it.
        case letters(CreditorID)
        /// Amili does not tell what became of a creditor's cases, or of its activation.
        case following(CreditorID)
        /// Amili's answer about the creditor cannot be used, for this reason.
        case answer(CreditorID, String)
        /// The database's history cannot be kept for the next process.
        case memory
        /// Something is due, and nothing is sent, asked or settled.
        case standStill
        /// The collector does not take spans.
        case spans
    }

    private struct Trouble {
        let code: LogCode
        /// What the trouble is, for people.
        let words: String
        var began: BootInstant
        var lastAt: BootInstant
        var failures = 0
        var isOpen = true
        /// When it was last logged. Kept after its end, so that a trouble that comes and goes does
        /// not fill the log either.
        var toldAt: BootInstant?
        /// Whether its end must still be logged.
        var isOverUntold = false
    }

    /// The pause between two lines about the same trouble.
    static let tellEvery = Duration.seconds(60)
    /// How long a ledger that refuses some calls and grants others must grant all to count as
    /// healed.
    static let ledgerCalm = Duration.seconds(5)

    private let troubles = NIOLockedValueBox<[Kind: Trouble]>([:])
    private let log: Logger

    init(_ log: Logger) { self.log = log }

    /// Counts a failure, and logs it if that is due.
    func note(
        _ kind: Kind, _ code: LogCode, at now: BootInstant, _ facts: Logger.Metadata
    ) {
        let failures = troubles.withLockedValue { troubles -> Int? in
            var trouble =
                troubles[kind]
                ?? Trouble(
                    code: code, words: facts["trouble"]?.description ?? code.message, began: now,
                    lastAt: now)
            if !trouble.isOpen {
                trouble.isOpen = true
                trouble.began = now
                trouble.failures = 0
            }
            trouble.failures += 1
            trouble.lastAt = now
            defer { troubles[kind] = trouble }
            let isToldOnce = kind == .standStill || kind == .spans
            if isToldOnce, trouble.isOverUntold { return nil }
            if let toldAt = trouble.toldAt, now - toldAt < Self.tellEvery { return nil }
            trouble.toldAt = now
            trouble.isOverUntold = true
            return trouble.failures
        }
        guard let failures else { return }
        let count: Logger.Metadata = failures > 1 ? ["failures": "\(failures)"] : [:]
        log.tell(code, facts.merging(count) { first, _ in first })
    }

    /// Notes a failure of the ledger, under the ledger's own word for it.
    /// - Parameter what: the failed action, for the log.
    func note(_ error: any Error, _ what: String, at now: BootInstant) {
        let trouble = error as? any LedgerTrouble
        let words = trouble?.trouble ?? "the ledger refuses"
        var facts: Logger.Metadata = [
            "error": "\(error)", "what": "\(what)", "trouble": "\(words)",
        ]
        if let remedy = trouble?.remedy { facts["remedy"] = "\(remedy)" }
        note(.ledger(words, remedy: trouble?.remedy), .databaseTrouble, at: now, facts)
    }

    /// Notes that the ledger did what it was asked.
    func ledgerWorks(at now: BootInstant) {
        end(at: now) { kind, trouble in
            if case .ledger = kind { now - trouble.lastAt >= Self.ledgerCalm } else { false }
        }
    }

    /// Notes that a letter had time enough left when its slot came.
    func ledgerIsFastEnough(at now: BootInstant) { end(at: now) { kind, _ in kind == .slowLedger } }

    /// Notes that Amili answered: its silence is over, and so is the refusal of our credential.
    func amiliAnswers(_ creditor: CreditorID, at now: BootInstant) {
        end(at: now) { kind, _ in
            switch kind {
            case .amili, .local, .credential: true
            case .creditor(let refused): refused == creditor
            case .ledger, .slowLedger, .letters, .answer, .following, .memory, .standStill, .spans:
                false
            }
        }
    }

    /// Notes that a letter of this creditor was answered.
    func lettersAnswered(of creditor: CreditorID, at now: BootInstant) {
        end(at: now) { kind, _ in kind == .letters(creditor) }
    }

    /// Notes that an answer of Amili's about this creditor could be used.
    func answerHolds(for creditor: CreditorID, at now: BootInstant) {
        amiliAnswers(creditor, at: now)
        end(at: now) { kind, _ in
            if case .answer(creditor, _) = kind { true } else { false }
        }
    }

    /// Notes that Amili told what became of this creditor's cases.
    func followingWorks(for creditor: CreditorID, at now: BootInstant) {
        end(at: now) { kind, _ in
            if case .following(creditor) = kind { true } else { false }
        }
    }

    /// Notes that the database's history is kept again.
    func memoryIsKept(at now: BootInstant) { end(at: now) { kind, _ in kind == .memory } }

    /// Notes that something was sent, asked or settled again.
    func goesOn(at now: BootInstant) { end(at: now) { kind, _ in kind == .standStill } }

    /// Notes that the collector took spans.
    func spansAreTaken(at now: BootInstant) { end(at: now) { kind, _ in kind == .spans } }

    /// Ends the open troubles that `isOver` selects. Logs the end of those whose beginning was
    /// logged.
    private func end(at now: BootInstant, _ isOver: (Kind, Trouble) -> Bool) {
        let over = troubles.withLockedValue { troubles -> [Trouble] in
            var over: [Trouble] = []
            for (kind, trouble) in troubles where trouble.isOpen && isOver(kind, trouble) {
                if trouble.isOverUntold { over.append(trouble) }
                troubles[kind]?.isOpen = false
                troubles[kind]?.isOverUntold = false
            }
            return over
        }
        for trouble in over.sorted(by: { $0.began < $1.began }) {
            log.tell(
                .over,
                [
                    "trouble": "\(trouble.words)", "trouble_code": "\(trouble.code.rawValue)",
                    "failures": "\(trouble.failures)",
                    "seconds": "\((now - trouble.began).wholeSeconds)",
                ])
        }
    }
}
