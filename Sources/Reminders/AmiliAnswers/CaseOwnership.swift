/// Tells which of Amili's cases of one invoice a letter of ours made, by the moments at which they
/// were made. All moments are by Amili's clock, seconds since 1970.
struct CaseOwnership {
    /// When the call began whose effect is not known. nil: there was none.
    private let doubtSince: Int64?
    /// When a human released the invoice. nil: nobody did.
    private let releasedAt: Int64?
    /// No letter of ours that got a 409 left before. nil: none got one.
    private let conflictSince: Int64?
    private let lostTimes: [LostTime]

    /// - Parameter clockSkew: Amili's clock minus the database's, seconds.
    init(
        of reminder: OpenReminder, clockSkew: Int64, conflictSince: Int64?, lostTimes: [LostTime]
    ) {
        // By Amili's clock on both sides, if it was read before the attempt, because the
        // database's may have been set since. A doubt that was settled as "not there" counts too:
        // a case that turns up late is still ours.
        doubtSince = reminder.amiliDoubtSince ?? reminder.doubtSince.map { $0 + clockSkew }
        releasedAt = reminder.releasedAt.map { $0 + clockSkew }
        self.conflictSince = conflictSince
        self.lostTimes = lostTimes
    }

    /// The case that counts as ours, the others as its rivals.
    /// - Parameter cases: all that Amili has about the invoice.
    /// - Returns: `.ours`, or nil if none of them is ours.
    func ours(among cases: [FoundCase]) -> Finding? {
        // A forgotten case from before the doubt would have kept its letter back. So a second case
        // as young as the doubt is at least as likely a colleague's, and nobody can tell.
        if cases.contains(where: { isForgotten($0) && !isSinceDoubt($0) }) {
            return oldest(
                of: cases, where: { isForgotten($0) || isSinceDoubt($0) },
                presumed: .foundAfterSetBack)
        }
        // A gateway may hand a letter over twice and answer with the second try's 409. A case that
        // a colleague made by hand within the tolerance looks the same.
        return oldest(of: cases, where: isSinceDoubt)
            ?? oldest(of: cases, where: isSinceConflict, presumed: .foundAfterConflict)
    }

    /// Whether a human released the invoice after this case was made, and so closed it for us.
    func isReleased(_ found: FoundCase) -> Bool {
        guard let releasedAt, !found.isOpen else { return false }
        return found.createdAt <= releasedAt - Finding.tolerance
    }

    private func isSinceDoubt(_ found: FoundCase) -> Bool {
        doubtSince.map { found.createdAt >= $0 - Finding.tolerance } ?? false
    }

    /// Letters of a forgotten time left no trace, not even a doubt.
    private func isForgotten(_ found: FoundCase) -> Bool {
        !isReleased(found) && lostTimes.contains { $0.covers(found.createdAt) }
    }

    private func isSinceConflict(_ found: FoundCase) -> Bool {
        conflictSince.map { found.createdAt >= $0 - Finding.tolerance } ?? false
    }

    /// The oldest open case that may be ours, or else the oldest closed one.
    private func oldest(
        of cases: [FoundCase], where mayBeOurs: (FoundCase) -> Bool, presumed: Reason? = nil
    ) -> Finding? {
        let ours = cases.filter(mayBeOurs)
            .min { ($0.isOpen ? 0 : 1, $0.createdAt) < ($1.isOpen ? 0 : 1, $1.createdAt) }
        return ours.map { ours in
            .ours(
                ours, rivals: cases.filter { $0.isOpen && $0.caseID != ours.caseID },
                presumed: presumed)
        }
    }
}
