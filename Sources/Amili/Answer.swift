import HTTPClient
import Reminders

/// A whole answer and, if it is an error in Amili's shape, the error read from it.
struct Answer: Sendable {
    let response: HTTPResponse
    /// Amili's reasons; nil for a success, and for an error that is not in Amili's own shape.
    let refusal: ErrorAnswer?

    init(_ response: HTTPResponse) {
        self.response = response
        refusal = (200...299).contains(response.status) ? nil : ErrorAnswer(response.body)
    }

    var isSuccess: Bool { (200...299).contains(response.status) }

    /// A text for the trace: Amili's reasons blanked, or the status and where a redirect leads.
    func message(_ blanking: Blanking) -> String {
        if (300...399).contains(response.status), let location = response.header("Location") {
            return "HTTP \(response.status), redirected to \(FlawFinder.place(location))"
        }
        guard let refusal else { return "HTTP \(response.status), not in Amili's error shape" }
        return blanking.message(of: refusal) ?? "HTTP \(response.status) without a word"
    }

    /// The wait that `Retry-After` asks for; nil if the answer names none.
    /// - Parameter wall: our own clock, seconds since 1970; used if the answer has no `Date`.
    func retryAfter(wall: Double) -> Duration? {
        RetryAfter.span(response.header("Retry-After"), now: response.date ?? Int64(wall))
    }
}

extension HTTPResponse {
    /// The `Date` header, in seconds since 1970; nil if it is missing or unreadable.
    var date: Int64? { header("Date").flatMap(HTTPDate.seconds) }
}

extension CallTrace {
    /// Adds the cost of a call. Status, code and message become those of this call, and the flaw is
    /// cleared.
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

    /// Adds the trace of other calls for the same purpose, made before or at the same time. An
    /// empty trace changes nothing.
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
