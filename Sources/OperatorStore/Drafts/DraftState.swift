/// The stage of a draft.
enum DraftState: String, CaseIterable {
    /// Its lines are being copied from the selection.
    case building
    case ready
    /// It became a run.
    case sent
}
