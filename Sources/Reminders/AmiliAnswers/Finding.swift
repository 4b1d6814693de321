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
        let ownership = CaseOwnership(
            of: reminder, clockSkew: clockSkew, conflictSince: conflictSince,
            lostTimes: lostTimes)
        if let ours = ownership.ours(among: cases) { return ours }
        if reminder.state == .uncertain, !doubtIsOver { return .stillUncertain }
        if cases.contains(where: \.isOpen) { return .skip(.alreadyAtAmili) }
        if !cases.allSatisfy(ownership.isReleased) { return .skip(.closedAtAmili) }
        return reminder.state == .uncertain ? .notThere : .free
    }

    /// Seconds by which times of Amili may be inexact: they are whole seconds, and Amili may have
    /// more than one clock.
    package static let tolerance: Int64 = 2
}
