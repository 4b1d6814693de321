import Reminders

/// News of a part's calls, for people.
enum CallNews: Sendable {
    case unanswered(CallTrace)
    /// This worker lacks what a call needs.
    case impossible(CallTrace)
    /// The creditor's letters get no certain answer.
    case lettersUnanswered(CallTrace, closedFor: Duration)
    case unusableAnswer(why: String, CallTrace)
    case credentialRefused(CallTrace)
    case creditorRefused
    case letterAnswered
    case lookUpAnswered
}
