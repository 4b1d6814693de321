import HTTPClient
import Reminders

/// A whole answer, with Amili's refusal read out of it if it is one.
struct Answer: Sendable {
    let response: HTTPResponse
    /// nil unless the answer is in Amili's own error shape.
    let refusal: ErrorAnswer?

    init(_ response: HTTPResponse) {
        self.response = response
        refusal = (200...299).contains(response.status) ? nil : ErrorAnswer(response.body)
    }

    var isSuccess: Bool { (200...299).contains(response.status) }

    func message(_ blanking: Blanking) -> String {
        if (300...399).contains(response.status), let location = response.header("Location") {
            return "HTTP \(response.status), redirected to \(FlawFinder.place(location))"
        }
        guard let refusal else { return "HTTP \(response.status), not in Amili's error shape" }
        return blanking.message(of: refusal) ?? "HTTP \(response.status) without a word"
    }

    /// - Parameter wall: our own clock, used where the answer does not tell the time.
    func retryAfter(wall: Double) -> Duration? {
        RetryAfter.span(response.header("Retry-After"), now: response.date ?? Int64(wall))
    }
}

extension HTTPResponse {
    /// The `Date` header, seconds since 1970; nil if missing or unreadable.
    var date: Int64? { header("Date").flatMap(HTTPDate.seconds) }
}

extension CallTrace {
    /// Adds a call; status, code and message are the last call's.
    mutating func add(_ exchange: HTTPExchange) {
        flaw = nil
        isLocal = false
        if exchange.written { calls += 1 }
        duration += exchange.duration
        switch exchange.outcome {
        case .answered(let response):
            httpStatus = response.status
            curlCode = nil
            message = nil
        case .notSent(let fault), .maybeSent(let fault):
            httpStatus = fault.status
            curlCode = fault.curlCode
            message = fault.message
            isLocal = fault.isLocal
        }
    }

    /// Adds calls made for the sake of this one, or beside it.
    mutating func add(_ other: CallTrace) {
        calls += other.calls
        duration += other.duration
        written = written || other.written
        guard other != CallTrace() else { return }
        httpStatus = other.httpStatus
        curlCode = other.curlCode
        message = other.message
        flaw = other.flaw
        isLocal = other.isLocal
    }
}
