/// Gives out the turns to ask Amili about a creditor. A worker takes a turn by compare-and-set on
/// its due time, so one worker has it. A turn that is never ended becomes due again. Only the
/// ledger's own clock counts.
package protocol FollowingLedger: Sendable {
    /// Takes the next turn.
    /// - Returns: nil if none is due, or the gates of those that are due are closed.
    func takeTurn(_ worker: WorkerID) async throws -> Turn?
    /// Reserves slots for `calls` calls. All polls together get at most a tenth of Amili's rate.
    func reserve(
        _ calls: Int, for turn: Turn, by worker: WorkerID
    ) async throws -> Reservation
    /// Updates accepted reminders by what Amili says of their cases. Cases that belong to no
    /// accepted reminder change nothing.
    /// - Parameter next: the place at which the next turn continues, if this one ends here.
    /// - Returns: the open cases that belong to no accepted reminder; nil if the turn is lost, in
    ///   which case nothing was written.
    func record(
        _ cases: [FollowedCase], of turn: Turn, next: Turn.Place
    ) async throws -> [FollowedCase]?
    /// Ends the turn. Does nothing if the turn is lost.
    func end(_ turn: Turn, _ how: TurnEnd) async throws
    /// Stops all polls for a while, or for longer if they are stopped already. Letters go on.
    func holdPolls(for span: Duration, cause: GateCause) async throws
}
