/// Where workers write down that Amili's answers about a creditor cannot be used, so that `doctor`
/// and the page can show it. Nothing is decided by it.
package protocol AnswerLedger: Sendable {
    /// Notes it; the first time of one trouble stays.
    func noteFlaw(
        _ flaw: AnswerFlaw, in purpose: AnswerPurpose, of creditor: CreditorID
    ) async throws
    /// The creditor's answers can be used again. Harmless if there was no trouble.
    func forgetFlaw(in purpose: AnswerPurpose, of creditor: CreditorID) async throws
}
