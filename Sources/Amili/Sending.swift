import HTTPClient
package import Reminders

extension AmiliClient {
    /// Sends a batch of letters (`LetterBatch`).
    package func send(
        _ letters: [Letter], startBy: BootInstant, pacing: any LetterPacing,
        ended: @escaping @Sendable ([LetterEnd]) -> Void
    ) async {
        await LetterBatch(self, letters, startBy: startBy, pacing: pacing, ended: ended).send()
    }

    /// Sends one letter with as many calls as it needs: for a token before it, and again after a
    /// 401.
    func send(_ letter: Letter, startBy: BootInstant) async -> SendReport {
        var trace = CallTrace()
        var draft = draft(letter)
        draft.headers += Self.letterHeaders
        let reply = await call(
            draft, .registration, startBy: startBy, blanking: { Blanking(letter) },
            trace: &trace)
        return SendReport(outcome(of: reply, to: letter, &trace), trace)
    }

    /// The headers that are the same in all letters' requests.
    static let letterHeaders = ["Content-Type: application/json", "Accept: application/json"]

    /// A letter's request, without its token and the headers in `letterHeaders`.
    func draft(_ letter: Letter) -> HTTPRequest {
        let number = Self.nextCallNumber()
        var request = HTTPRequest(
            method: .post, url: registrationsURL,
            headers: [
                "\(AmiliAssumptions.idempotencyHeader): \(Self.headerValue(letter.idempotencyKey))",
                Self.requestIDHeader(number),
            ],
            body: RegistrationBody.bytes(
                of: letter, sendsReference: settings.sendsDebtReference),
            deadline: settings.callDeadline, responseLimit: AmiliBounds.answerBytes)
        request.traceParent = Self.traceParent(letter.traceID, span: number)
        request.unrestedStatus = 201
        request.isPaced = true
        return request
    }

    /// Decides what a reply means for the letter: the table of outcomes in Sources/README.md. A
    /// reply that is not certain is `.unknown`.
    func outcome(
        of reply: CallResult, to letter: Letter, _ trace: inout CallTrace
    ) -> SendOutcome {
        switch reply {
        case .unusable: return .unknown(retryAfter: nil)
        case .notSent: return .notSent
        case .heldBack: return .heldBack
        case .maybeSent: return .unknown(retryAfter: nil)
        case .unauthorized: return .unauthorized
        case .tokenTooMany(let retryAfter): return .tooMany(retryAfter: retryAfter)
        case .answered(let answer):
            switch (answer.response.status, answer.refusal) {
            case (201, _):
                guard let made = RegistrationAnswer.read(answer.response.body) else {
                    trace.message = "201 without exactly one case"
                    trace.flaw = FlawFinder.flawOfRegistration(answer.response.body)
                    return .unknown(retryAfter: retryAfter(answer))
                }
                if recentCases.note(made.caseID, of: letter.idempotencyKey) {
                    return .accepted(caseID: made.caseID, ocr: made.ocr)
                }
                trace.message = "201 with another letter's case"
                trace.flaw = AnswerFlaw(.caseOfAnother, .registration, status: 201)
                return .unknown(retryAfter: retryAfter(answer))
            case (429, _): return .tooMany(retryAfter: retryAfter(answer))
            case (403, .some): return .forbidden
            case (409, .some): return .conflict
            case (let status, .some) where AmiliAssumptions.rejectingStatuses.contains(status):
                return .rejected
            default:
                trace.flaw = FlawFinder.flaw(ofStatus: answer.response, .registration)
                return .unknown(retryAfter: retryAfter(answer))
            }
        }
    }

    /// Keeps a text of visible ASCII, and percent-encodes any other, so that no key can end its
    /// header line.
    private static func headerValue(_ text: String) -> String {
        text.utf8.allSatisfy { $0 > 32 && $0 < 127 } ? text : PercentEncoding.encode(text)
    }
}
