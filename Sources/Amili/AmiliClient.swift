import Glibc
import HTTPClient
import NIOConcurrencyHelpers
import Reminders

/// The real way to Amili: one HTTP client, one token, for every creditor of this installation.
package final class AmiliClient: Delivery {
    let settings: AmiliSettings
    let http: HTTPClient
    let clock: AmiliClock
    let tokens: TokenKeeper
    let serverClock: ServerClock
    let recentCases = RecentCases()
    /// Where letters go.
    let registrationsURL: String
    /// A clock that is trusted more than this machine's: its seconds since 1970, and when.
    private let trusted: NIOLockedValueBox<(seconds: Double, at: BootInstant)?>
    /// Until when lists are asked for number by number, because Amili refused `$in`.
    let singleUntil = NIOLockedValueBox<BootInstant?>(nil)

    /// Opens nothing yet but the client's thread. The key file is not read here: an installation
    /// with a bad key starts, says so at each probe, and heals when the file is replaced.
    /// - Throws: if the file of certificate authorities cannot be read.
    package convenience init(_ settings: AmiliSettings) throws(AmiliSettingsError) {
        try self.init(settings, clock: .real)
    }

    init(_ settings: AmiliSettings, clock machine: AmiliClock) throws(AmiliSettingsError) {
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
                maxConnections: min(settings.inFlight + 1, 1024), mostPaced: settings.inFlight,
                tcpUserTimeout: settings.tcpUserTimeout, rest: AmiliBounds.connectionRest,
                proxy: settings.proxy))
        let trusted = NIOLockedValueBox<(seconds: Double, at: BootInstant)?>(nil)
        var clock = machine
        clock.wall = {
            guard let trusted = trusted.withLockedValue({ $0 }) else { return machine.wall() }
            let since = Double((machine.boot() - trusted.at).components.seconds)
            return trusted.seconds + since
        }
        self.trusted = trusted
        let serverClock = ServerClock()
        self.serverClock = serverClock
        let call = TokenCall(
            http: http, settings: settings, clock: clock, serverClock: serverClock)
        self.settings = settings
        registrationsURL = settings.address.base + AmiliContract.registrationsPath
        self.http = http
        self.clock = clock
        tokens = TokenKeeper(clock: clock) { startBy in await call.make(startBy: startBy) }
    }

    /// Takes no more calls, and blocks until those on the wire have ended.
    package func close() { http.close() }

    /// Where the letters go: `https://host:port`.
    package var destination: String { settings.address.destination }

    /// Through which proxy they go, `http://host:port`; nil: straight.
    package var proxy: String? { settings.proxy?.url }

    /// From now on takes this for the time, instead of the machine's clock, which may be hours
    /// wrong: Amili's own word on the time is followed for some minutes only.
    /// - Parameter seconds: since 1970, by the database's clock.
    package func trust(databaseSeconds seconds: Double) {
        let now = clock.boot()
        trusted.withLockedValue { $0 = (seconds, now) }
    }

    /// What came back to a call with a token.
    enum CallResult: Sendable {
        case answered(Answer)
        /// Something answered, but not Amili, or not this question: `trace.flaw` says how.
        case unusable
        case notSent
        /// The pacing of its batch kept it from beginning.
        case heldBack
        case maybeSent
        case unauthorized
        /// The token call was told to come later; ours was not made.
        case tokenTooMany(retryAfter: Duration?)

        var isHeldBack: Bool { if case .heldBack = self { true } else { false } }
    }

    /// Makes one call; after a 401, which took no effect, again with another token or a rested one.
    /// - Parameters:
    ///   - draft: the request without its token.
    ///   - what: which call it is, for what is told of its answer.
    ///   - blanking: made only if there is something to blank.
    ///   - trace: gets the cost of everything that was done; its message is already blanked.
    func call(
        _ draft: HTTPRequest, _ what: AnswerFlaw.Call, startBy: BootInstant,
        blanking: () -> Blanking, trace: inout CallTrace
    ) async -> CallResult {
        var refusals = 0
        while true {
            let grant = await tokens.token(startBy: startBy)
            trace.add(grant.trace)
            switch grant.result {
            case .token(let token):
                guard await CallLeave.taken() else {
                    trace.written = false
                    return .notSent
                }
                // The slot may have been a while off, and the token refused or replaced meanwhile.
                guard let token = tokens.isAtHand(token) ? token : tokens.atHand else { continue }
                let askedAt = clock.boot()
                let exchange = await http.perform(request(draft, token, startBy))
                let call = Call(what, draft.method, token: token, askedAt: askedAt)
                if let reply = reply(to: exchange, of: call, blanking, &trace) { return reply }
                refusals += 1
                if refusals > AmiliBounds.mostTokenRefusals { return refusedToken(&trace) }
            // A first try that was answered 401 took no effect: as a whole nothing was written.
            case .later(let moment):
                trace.written = false
                await clock.sleep(min(moment, startBy))
                if Task.isCancelled || clock.boot() >= startBy { return .notSent }
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

    /// One call that was made.
    struct Call {
        let what: AnswerFlaw.Call
        let method: HTTPRequest.Method
        let token: String
        /// A moment before it began.
        let askedAt: BootInstant
        init(
            _ what: AnswerFlaw.Call, _ method: HTTPRequest.Method, token: String,
            askedAt: BootInstant
        ) {
            self.what = what
            self.method = method
            self.token = token
            self.askedAt = askedAt
        }
    }

    /// Reads what a call came to.
    /// - Returns: nil if its token was refused and another try is to be made: the call took no
    ///   effect.
    func reply(
        to exchange: HTTPExchange, of call: Call, _ blanking: () -> Blanking,
        _ trace: inout CallTrace
    ) -> CallResult? {
        trace.add(exchange)
        trace.written = exchange.written
        trace.isProven = exchange.isProven
        switch exchange.outcome {
        case .notSent(let fault): return fault.isHeldBack ? .heldBack : .notSent
        case .maybeSent(let fault):
            if fault.status != nil {
                trace.flaw = AnswerFlaw(.incomplete, call.what, status: fault.status)
            }
            return .maybeSent
        case .answered(let response):
            let answer = Answer(response)
            if !answer.isSuccess { trace.message = answer.message(blanking()) }
            trace.flaw = flaw(of: response, call)
            if trace.flaw != nil { return .unusable }
            guard response.status == 401 else {
                tokens.accepted(call.token)
                return .answered(answer)
            }
            return tokens.refused(call.token, usedAt: call.askedAt) ? refusedToken(&trace) : nil
        }
    }

    private func refusedToken(_ trace: inout CallTrace) -> CallResult {
        trace.flaw = AnswerFlaw(.tokenRefused, .token, status: 401)
        return .unauthorized
    }

    private func request(
        _ draft: HTTPRequest, _ token: String, _ startBy: BootInstant
    ) -> HTTPRequest {
        var request = draft
        request.headers.append(Self.header(of: token))
        if draft.method == .get { request.headers += AmiliContract.uncachedHeaders }
        request.startBy = startBy.nanoseconds
        request.onWrite = CallLeave.onWrite
        return request
    }

    static func header(of token: String) -> String { "\(AmiliContract.tokenHeader): \(token)" }

    /// Learns Amili's clock from the answer, and tells whether it was kept by something on the way.
    /// - Returns: nil for an answer that was made for this question, as far as can be told.
    private func flaw(of response: HTTPResponse, _ call: Call) -> AnswerFlaw? {
        guard call.method == .get else {
            serverClock.noteVouched(receivedAt: clock.boot()) { response.date }
            return nil
        }
        if let mark = CacheMarks.mark(in: response) {
            return AnswerFlaw(.cached, call.what, status: response.status, place: mark)
        }
        guard let date = response.date else { return nil }
        let age = serverClock.age(of: date, askedAt: call.askedAt) ?? 0
        serverClock.note(date, receivedAt: clock.boot(), isVouched: false)
        guard age > AmiliBounds.oldestDate else { return nil }
        return AnswerFlaw(.oldDate, call.what, status: response.status, seconds: Int(age))
    }

    func retryAfter(_ answer: Answer) -> Duration? { answer.retryAfter(wall: clock.wall()) }

    /// Names a call, so that Amili's people can find it in their log.
    static func requestIDHeader() -> String {
        let number = requests.withLockedValue { number in
            number &+= 1
            return number
        }
        return "\(AmiliAssumptions.requestIDHeader): \(String(number, radix: 16))"
    }

    /// Drawn once and counted on from there: a draw for each call is a system call.
    private static let requests = NIOLockedValueBox(UInt64.random(in: 1 << 60...1 << 63))
}
