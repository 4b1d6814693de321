import Reminders

extension AmiliClient {
    /// Makes a token call, even if there is a token, and keeps neither the token nor what the
    /// answer tells of Amili's clock.
    package func ping() async -> PingReport {
        let before = clock.wall()
        let call = TokenCall(http: http, settings: settings, clock: clock)
        let ended = await call.make(startBy: nil)
        let middle = (before + clock.wall()) / 2
        let verdict: PingReport.Verdict =
            switch ended.result {
            case .token: .tokenGranted
            case .notNow, .later: .unreachable
            case .unauthorized: .unauthorized
            case .tooMany(let retryAfter): .tooMany(retryAfter: retryAfter)
            }
        // `Date` is cut to whole seconds: the moment lies half a second later on average.
        let skew = ended.amiliNow.map { Duration.seconds(middle - (Double($0) + 0.5)) }
        return PingReport(verdict: verdict, clockSkew: skew, trace: ended.trace)
    }
}
