import HTTPClient
import Reminders

extension AmiliClient {
    /// Tells of a call's span, whose id is the one in the call's `traceparent`. A call that was
    /// held back before its beginning has none: it is made again, or never.
    /// - Parameter reply: nil: Amili refused the token, and the call is made again.
    func tellSpan(
        of what: AnswerFlaw.Call, _ parent: TraceParent?, _ exchange: HTTPExchange,
        _ reply: CallResult?
    ) {
        guard let spans = settings.spans, let parent, reply?.isHeldBack != true,
            let trace = TraceID(high: parent.high, low: parent.low)
        else { return }
        spans(trace) {
            let ended = clock.boot()
            let (outcome, status): (String, Int?) =
                switch exchange.outcome {
                case .answered(let response): ("answered", response.status)
                case .notSent(let fault): ("not_sent", fault.status)
                case .maybeSent(let fault): ("maybe_sent", fault.status)
                }
            return Span(
                what.rawValue, trace, call: parent.span,
                began: BootInstant(
                    nanoseconds: ended.nanoseconds - exchange.duration.wholeNanoseconds),
                ended: ended, isFailed: reply?.isSuccess != true, ["paminn.outcome": outcome],
                status.map { ["http.response.status_code": Int64($0)] } ?? [:])
        }
    }
}

extension AmiliClient.CallResult {
    fileprivate var isSuccess: Bool {
        if case .answered(let answer) = self { answer.isSuccess } else { false }
    }
}
