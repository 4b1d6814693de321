/// How far a draft is.
enum DraftState: String, CaseIterable {
    /// Its lines are being copied from the selection.
    case building
    case ready
    /// A run was made of it.
    case sent
}
