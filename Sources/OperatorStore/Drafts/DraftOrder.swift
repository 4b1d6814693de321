/// A request to send a draft.
package struct DraftOrder: Sendable {
    package var draft: DraftID
    package var owner: SelectionOwner
    /// The revision that was shown when the user decided.
    package var revision: Int
    /// How long the run may still be taken back; nil: it goes at once.
    package var hold: Duration?
    /// Send although an invoice's knowledge is older than `Resubmission.stalest`.
    package var allowsStale: Bool
    /// A login name.
    package var createdBy: String

    package init(
        draft: DraftID, owner: SelectionOwner, revision: Int, hold: Duration?,
        allowsStale: Bool = false, createdBy: String
    ) {
        self.draft = draft
        self.owner = owner
        self.revision = revision
        self.hold = hold
        self.allowsStale = allowsStale
        self.createdBy = createdBy
    }
}
