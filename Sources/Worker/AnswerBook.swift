import NIOConcurrencyHelpers
import Reminders

/// Remembers which flaws of Amili's answers this worker has written to the ledger. Per creditor and
/// purpose, it keeps the worker from writing the same flaw more than twice a minute, and from
/// clearing flaws more than once a minute.
final class AnswerBook: Sendable {
    private struct Key: Hashable {
        let creditor: CreditorID
        let purpose: AnswerPurpose
    }
    private struct KnownFlaw {
        /// nil: the last answer could be used.
        var flaw: AnswerFlaw?
        var writtenAt: BootInstant
    }

    /// The pause between two orders to clear a flaw. They are repeated because another worker may
    /// have noted a flaw meanwhile.
    private static let forgetEvery = Duration.seconds(60)
    /// The pause before a flaw that lasts is written again.
    private static let noteEvery = Duration.seconds(30)

    private let entries = NIOLockedValueBox<[Key: KnownFlaw]>([:])

    /// Notes a flaw.
    /// - Returns: whether the caller must write it to the ledger now.
    func note(
        _ flaw: AnswerFlaw, _ purpose: AnswerPurpose, _ creditor: CreditorID, at now: BootInstant
    ) -> Bool {
        entries.withLockedValue { entries in
            let key = Key(creditor: creditor, purpose: purpose)
            if let entry = entries[key], entry.flaw?.isLike(flaw) == true,
                now - entry.writtenAt < Self.noteEvery
            {
                return false
            }
            entries[key] = KnownFlaw(flaw: flaw, writtenAt: now)
            return true
        }
    }

    /// Notes an answer that could be used.
    /// - Returns: whether the caller must clear the flaw in the ledger now.
    func holds(
        _ purpose: AnswerPurpose, _ creditor: CreditorID, at now: BootInstant
    ) -> Bool {
        entries.withLockedValue { entries in
            let key = Key(creditor: creditor, purpose: purpose)
            if let entry = entries[key], entry.flaw == nil,
                now - entry.writtenAt < Self.forgetEvery
            {
                return false
            }
            entries[key] = KnownFlaw(flaw: nil, writtenAt: now)
            return true
        }
    }

    /// Forgets an entry that the ledger did not take, so that the next one is written.
    func unwritten(_ purpose: AnswerPurpose, _ creditor: CreditorID) {
        entries.withLockedValue { $0[Key(creditor: creditor, purpose: purpose)] = nil }
    }
}

extension AnswerFlaw {
    /// Whether both tell the reader the same. `seconds` is left out because it grows while a flaw
    /// lasts, and `field` because an item's index in a list is chance.
    fileprivate func isLike(_ other: AnswerFlaw) -> Bool {
        cause == other.cause && call == other.call && status == other.status
            && wanted == other.wanted && place == other.place
    }
}

extension WorkerContext {
    /// Writes a flaw to the ledger for people to see, unless it is nil or was written a moment ago.
    /// Tries once, since the next answer will have the same flaw.
    func noteFlaw(
        _ flaw: AnswerFlaw?, in purpose: AnswerPurpose, of creditor: CreditorID
    ) async {
        guard let flaw, !Task.isCancelled,
            answers.note(flaw, purpose, creditor, at: time.now())
        else { return }
        await write(flaw, in: purpose, of: creditor)
    }

    /// Writes a flaw to the ledger, however recently it was written. A failure is logged, and the
    /// next flaw is written then.
    func write(_ flaw: AnswerFlaw, in purpose: AnswerPurpose, of creditor: CreditorID) async {
        do {
            try await ledger.noteFlaw(flaw, in: purpose, of: creditor)
        } catch {
            answers.unwritten(purpose, creditor)
            troubles.note(error, "note an answer", at: time.now())
        }
    }

    /// Notes that an answer about the creditor could be used, and clears its flaw in the ledger if
    /// that is due.
    func answersHold(in purpose: AnswerPurpose, of creditor: CreditorID) async {
        guard answers.holds(purpose, creditor, at: time.now()) else { return }
        await forgetFlaw(in: purpose, of: creditor)
    }

    /// Clears the creditor's flaw in the ledger. A failure is logged, and the next usable answer
    /// tries again.
    func forgetFlaw(in purpose: AnswerPurpose, of creditor: CreditorID) async {
        do {
            try await ledger.forgetFlaw(in: purpose, of: creditor)
        } catch {
            answers.unwritten(purpose, creditor)
            troubles.note(error, "forget an answer", at: time.now())
        }
    }
}
