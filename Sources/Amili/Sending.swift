import HTTPClient
package import Reminders

extension AmiliClient {
    package func send(_ letter: Letter, startBy: BootInstant) async -> SendReport {
        var trace = CallTrace()
        let request = HTTPRequest(
            method: .post, url: settings.address.base + AmiliContract.registrationsPath,
            headers: [
                "Content-Type: application/json", "Accept: application/json",
                "\(AmiliAssumptions.idempotencyHeader): \(Self.headerValue(letter.idempotencyKey))",
                Self.requestIDHeader(),
            ],
            body: RegistrationBody.bytes(
                of: letter, sendsReference: settings.sendsDebtReference),
            deadline: settings.callDeadline, responseLimit: AmiliBounds.answerBytes)
        let reply = await call(
            request, startBy: startBy, blanking: { Blanking(letter) }, trace: &trace)
        return SendReport(outcome(of: reply, &trace), trace)
    }

    /// The table of the design: what a reply means for the letter.
    private func outcome(of reply: Reply, _ trace: inout CallTrace) -> SendOutcome {
        switch reply {
        case .notSent: return .notSent
        case .maybeSent: return .unknown(retryAfter: nil)
        case .unauthorized: return .unauthorized
        case .tokenTooMany(let retryAfter): return .tooMany(retryAfter: retryAfter)
        case .answered(let answer):
            switch (answer.response.status, answer.refusal) {
            case (201, _):
                if let made = RegistrationAnswer.read(answer.response.body) {
                    return .accepted(caseID: made.caseID, ocr: made.ocr)
                }
                trace.message = "201 without exactly one case"
                return .unknown(retryAfter: retryAfter(answer))
            case (429, _): return .tooMany(retryAfter: retryAfter(answer))
            case (403, .some): return .forbidden
            case (409, .some): return .conflict
            case (let status, .some) where AmiliAssumptions.rejectingStatuses.contains(status):
                return .rejected
            default: return .unknown(retryAfter: retryAfter(answer))
            }
        }
    }

    /// Visible ASCII stays; the rest is percent-encoded, so that no key can end its header line.
    private static func headerValue(_ text: String) -> String {
        text.utf8.allSatisfy { $0 > 32 && $0 < 127 } ? text : PercentEncoding.encode(text)
    }
}
