import NIOConcurrencyHelpers
import Reminders

/// The ledger's last word on what is due. Only an idle worker looks; a busy one does not know, and
/// tries everything in its turn.
final class LastLook: Sendable {
    private let last = NIOLockedValueBox<(look: WorkLook, at: BootInstant)?>(nil)

    /// How long a look is good: an idle worker looks anew before that.
    private static let life = Duration.seconds(2)

    /// - Parameter asked: a moment before the ledger was asked.
    func note(_ look: WorkLook, asked: BootInstant) { last.withLockedValue { $0 = (look, asked) } }

    /// The worker is not idle any more.
    func forget() { last.withLockedValue { $0 = nil } }

    /// Is this worker idle?
    func isFresh(at now: BootInstant) -> Bool { fresh(at: now) != nil }

    func due(at now: BootInstant) -> WorkDue { fresh(at: now)?.due ?? .everything }

    /// Are there other workers, as far as is known?
    func hasOthers(at now: BootInstant) -> Bool { fresh(at: now).map { $0.others > 0 } ?? true }

    /// Was there surely nothing to do?
    func isNothingDue(at now: BootInstant) -> Bool { fresh(at: now)?.due.isEmpty ?? false }

    func nextIn(at now: BootInstant) -> Duration? { fresh(at: now)?.nextIn }

    /// Did it see something that may make parts ready?
    func isStirring(at now: BootInstant) -> Bool {
        fresh(at: now).map { !$0.due.isDisjoint(with: [.rescue, .stuck, .sweep]) } ?? false
    }

    private func fresh(at now: BootInstant) -> WorkLook? {
        last.withLockedValue { last in last.flatMap { now - $0.at <= Self.life ? $0.look : nil } }
    }
}
