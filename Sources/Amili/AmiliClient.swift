import Glibc
import HTTPClient
import NIOConcurrencyHelpers
package import Reminders

/// The `Delivery` that calls Amili: one HTTP client and one token for all creditors of this
/// installation.
package final class AmiliClient: Delivery {
    let settings: AmiliSettings
    let http: HTTPClient
    let clock: ClientClock
    let tokens: TokenKeeper
    let serverClock: ServerClock
    let recentCases = RecentCases()
    /// The URL that letters are posted to.
    let registrationsURL: String
    /// The database's time, in seconds since 1970, and when it was told; it then replaces this
    /// machine's wall clock. nil until `trust(databaseSeconds:)` is called.
    private let trusted: NIOLockedValueBox<(seconds: Double, at: BootInstant)?>
    /// Until this moment lists are asked for number by number, because Amili refused `$in`; nil if
    /// it has not.
    let singleUntil = NIOLockedValueBox<BootInstant?>(nil)

    /// Starts the client's thread and opens no connection. The key file is not read here: an
    /// installation with a bad key starts, reports the key at each probe, and recovers when the
    /// file is replaced.
    /// - Parameter tokenEnded: called at the end of each token call, with its cost.
    /// - Throws: if the file of certificate authorities cannot be read.
    package convenience init(
        _ settings: AmiliSettings, tokenEnded: @escaping @Sendable (CallTrace) -> Void = { _ in }
    ) throws(AmiliSettingsError) {
        try self.init(settings, clock: .real, tokenEnded: tokenEnded)
    }

    /// - Parameters:
    ///   - machine: this machine's clocks; its wall clock counts until the database's is trusted.
    ///   - tokenEnded: see above.
    /// - Throws: if the file of certificate authorities cannot be read.
    init(
        _ settings: AmiliSettings, clock machine: ClientClock,
        tokenEnded: @escaping @Sendable (CallTrace) -> Void = { _ in }
    ) throws(AmiliSettingsError) {
        if let caFile = settings.caFile, access(caFile, R_OK) != 0 {
            throw AmiliSettingsError(
                "the file of certificate authorities \(caFile) cannot be read"
                    + " (\(String(cString: strerror(errno))))."
                    + " Let PAMINN_AMILI_CA_FILE name a readable PEM file, or unset it")
        }
        let http = HTTPClient(
            HTTPClientSettings(
                caFile: settings.caFile,
                // One more than letters may use, so that a question takes no letter's place.
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
        tokens = TokenKeeper(clock: clock) { startBy in
            let ended = await call.make(startBy: startBy)
            tokenEnded(ended.trace)
            return ended
        }
    }

    /// The calls that have begun and not ended.
    package var callsInFlight: Int { http.callsInFlight }

    /// Refuses further calls, and blocks until those on the wire have ended.
    package func close() { http.close() }

    /// The destination of letters: `https://host:port`.
    package var destination: String { settings.address.destination }

    /// The proxy that all calls go through, `http://host:port`; nil if they go directly.
    package var proxy: String? { settings.proxy?.url }

    /// Takes the database's clock for the wall clock from now on. This machine's may be hours
    /// wrong, and our signature follows Amili's own `Date` by some minutes only
    /// (`AmiliBounds.longestSkew`).
    /// - Parameter seconds: since 1970, by the database's clock, at this moment.
    package func trust(databaseSeconds seconds: Double) {
        let now = clock.boot()
        trusted.withLockedValue { $0 = (seconds, now) }
    }

    /// The result of one call that carries a token.
    enum CallResult: Sendable {
        case answered(Answer)
        /// The answer is not Amili's, or not to this question; `trace.flaw` says how that shows.
        case unusable
        /// Nothing that could take effect was written: it was too late, the task was cancelled, or
        /// there was no token or no connection.
        case notSent
        /// The pacing of its batch did not let the call begin.
        case heldBack
        /// The request began to be written, and no whole answer came: it may have taken effect.
        case maybeSent
        /// Amili refuses our credential, or every token that it grants for it.
        case unauthorized
        /// The token call was answered 429, and this call was not made. nil: Amili named no wait.
        case tokenTooMany(retryAfter: Duration?)

        var isHeldBack: Bool { if case .heldBack = self { true } else { false } }
    }

    /// Makes one call, and repeats it after a 401, which takes no effect: with another token, or
    /// with the same token after a rest.
    /// - Parameters:
    ///   - draft: the request without its token.
    ///   - what: the call's name in `AnswerFlaw`.
    ///   - startBy: no request begins to be written after this moment.
    ///   - blanking: called only if there is a text to blank.
    ///   - trace: receives the cost of all calls made; its message is already blanked.
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
                // The token may have been refused or replaced during the wait for the slot.
                guard let token = tokens.isAtHand(token) ? token : tokens.atHand else { continue }
                let askedAt = clock.boot()
                let request = request(draft, token, startBy)
                let exchange = await http.perform(request)
                let call = Call(what, draft.method, token: token, askedAt: askedAt)
                let reply = reply(to: exchange, of: call, blanking, &trace)
                tellSpan(of: what, request.traceParent, exchange, reply)
                if let reply { return reply }
                refusals += 1
                if refusals > AmiliBounds.mostTokenRefusals { return refusedToken(&trace) }
            // An earlier try that was answered 401 took no effect: the call as a whole wrote
            // nothing.
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

    /// The facts about a call by which its answer is judged.
    struct Call {
        let what: AnswerFlaw.Call
        let method: HTTPRequest.Method
        let token: String
        /// A moment before the call began.
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

    /// Judges how a call ended, and notes it in the trace.
    /// - Returns: nil if Amili refused the token and the call may be repeated; it took no effect.
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

    /// The result of a call after the last token refusal that it accepts.
    private func refusedToken(_ trace: inout CallTrace) -> CallResult {
        trace.flaw = AnswerFlaw(.tokenRefused, .token, status: 401)
        return .unauthorized
    }

    /// Completes a draft: adds the token and the headers against caches, and sets when it may
    /// begin.
    private func request(
        _ draft: HTTPRequest, _ token: String, _ startBy: BootInstant
    ) -> HTTPRequest {
        var request = draft
        request.headers.append(Self.header(of: token))
        // A call that is made again is another span.
        request.traceParent?.span = Self.nextCallNumber()
        if draft.method == .get { request.headers += AmiliContract.uncachedHeaders }
        request.startBy = startBy.nanoseconds
        request.onWrite = CallLeave.onWrite
        return request
    }

    static func header(of token: String) -> String { "\(AmiliContract.tokenHeader): \(token)" }

    /// Learns Amili's clock from the answer, and looks for signs that a cache gave it. No cache may
    /// answer a letter or a change, so the answers to those are trusted.
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

    /// The wait that the answer asks for; nil if it names none.
    func retryAfter(_ answer: Answer) -> Duration? { answer.retryAfter(wall: clock.wall()) }

    /// A header with a new id for each call, so that Amili's people can find the call in their log.
    static func requestIDHeader(_ number: UInt64 = nextCallNumber()) -> String {
        "\(AmiliAssumptions.requestIDHeader): \(String(number, radix: 16))"
    }

    /// The trace context of a call; nil for one that is not about the letters of a part.
    ///
    /// It is marked as sampled, because the log of the part's worker is a record of it. A server
    /// that samples as its caller does would keep nothing otherwise.
    static func traceParent(
        _ id: TraceID?, span: UInt64 = nextCallNumber()
    ) -> TraceParent? {
        id.flatMap { TraceParent(high: $0.high, low: $0.low, span: span, isSampled: true) }
    }

    /// A number that no other call of this process has, of 16 hexadecimal digits.
    static func nextCallNumber() -> UInt64 {
        callNumber.withLockedValue { number in
            number &+= 1
            return number
        }
    }

    /// The last number. Only the first is drawn at random: each draw is a system call.
    private static let callNumber = NIOLockedValueBox(UInt64.random(in: 1 << 60...1 << 63))
}
