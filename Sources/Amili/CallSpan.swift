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
        guard let spans, let parent, reply?.isHeldBack != true,
            let trace = TraceID(high: parent.high, low: parent.low)
        else { return }
        spans.tell(trace) {
            let ended = clock.boot()
            var facts: [(key: String, value: Span.Value)] = [
                ("paminn.outcome", .text(reply?.code ?? "token_refused"))
            ]
            if let status = Self.status(of: exchange.outcome) {
                facts.append(("http.response.status_code", .integer(Int64(status))))
            }
            let began = BootInstant(
                nanoseconds: ended.nanoseconds - exchange.duration.wholeNanoseconds)
            return Span(
                what.rawValue, trace, id: parent.span, parent: trace.partSpan, began: began,
                ended: ended, isFailed: reply?.isSuccess != true, attributes: facts)
        }
    }

    private static func status(of outcome: HTTPOutcome) -> Int? {
        switch outcome {
        case .answered(let response): response.status
        case .notSent(let fault), .maybeSent(let fault): fault.status
        }
    }
}

extension AmiliClient.CallResult {
    fileprivate var code: String {
        switch self {
        case .answered: "answered"
        case .unusable: "unusable"
        case .notSent: "not_sent"
        case .heldBack: "held_back"
        case .maybeSent: "maybe_sent"
        case .unauthorized: "unauthorized"
        case .tokenTooMany: "token_too_many"
        }
    }

    fileprivate var isSuccess: Bool {
        if case .answered(let answer) = self { answer.isSuccess } else { false }
    }
}
