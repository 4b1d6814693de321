import HTTPClient
import Reminders

/// Findings that accumulate while a question is asked.
struct Notes {
    var trace = CallTrace()
    /// Amili's clock, seconds since 1970, at the first answer that counted.
    var amiliNow: Int64?
    /// Which list was asked last.
    var call = AnswerFlaw.Call.cases

    /// Says why there is no answer, where that is not said yet.
    mutating func explain(_ why: NoAnswer) {
        // A server that is out of order is no answer's flaw, nor is a connection that broke.
        let isTold = trace.flaw != nil || why == .incomplete
        guard !isTold, trace.httpStatus.map({ $0 < 500 }) ?? true else { return }
        trace.flaw = AnswerFlaw(why.cause, call, status: trace.httpStatus)
    }

    mutating func add(_ other: Notes) {
        // One of several answers at once may be flawed: its flaw is kept.
        let flaw = trace.flaw ?? other.trace.flaw
        trace.add(other.trace)
        trace.flaw = flaw
        call = other.call
        if let other = other.amiliNow { amiliNow = min(amiliNow ?? other, other) }
    }
}
