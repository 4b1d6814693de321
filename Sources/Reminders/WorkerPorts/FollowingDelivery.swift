/// Amili, asked about what became of its cases and of a creditor.
package protocol FollowingDelivery: Sendable {
    /// One page of a creditor's cases, at most 100: one call.
    /// - Parameter page: from 1.
    func cases(
        _ list: CaseList, page: Int, of party: AmiliParty, startBy: BootInstant
    ) async -> FollowReport<CasePage>
    /// How Amili sees the creditor: one call.
    /// - Parameter details: what Amili may know of it, so that none of it comes back in its words.
    func creditor(
        _ party: AmiliParty, knowing details: ActivationDetails, startBy: BootInstant
    ) async -> FollowReport<CreditorAtAmili>
    /// Hands in what Amili demands of an active creditor: one call, harmless to repeat.
    /// - Parameter version: what `creditor` said it was.
    func handIn(
        _ details: ActivationDetails, of party: AmiliParty, version: String?,
        startBy: BootInstant
    ) async -> FollowReport<HandedIn>
}
