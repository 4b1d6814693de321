import Reminders

/// News of a part, for people. Worded where it is logged.
enum PartNews: Sendable {
    case leaseLost(outcomes: Int)
    /// Acceptances that could not be written back at all.
    case unwritten([Settlement])
    case twoCases(position: Int)
    case answerToAnotherLetter(position: Int)
    /// A slot ran out before its letter could begin.
    case slowLedger(took: Duration)
    case ledgerIsFastEnough
    case runPaused
    case longRetryAfter
    case calls(CallNews)
}
