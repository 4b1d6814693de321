import Logging
import NIOConcurrencyHelpers
import Reminders

/// The troubles of the moment. A trouble is told when it begins, at most once a minute (a
/// stand-still: no more) while it lasts, and once more when it is over: a night without a database
/// is a page of log, not a book.
final class Troubles: Sendable {
    enum Kind: Hashable {
        /// The ledger's own word for it.
        case ledger(String)
        /// A slot runs out before its letter can begin.
        case slowLedger
        /// Why Amili gives no answer.
        case amili(String)
        /// What this process lacks for a call.
        case local
        case credential
        case creditor(CreditorID)
        /// A creditor's letters get no certain answer, and its gate was closed for it.
        case letters(CreditorID)
        /// Amili does not tell what became of a creditor's cases, or of its activation.
        case following(CreditorID)
        /// A question to which Amili's answer cannot be believed.
        case answer(CreditorID, String)
        /// How far the database had come cannot be kept for the next process.
        case memory
        /// Something is due, and nothing becomes of it.
        case standStill
    }

    private struct Trouble {
        let message: Logger.Message
        var began: BootInstant
        var lastAt: BootInstant
        var failures = 0
        var isOpen = true
        /// Kept when it is over, so that one that comes and goes does not fill the log either.
        var toldAt: BootInstant?
        var isOverUntold = false
    }

    /// Between two lines about the same trouble.
    static let tellEvery = Duration.seconds(60)
    /// A ledger that refuses some calls and grants others has healed when it granted all for so
    /// long.
    static let ledgerCalm = Duration.seconds(5)

    private let troubles = NIOLockedValueBox<[Kind: Trouble]>([:])
    private let log: Logger

    init(_ log: Logger) { self.log = log }

    /// A call failed.
    func note(
        _ kind: Kind, _ message: Logger.Message, at now: BootInstant,
        level: Logger.Level = .error, _ facts: Logger.Metadata
    ) {
        let failures = troubles.withLockedValue { troubles -> Int? in
            var trouble =
                troubles[kind] ?? Trouble(message: message, began: now, lastAt: now)
            if !trouble.isOpen {
                trouble.isOpen = true
                trouble.began = now
                trouble.failures = 0
            }
            trouble.failures += 1
            trouble.lastAt = now
            defer { troubles[kind] = trouble }
            if kind == .standStill, trouble.isOverUntold { return nil }
            if let toldAt = trouble.toldAt, now - toldAt < Self.tellEvery { return nil }
            trouble.toldAt = now
            trouble.isOverUntold = true
            return trouble.failures
        }
        guard let failures else { return }
        let count: Logger.Metadata = failures > 1 ? ["failures": "\(failures)"] : [:]
        log.log(level: level, message, metadata: facts.merging(count) { first, _ in first })
    }

    /// The ledger failed, in the words it has for it.
    func note(_ error: any Error, _ what: String, at now: BootInstant) {
        let trouble = error as? any LedgerTrouble
        let words = trouble?.trouble ?? "the ledger refuses"
        var facts: Logger.Metadata = ["error": "\(error)", "what": "\(what)"]
        if let remedy = trouble?.remedy { facts["remedy"] = "\(remedy)" }
        note(.ledger(words), "\(words)", at: now, level: .warning, facts)
    }

    /// The ledger did what it was asked.
    func ledgerWorks(at now: BootInstant) {
        end(at: now) { kind, trouble in
            if case .ledger = kind { now - trouble.lastAt >= Self.ledgerCalm } else { false }
        }
    }

    /// A letter had time enough left when its slot was there.
    func ledgerIsFastEnough(at now: BootInstant) { end(at: now) { kind, _ in kind == .slowLedger } }

    /// Amili answered: its silence is over, and so is the refusal of our credential.
    func amiliAnswers(_ creditor: CreditorID, at now: BootInstant) {
        end(at: now) { kind, _ in
            switch kind {
            case .amili, .local, .credential: true
            case .creditor(let refused): refused == creditor
            case .ledger, .slowLedger, .letters, .answer, .following, .memory, .standStill: false
            }
        }
    }

    /// A letter of this creditor was answered.
    func lettersAnswered(of creditor: CreditorID, at now: BootInstant) {
        end(at: now) { kind, _ in kind == .letters(creditor) }
    }

    /// An answer of Amili's could be believed.
    func answerHolds(for creditor: CreditorID, at now: BootInstant) {
        amiliAnswers(creditor, at: now)
        end(at: now) { kind, _ in
            if case .answer(creditor, _) = kind { true } else { false }
        }
    }

    /// Amili told what became of this creditor's cases.
    func followingWorks(for creditor: CreditorID, at now: BootInstant) {
        end(at: now) { kind, _ in
            if case .following(creditor) = kind { true } else { false }
        }
    }

    /// How far the database had come is kept again.
    func memoryIsKept(at now: BootInstant) { end(at: now) { kind, _ in kind == .memory } }

    /// Something was sent, asked or settled again.
    func goesOn(at now: BootInstant) { end(at: now) { kind, _ in kind == .standStill } }

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
            log.notice(
                "over",
                metadata: [
                    "trouble": "\(trouble.message)", "failures": "\(trouble.failures)",
                    "seconds": "\((now - trouble.began).wholeSeconds)",
                ])
        }
    }
}
