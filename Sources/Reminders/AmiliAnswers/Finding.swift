/// The meaning of a look-up for one reminder.
package enum Finding: Sendable, Equatable {
    /// Nothing is known against it: it may be sent (within the life of the answer).
    case free
    /// Still in doubt: ask again later.
    case stillUncertain
    /// The doubt is over: not there. Queue again, or give up after the last attempt.
    case notThere
    /// Ours. `rivals`: every other open case of the invoice, which makes it an incident.
    /// `presumed`: why nobody can tell whether it is ours or was made by hand.
    case ours(FoundCase, rivals: [FoundCase], presumed: Reason? = nil)
    /// Somebody else's letter went before ours.
    case skip(Reason)

    /// - Parameters:
    ///   - cases: what Amili has of this very invoice.
    ///   - clockSkew: Amili's clock minus the database's, seconds.
    ///   - doubtIsOver: the question was put after the part's `doubt_until`.
    ///   - conflictSince: seconds since 1970 by Amili's clock: no letter of ours that was answered
    ///     409 left before. Nil if none was.
    ///   - lostTimes: what the ledger has forgotten.
    package static func of(
        _ reminder: OpenReminder, cases: [FoundCase], clockSkew: Int64, doubtIsOver: Bool,
        conflictSince: Int64? = nil, lostTimes: [LostTime] = []
    ) -> Finding {
        let open = cases.filter(\.isOpen)
        func ours(_ isOurs: (FoundCase) -> Bool, presumed: Reason? = nil) -> Finding? {
            let ours = cases.filter(isOurs)
                .sorted { ($0.isOpen ? 0 : 1, $0.createdAt) < ($1.isOpen ? 0 : 1, $1.createdAt) }
            return ours.first.map { first in
                .ours(
                    first, rivals: open.filter { $0.caseID != first.caseID },
                    presumed: presumed)
            }
        }
        // Amili's own clock on both sides, if it was read before the attempt: the database's may
        // have been set meanwhile. A doubt that was settled as "not there" counts too: what turns
        // up late is ours all the same.
        let began = reminder.amiliDoubtSince ?? reminder.doubtSince.map { $0 + clockSkew }
        if let began, let finding = ours({ $0.createdAt >= began - tolerance }) { return finding }
        // We know nothing of letters from a forgotten time, not even that they are in doubt.
        // A closed one from before a human released the invoice is what was released.
        let released = reminder.releasedAt.map { $0 + clockSkew - tolerance }
        let isForgotten: (FoundCase) -> Bool = { found in
            (found.isOpen || released.map { found.createdAt > $0 } ?? true)
                && lostTimes.contains { $0.covers(found.createdAt) }
        }
        if let finding = ours(isForgotten, presumed: .foundAfterSetBack) { return finding }
        // A gateway may hand a letter over twice and answer with the second try's 409. A colleague
        // who was faster by less than the tolerance looks the same.
        if let conflictSince,
            let finding = ours(
                { $0.createdAt >= conflictSince - tolerance }, presumed: .foundAfterConflict)
        {
            return finding
        }
        if reminder.state == .uncertain, !doubtIsOver { return .stillUncertain }
        if !open.isEmpty { return .skip(.alreadyAtAmili) }
        let closed = cases.filter { found in released.map { found.createdAt > $0 } ?? true }
        if !closed.isEmpty { return .skip(.closedAtAmili) }
        return reminder.state == .uncertain ? .notThere : .free
    }

    /// Seconds: both are whole ones, and Amili may have more than one clock.
    package static let tolerance: Int64 = 2
}
