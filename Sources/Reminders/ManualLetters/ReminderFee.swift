/// Whether a letter claims the fee for a written reminder, and why not.
package enum ReminderFee: Hashable, Sendable {
    case claimed(Ore)
    case notWanted
    /// It may be claimed only if it was agreed at the latest when the debt arose (lag 1981:739
    /// § 2).
    case notAgreed
    /// Once per invoice: one more would not be a reasonable cost (§ 4).
    case claimedBefore

    /// The most that the law allows for one written reminder (lag 1981:739 § 4), since SFS 2013:56.
    package static let most = Ore(6_000)

    package static func claim(
        wanted: Bool, isAgreed: Bool, wasClaimed: Bool
    ) -> ReminderFee {
        if !wanted { return .notWanted }
        if !isAgreed { return .notAgreed }
        return wasClaimed ? .claimedBefore : .claimed(most)
    }

    package var amount: Ore {
        if case .claimed(let ore) = self { return ore }
        return .zero
    }
}
