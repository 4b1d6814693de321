import HTTPClient
import Reminders

/// The cost and the findings of one question, gathered over its calls.
struct Notes {
    var trace = CallTrace()
    /// Amili's clock, seconds since 1970, at the first answer that was read; nil before it.
    var amiliNow: Int64?
    /// The list that was asked last.
    var call = AnswerFlaw.Call.cases

    /// Notes the reason why there is no answer as the trace's flaw, unless it has one already.
    mutating func explain(_ why: NoAnswer) {
        // A server that is out of order is not an answer's flaw; nor is a broken connection.
        let isTold = trace.flaw != nil || why == .incomplete
        guard !isTold, trace.httpStatus.map({ $0 < 500 }) ?? true else { return }
        trace.flaw = AnswerFlaw(why.cause, call, status: trace.httpStatus)
    }

    /// Adds the notes of a call made at the same time. The earlier time of Amili's clock counts.
    mutating func add(_ other: Notes) {
        // One of several simultaneous answers may be flawed: its flaw is kept.
        let flaw = trace.flaw ?? other.trace.flaw
        trace.add(other.trace)
        trace.flaw = flaw
        call = other.call
        if let other = other.amiliNow { amiliNow = min(amiliNow ?? other, other) }
    }
}
