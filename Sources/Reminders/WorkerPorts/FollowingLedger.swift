/// Who asks Amili about what, and when. Compare-and-set on a due time gives a turn to one worker;
/// a turn that nobody ends becomes due again. Only the ledger's own clock decides.
package protocol FollowingLedger: Sendable {
    /// The next thing to ask Amili about, if any is due and its gates are open.
    func takeTurn(_ worker: WorkerID) async throws -> Turn?
    /// Leave for `calls` calls. Together such calls get a tenth of Amili's rate at most.
    func reserve(
        _ calls: Int, for turn: Turn, by worker: WorkerID
    ) async throws -> Reservation
    /// Brings accepted reminders to what Amili says of their cases. What is known of no accepted
    /// reminder is passed over.
    /// - Parameter next: where whoever comes after this page goes on, if this turn ends here.
    /// - Returns: the open cases that are no accepted reminder's; nil if the turn is lost, and
    ///   nothing was written.
    func record(
        _ cases: [FollowedCase], of turn: Turn, next: Turn.Place
    ) async throws -> [FollowedCase]?
    /// The turn is over. What is said under a turn that was lost counts for nothing.
    func end(_ turn: Turn, _ how: TurnEnd) async throws
    /// Nothing more is asked for a while; letters go on.
    func holdPolls(for span: Duration, reason: String) async throws
}
