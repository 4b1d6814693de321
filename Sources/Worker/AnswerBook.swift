import NIOConcurrencyHelpers
import Reminders

/// Remembers which troubles with Amili's answers this worker has written down, so that it writes
/// each twice a minute at most, and has it forgotten no more often.
final class AnswerBook: Sendable {
    private struct Key: Hashable {
        let creditor: CreditorID
        let purpose: AnswerPurpose
    }
    private struct KnownFlaw {
        var flaw: AnswerFlaw?
        var writtenAt: BootInstant
    }

    /// Another worker may have noted a trouble: the ledger is told so often to forget it.
    private static let forgetEvery = Duration.seconds(60)
    private static let noteEvery = Duration.seconds(30)

    private let entries = NIOLockedValueBox<[Key: KnownFlaw]>([:])

    /// - Returns: whether it is to be written now.
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

    /// - Returns: whether the ledger is to be told.
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

    /// It could not be written: the next one is.
    func unwritten(_ purpose: AnswerPurpose, _ creditor: CreditorID) {
        entries.withLockedValue { $0[Key(creditor: creditor, purpose: purpose)] = nil }
    }
}

extension AnswerFlaw {
    /// Seconds grow while a trouble lasts, and the place of an item in a list is chance.
    fileprivate func isLike(_ other: AnswerFlaw) -> Bool {
        cause == other.cause && call == other.call && status == other.status
            && wanted == other.wanted && place == other.place
    }
}

extension WorkerContext {
    /// Writes down for people what cannot be made of an answer; tried once, for the next will be
    /// the same.
    func noteFlaw(
        _ flaw: AnswerFlaw?, in purpose: AnswerPurpose, of creditor: CreditorID
    ) async {
        guard let flaw, !Task.isCancelled,
            answers.note(flaw, purpose, creditor, at: time.now())
        else { return }
        await write(flaw, in: purpose, of: creditor)
    }

    func write(_ flaw: AnswerFlaw, in purpose: AnswerPurpose, of creditor: CreditorID) async {
        do {
            try await ledger.noteFlaw(flaw, in: purpose, of: creditor)
        } catch {
            answers.unwritten(purpose, creditor)
            troubles.note(error, "note an answer", at: time.now())
        }
    }

    /// An answer about the creditor could be used.
    func answersHold(in purpose: AnswerPurpose, of creditor: CreditorID) async {
        guard answers.holds(purpose, creditor, at: time.now()) else { return }
        await forgetFlaw(in: purpose, of: creditor)
    }

    func forgetFlaw(in purpose: AnswerPurpose, of creditor: CreditorID) async {
        do {
            try await ledger.forgetFlaw(in: purpose, of: creditor)
        } catch {
            answers.unwritten(purpose, creditor)
            troubles.note(error, "forget an answer", at: time.now())
        }
    }
}
