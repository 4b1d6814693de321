import HTTPClient
import NIOConcurrencyHelpers
import Reminders

/// `GET /authenticates/api-code`: a signed request in, an access token out.
struct TokenCall: Sendable {
    let http: HTTPClient
    let settings: AmiliSettings
    let clock: AmiliClock
    private let serverClock: ServerClock
    /// Amili's clock minus this machine's, seconds, as far as a refusal has taught it.
    private let skew = NIOLockedValueBox<Int64>(0)

    init(
        http: HTTPClient, settings: AmiliSettings, clock: AmiliClock,
        serverClock: ServerClock = ServerClock()
    ) {
        self.http = http
        self.settings = settings
        self.clock = clock
        self.serverClock = serverClock
    }

    /// Calls; a refusal whose answer shows that the clocks disagree is tried once more by Amili's
    /// clock, for ours may be minutes wrong while everything else of us is right. By more than
    /// `longestSkew` no date is followed.
    func make(startBy: BootInstant?) async -> TokenExchange {
        let now = { Int64(clock.wall()) + skew.withLockedValue { $0 } }
        let signedAt = now()
        let ended = await make(signedAt: signedAt, startBy: startBy)
        guard ended.result == .unauthorized, let amiliNow = ended.amiliNow,
            abs(amiliNow - signedAt) > AmiliBounds.clockTolerance
        else { return ended }
        let apart = amiliNow - Int64(clock.wall())
        guard abs(apart) <= AmiliBounds.longestSkew else {
            skew.withLockedValue { $0 = 0 }
            var far = ended
            far.trace.flaw = AnswerFlaw(
                .clocksApart, .token, status: ended.trace.httpStatus, seconds: Int(apart))
            return far
        }
        skew.withLockedValue { $0 = apart }
        var second = await make(signedAt: now(), startBy: startBy)
        second.trace.calls += ended.trace.calls
        second.trace.duration += ended.trace.duration
        return second
    }

    /// Reads the key file anew, signs, calls.
    private func make(signedAt: Int64, startBy: BootInstant?) async -> TokenExchange {
        let credential = Credential(apiCode: settings.apiCode, keyFile: settings.keyFile)
        let signed: String
        do {
            signed = try credential.signedRequest(now: signedAt)
        } catch {
            var ended = TokenExchange(result: .unauthorized)
            ended.trace.message = error.description
            return ended
        }
        guard await CallLeave.taken() else {
            var ended = TokenExchange(result: .notNow)
            ended.wasTooLate = true
            return ended
        }
        var request = HTTPRequest(
            method: .get, url: settings.address.base + AmiliContract.tokenPath,
            headers: [
                "\(AmiliContract.tokenHeader): \(signed)", "Accept: application/json",
            ] + AmiliContract.uncachedHeaders,
            deadline: settings.callDeadline, startBy: startBy?.nanoseconds,
            responseLimit: AmiliBounds.answerBytes)
        request.onWrite = CallLeave.onWrite
        let exchange = await http.perform(request)
        var ended = conclusion(of: exchange, blanking: Blanking([settings.apiCode, signed]))
        if !exchange.written, let startBy { ended.wasTooLate = clock.boot() > startBy }
        return ended
    }

    private func conclusion(of exchange: HTTPExchange, blanking: Blanking) -> TokenExchange {
        var ended = TokenExchange(result: .notNow)
        ended.trace.add(exchange)
        guard case .answered(let response) = exchange.outcome else { return ended }
        ended.amiliNow = response.date
        if let date = response.date, CacheMarks.mark(in: response) == nil {
            serverClock.note(date, receivedAt: clock.boot(), isVouched: true)
        }
        let answer = Answer(response)
        if !answer.isSuccess { ended.trace.message = answer.message(blanking) }
        switch response.status {
        case 200, 201:
            guard let granted = TokenAnswer.decoded(response.body) else {
                ended.trace.message = "the token call's answer holds no token"
                ended.trace.flaw = FlawFinder.flaw(
                    in: response.body, as: TokenAnswer.self, .token, status: response.status)
                return ended
            }
            ended.token = token(granted, amiliNow: response.date)
            ended.result = .token(granted.token)
        case 429: ended.result = .tooMany(retryAfter: answer.retryAfter(wall: clock.wall()))
        case 400...499 where !AmiliAssumptions.passingTokenStatuses.contains(response.status):
            ended.result = .unauthorized
        default: ended.trace.flaw = FlawFinder.flaw(ofStatus: response, .token)
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
            text: granted.token, grantedAt: now, renewAt: now + (lifetime - margin),
            endsAt: now + lifetime)
    }
}
