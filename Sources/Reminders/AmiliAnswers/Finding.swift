/// The conclusion from a look-up for one reminder.
package enum Finding: Sendable, Equatable {
    /// Nothing speaks against a letter, as long as the look-up is fresh.
    case free
    /// Still in doubt: to be asked again later.
    case stillUncertain
    /// The doubt is over and Amili has no case. The reminder is queued again, or given up after its
    /// last attempt.
    case notThere
    /// Our letter made the case.
    /// - Parameters:
    ///   - rivals: all other open cases of the invoice; if there are any, it is an incident.
    ///   - presumed: the reason why nobody can tell whether the case is ours or was made by hand;
    ///     nil: it is ours.
    case ours(FoundCase, rivals: [FoundCase], presumed: Reason? = nil)
    /// A case that is not ours keeps the letter from going.
    case skip(Reason)

    /// Decides whose the cases of one reminder are, and whether a letter may go.
    /// - Parameters:
    ///   - cases: Amili's cases of this invoice.
    ///   - clockSkew: Amili's clock minus the database's, seconds.
    ///   - doubtIsOver: whether the question was asked after the part's `doubt_until`.
    ///   - conflictSince: seconds since 1970 by Amili's clock: no letter of ours that got a 409
    ///     left before. nil: none got one.
    ///   - lostTimes: the times that the ledger has forgotten.
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
        // Both sides by Amili's clock, if it was read before the attempt, because the database's
        // may have been set since. A doubt that was settled as "not there" counts too: a case that
        // turns up late is still ours.
        let began = reminder.amiliDoubtSince ?? reminder.doubtSince.map { $0 + clockSkew }
        if let began, let finding = ours({ $0.createdAt >= began - tolerance }) { return finding }
        // Letters of a forgotten time left no trace, not even a doubt. A closed case from before a
        // human released the invoice is the one that was released.
        let released = reminder.releasedAt.map { $0 + clockSkew - tolerance }
        let isForgotten: (FoundCase) -> Bool = { found in
            (found.isOpen || released.map { found.createdAt > $0 } ?? true)
                && lostTimes.contains { $0.covers(found.createdAt) }
        }
        if let finding = ours(isForgotten, presumed: .foundAfterSetBack) { return finding }
        // A gateway may hand a letter over twice and answer with the second try's 409. A case that
        // a colleague made by hand within the tolerance looks the same.
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

    /// Seconds by which times of Amili may be inexact: they are whole seconds, and Amili may have
    /// more than one clock.
    package static let tolerance: Int64 = 2
}
