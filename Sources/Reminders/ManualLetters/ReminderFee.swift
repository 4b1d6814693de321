/// Whether a letter claims the fee for a written reminder, or why it does not.
package enum ReminderFee: Hashable, Sendable {
    case claimed(Ore)
    /// It was not wanted, or the letter was marked done without it.
    case notWanted
    /// The fee may only be claimed if it was agreed on no later than when the debt arose (lag
    /// 1981:739 § 2).
    case notAgreed
    /// The fee is claimed once per invoice: a second one would not be a reasonable cost (§ 4).
    case claimedBefore

    /// The highest fee that the law allows for one written reminder (lag 1981:739 § 4), since SFS
    /// 2013:56.
    package static let most = Ore(6_000)

    /// Decides about the fee. If several reasons speak against it, the first in the order of the
    /// parameters is returned.
    package static func claim(
        wanted: Bool, isAgreed: Bool, wasClaimed: Bool
    ) -> ReminderFee {
        if !wanted { return .notWanted }
        if !isAgreed { return .notAgreed }
        return wasClaimed ? .claimedBefore : .claimed(most)
    }

    /// Zero unless the fee is claimed.
    package var amount: Ore {
        if case .claimed(let ore) = self { return ore }
        return .zero
    }
}
