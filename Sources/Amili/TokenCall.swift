import HTTPClient
import NIOConcurrencyHelpers
import Reminders

/// Makes the call `GET /authenticates/api-code`, which gives an access token for a signed request.
struct TokenCall: Sendable {
    let http: HTTPClient
    let settings: AmiliSettings
    let clock: ClientClock
    private let serverClock: ServerClock
    /// Amili's clock minus ours, in seconds; 0 until a refused call has shown that they differ.
    private let skew = NIOLockedValueBox<Int64>(0)

    init(
        http: HTTPClient, settings: AmiliSettings, clock: ClientClock,
        serverClock: ServerClock = ServerClock()
    ) {
        self.http = http
        self.settings = settings
        self.clock = clock
        self.serverClock = serverClock
    }

    /// Makes the call. If Amili refuses it, and the answer shows that the clocks disagree, it is
    /// made once more with Amili's time: our clock may be minutes wrong while everything else is
    /// right. A date that is further off than `AmiliBounds.longestSkew` is not followed.
    /// - Parameter startBy: no call begins after this moment; nil: no such bound.
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

    /// Reads the key file anew, signs a request and sends it.
    /// - Parameter signedAt: seconds since 1970, to count `exp` from.
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

    /// Judges how the call ended. A 4xx means that Amili refuses us, except 429 and
    /// `passingTokenStatuses`. Any other failure may be tried again.
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

    /// The granted token. Its lifetime is the difference of two times by Amili's clock, and its end
    /// is counted on our boot clock.
    /// - Parameter amiliNow: the answer's `Date`; nil: our own clock takes its place.
    private func token(_ granted: TokenAnswer, amiliNow: Int64?) -> TokenExchange.Token {
        var lifetime = AmiliAssumptions.defaultTokenLifetime
        if let expiry = granted.expiry {
            let claimed = Duration.seconds(expiry - (amiliNow ?? Int64(clock.wall())))
            lifetime = min(
                max(claimed, AmiliAssumptions.shortestTokenLifetime),
                AmiliBounds.longestTokenLifetime)
        }
        let now = clock.boot()
        let margin = min(AmiliBounds.renewalMargin, lifetime / 5)
        return TokenExchange.Token(
            text: granted.token, grantedAt: now, renewAt: now + (lifetime - margin),
            endsAt: now + lifetime)
    }
}
