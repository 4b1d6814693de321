/// Records answers from Amili that cannot be used, so that `doctor` and the operators' page can
/// show them. No decision depends on these records.
package protocol AnswerLedger: Sendable {
    /// Records one flawed answer. Each creditor has one record per purpose. Later flaws replace the
    /// cause and keep the time at which the trouble began, unless the last one is an hour old.
    func noteFlaw(
        _ flaw: AnswerFlaw, in purpose: AnswerPurpose, of creditor: CreditorID
    ) async throws
    /// Deletes the record, because the creditor's answers can be used again. Does nothing if there
    /// is none.
    func forgetFlaw(in purpose: AnswerPurpose, of creditor: CreditorID) async throws
}
