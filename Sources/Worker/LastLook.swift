import NIOConcurrencyHelpers
import Reminders

/// The ledger's last answer about the work that is due. Only an idle worker asks; a busy one has no
/// answer, and tries everything in turn.
final class LastLook: Sendable {
    private let last = NIOLockedValueBox<(look: WorkLook, at: BootInstant)?>(nil)

    /// How long an answer counts. An idle worker asks again before that.
    private static let life = Duration.seconds(2)

    /// - Parameter asked: a moment before the ledger was asked.
    func note(_ look: WorkLook, asked: BootInstant) { last.withLockedValue { $0 = (look, asked) } }

    /// Forgets the answer, because the worker is no longer idle.
    func forget() { last.withLockedValue { $0 = nil } }

    /// Whether there is an answer that counts, which means that this worker is idle.
    func isFresh(at now: BootInstant) -> Bool { fresh(at: now) != nil }

    /// Returns the kinds of work that may be due: all of them without an answer.
    func due(at now: BootInstant) -> WorkDue { fresh(at: now)?.due ?? .everything }

    /// Whether other workers live; true without an answer.
    func hasOthers(at now: BootInstant) -> Bool { fresh(at: now).map { $0.others > 0 } ?? true }

    /// Whether the answer says that nothing is due; false without an answer.
    func isNothingDue(at now: BootInstant) -> Bool { fresh(at: now)?.due.isEmpty ?? false }

    /// Returns `WorkLook.nextIn` as it was at the look.
    func nextIn(at now: BootInstant) -> Duration? { fresh(at: now)?.nextIn }

    /// Whether the answer names work that may make parts ready.
    func isStirring(at now: BootInstant) -> Bool {
        fresh(at: now).map { !$0.due.isDisjoint(with: [.rescue, .stuck, .sweep]) } ?? false
    }

    private func fresh(at now: BootInstant) -> WorkLook? {
        last.withLockedValue { last in last.flatMap { now - $0.at <= Self.life ? $0.look : nil } }
    }
}
