/// The questions to Amili about its cases and about a creditor. In each of them, no call begins to
/// be written after `startBy`.
package protocol FollowingDelivery: Sendable {
    /// Reads one page of a creditor's cases, by one call.
    /// - Parameter page: counted from 1; a page has at most `CasePage.size` cases.
    func cases(
        _ list: CaseList, page: Int, of party: AmiliParty, startBy: BootInstant
    ) async -> FollowReport<CasePage>
    /// Reads the creditor's record at Amili, by one call.
    /// - Parameter details: the values to blank out of Amili's error texts.
    func creditor(
        _ party: AmiliParty, knowing details: ActivationDetails, startBy: BootInstant
    ) async -> FollowReport<CreditorAtAmili>
    /// Hands in the details that Amili demands before a creditor can be active. One call, safe to
    /// repeat.
    /// - Parameter version: the version that `creditor` returned; the call is made for that version
    ///   only.
    func handIn(
        _ details: ActivationDetails, of party: AmiliParty, version: String?,
        startBy: BootInstant
    ) async -> FollowReport<HandedIn>
}
