import Glibc
import HTTPClient
import Reminders

/// The real way to Amili: one HTTP client, one token, for every creditor of this installation.
package final class AmiliClient: Delivery {
    let settings: AmiliSettings
    let http: HTTPClient
    let clock: AmiliClock
    let tokens: TokenKeeper
    /// Until when lists are asked for number by number, because Amili refused `$in`.
    let singleUntil = Locked<BootInstant?>(nil)

    /// Opens nothing yet but the client's thread. The key file is not read here: an installation
    /// with a bad key starts, says so at each probe, and heals when the file is replaced.
    /// - Throws: if the file of certificate authorities cannot be read.
    package convenience init(_ settings: AmiliSettings) throws(AmiliSettingsError) {
        try self.init(settings, clock: .real)
    }

    init(_ settings: AmiliSettings, clock: AmiliClock) throws(AmiliSettingsError) {
        if let caFile = settings.caFile, access(caFile, R_OK) != 0 {
            throw AmiliSettingsError(
                "the file of certificate authorities \(caFile) cannot be read"
                    + " (\(String(cString: strerror(errno))))."
                    + " Let PAMINN_AMILI_CA_FILE name a readable PEM file, or unset it")
        }
        let http = HTTPClient(
            HTTPClientSettings(
                caFile: settings.caFile,
                // One more, so that what is asked after the letter takes no letter's place.
                maxConnections: min(settings.inFlight + 1, 1024),
                tcpUserTimeout: settings.tcpUserTimeout))
        let call = TokenCall(http: http, settings: settings, clock: clock)
        self.settings = settings
        self.http = http
        self.clock = clock
        tokens = TokenKeeper(clock: clock) { startBy in await call.make(startBy: startBy) }
    }

    /// Takes no more calls, and blocks until those on the wire have ended.
    package func close() { http.close() }

    /// Where the letters go: `https://host:port`.
    package var destination: String { settings.address.destination }

    /// What came back to a call with a token.
    enum Reply: Sendable {
        case answered(Answer)
        case notSent
        case maybeSent
        case unauthorized
        /// The token call was told to come later; ours was not made.
        case tokenTooMany(retryAfter: Duration?)
    }

    /// Makes one call; after a 401, which took no effect, once more with a fresh token.
    /// - Parameters:
    ///   - draft: the request without its token.
    ///   - blanking: made only if there is something to blank.
    ///   - trace: gets the cost of everything that was done; its message is already blanked.
    func call(
        _ draft: HTTPRequest, startBy: BootInstant, blanking: () -> Blanking,
        trace: inout CallTrace
    ) async -> Reply {
        var refused: String?
        while true {
            let grant = await tokens.token(insteadOf: refused, startBy: startBy)
            trace.add(grant.trace)
            switch grant.result {
            case .token(let token):
                var request = draft
                request.headers.append("\(AmiliContract.tokenHeader): \(token)")
                request.startBy = startBy.nanoseconds
                let exchange = await http.perform(request)
                trace.add(exchange)
                trace.written = exchange.written
                switch exchange.outcome {
                case .notSent: return .notSent
                case .maybeSent: return .maybeSent
                case .answered(let response):
                    let answer = Answer(response)
                    if !answer.isSuccess { trace.message = answer.message(blanking()) }
                    guard response.status == 401 else { return .answered(answer) }
                    if refused != nil {
                        tokens.forget(token)
                        return .unauthorized
                    }
                    refused = token
                }
            // A first try that was answered 401 took no effect: as a whole nothing was written.
            case .notNow:
                trace.written = false
                return .notSent
            case .tooMany(let retryAfter):
                trace.written = false
                return .tokenTooMany(retryAfter: retryAfter)
            case .unauthorized: return .unauthorized
            }
        }
    }

    func retryAfter(_ answer: Answer) -> Duration? { answer.retryAfter(wall: clock.wall()) }

    /// Names a call, so that Amili's people can find it in their log.
    static func requestIDHeader() -> String {
        let number = String(UInt64.random(in: 1 << 60...UInt64.max), radix: 16)
        return "\(AmiliAssumptions.requestIDHeader): \(number)"
    }
}
