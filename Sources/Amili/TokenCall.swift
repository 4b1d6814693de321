import HTTPClient
import Reminders

/// `GET /authenticates/api-code`: a signed request in, an access token out.
struct TokenCall: Sendable {
    let http: HTTPClient
    let settings: AmiliSettings
    let clock: AmiliClock

    /// Reads the key file anew, signs, calls.
    func make(startBy: BootInstant?) async -> TokenExchange {
        let credential = Credential(apiCode: settings.apiCode, keyFile: settings.keyFile)
        let signed: String
        do {
            signed = try credential.signedRequest(now: Int64(clock.wall()))
        } catch {
            var ended = TokenExchange(result: .unauthorized)
            ended.trace.message = error.description
            return ended
        }
        let exchange = await http.perform(
            HTTPRequest(
                method: .get, url: settings.address.base + AmiliContract.tokenPath,
                headers: [
                    "\(AmiliContract.tokenHeader): \(signed)", "Accept: application/json",
                ],
                deadline: settings.callDeadline, startBy: startBy?.nanoseconds,
                responseLimit: AmiliBounds.answerBytes))
        var ended = conclusion(of: exchange, blanking: Blanking([settings.apiCode, signed]))
        if !exchange.written, let startBy { ended.wasTooLate = clock.boot() > startBy }
        return ended
    }

    private func conclusion(of exchange: HTTPExchange, blanking: Blanking) -> TokenExchange {
        var ended = TokenExchange(result: .notNow)
        ended.trace.add(exchange)
        guard case .answered(let response) = exchange.outcome else { return ended }
        ended.amiliNow = response.date
        let answer = Answer(response)
        if !answer.isSuccess { ended.trace.message = answer.message(blanking) }
        switch response.status {
        case 200, 201:
            guard let granted = TokenAnswer.read(response.body) else {
                ended.trace.message = "the token call's answer holds no token"
                return ended
            }
            ended.token = token(granted, amiliNow: response.date)
            ended.result = .token(granted.token)
        case 429: ended.result = .tooMany(retryAfter: answer.retryAfter(wall: clock.wall()))
        case 400...499 where !AmiliAssumptions.passingTokenStatuses.contains(response.status):
            ended.result = .unauthorized
        default: break
        }
        return ended
    }

    /// Its end is counted on our own clock, from the difference of two moments of Amili's.
    private func token(_ granted: TokenAnswer, amiliNow: Int64?) -> TokenExchange.Token {
        var lifetime = AmiliAssumptions.defaultTokenLifetime
        if let expiry = granted.expiry {
            let bounds = AmiliAssumptions.tokenLifetimeBounds
            let claimed = Duration.seconds(expiry - (amiliNow ?? Int64(clock.wall())))
            lifetime = min(max(claimed, bounds.lowerBound), bounds.upperBound)
        }
        let now = clock.boot()
        let margin = min(AmiliBounds.renewalMargin, lifetime / 5)
        return TokenExchange.Token(
            text: granted.token, renewAt: now + (lifetime - margin), endsAt: now + lifetime)
    }
}
