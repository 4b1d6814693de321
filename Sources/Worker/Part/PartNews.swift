import Reminders

/// News of a part, for people. `PartNewsLog.swift` puts it into words.
enum PartNews: Sendable {
    /// The claim was another worker's when so many outcomes came to be written.
    case leaseLost(outcomes: Int)
    /// Outcomes that could not be written back at all.
    case unwritten([Settlement])
    /// Amili has more than one open case of the invoice.
    case twoCases(position: Int)
    /// The case in an answer was another letter's; the look-up found this one's.
    case answerToAnotherLetter(position: Int)
    /// A slot ran out before its letter could begin.
    case slowLedger(took: Duration)
    case ledgerIsFastEnough
    case runPaused
    /// Amili asked for a wait of more than an hour.
    case longRetryAfter
    case calls(CallNews)
}
