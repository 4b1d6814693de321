import Reminders

extension AmiliClient {
    /// Asks for a token, always anew, and keeps nothing of it.
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
        // The header is cut to whole seconds; its middle is half a second later.
        let skew = ended.amiliNow.map { Duration.seconds(middle - (Double($0) + 0.5)) }
        return PingReport(verdict: verdict, clockSkew: skew, trace: ended.trace)
    }
}
