import Reminders

/// News of a part's calls, for people.
enum CallNews: Sendable {
    /// A call got no certain answer.
    case unanswered(CallTrace)
    /// This worker lacks what a call needs.
    case impossible(CallTrace)
    /// The creditor's letters get no certain answer.
    case lettersUnanswered(CallTrace, closedFor: Duration)
    /// A look-up was answered, but nothing can be concluded from it.
    case unusableAnswer(why: String, CallTrace)
    /// 401: Amili refuses our credential, or a token that it gave for it.
    case credentialRefused(CallTrace)
    /// 403: Amili refuses the creditor.
    case creditorRefused
    case letterAnswered
    case lookUpAnswered
}
