/// Answers calls of the API, with the faults that the script demands.
extension SandboxState {
    /// Answers a call, and counts it.
    /// - Parameter later: does the call's work once the client was answered or dropped.
    func answer(_ call: Call, later: @escaping @Sendable (Call, Int?) -> Void) -> SandboxReply {
        limiter.arrived(at: call.arrived)
        let rule = faults.decide(on: call.endpoint, invoices: call.invoices)
        let reply: SandboxReply
        if let rule, !rule.action.worksAsUsual {
            reply = broken(call, rule, later)
        } else {
            reply = usual(call, rule)
        }
        return finished(reply, call)
    }

    /// The late part of an `after_ms` effect.
    func performLate(_ call: Call, answered: Int?) { _ = perform(call, answered: answered) }

    /// Counts the outcome, and adds the latency and the headers that every answer has. A hang is no
    /// answer: the latency must not end it.
    private func finished(_ reply: SandboxReply, _ call: Call) -> SandboxReply {
        var reply = reply
        limiter.answered(call.endpoint, Faults.outcome(reply))
        if reply.passage != .hang { reply.delay += settings.latency.milliseconds }
        reply.add("Date", now.http)
        if let requestID = call.requestID { reply.add("X-Request-Id", requestID) }
        return reply
    }

    /// The answer to a call that does its usual work.
    /// - Parameter rule: nil, or a rule whose action lets the call do its work.
    private func usual(_ call: Call, _ rule: FaultRule?) -> SandboxReply {
        var call = call
        if let rule, case .success(.list(var query)) = call.content {
            if rule.action == .noIn && query.filter.usesIn {
                return delayed(
                    Refusal(400, "Operator \"$in\" in where not allowed").reply, rule)
            }
            if rule.action == .ignoreWhere {
                query.filter = ListQuery.Filter()
                call = call.asking(.list(query))
            }
        }
        if let refusal = refusal(of: call) { return delayed(refusal.reply, rule) }
        let lag = rule?.action == .lag ? rule?.delay ?? 0 : 0
        let first = store.cases.count
        let reply = perform(call, answered: call.endpoint.success, youngest: lag)
        if lag == 0 { return delayed(reply, rule) }
        hide(casesFrom: first, for: lag)
        return reply
    }

    /// Adds the rule's delay, except a lag's, which does not concern the answer.
    private func delayed(_ reply: SandboxReply, _ rule: FaultRule?) -> SandboxReply {
        var reply = reply
        if let rule, rule.action != .lag { reply.delay += rule.delay }
        return reply
    }

    /// The broken answer to a call. The rule's effect says whether a call that changes something
    /// does its work before the answer, after it or not at all. A call that only reads always does
    /// its work first, because the answer is made of it.
    private func broken(
        _ call: Call, _ rule: FaultRule, _ later: @escaping @Sendable (Call, Int?) -> Void
    ) -> SandboxReply {
        let carried = rule.action.carriesStatus ? rule.status ?? call.endpoint.success : nil
        var work: SandboxReply?
        var aftermath: (@Sendable () -> Void)?
        if rule.effect == .before || !call.endpoint.isChange {
            work = refusal(of: call)?.reply ?? perform(call, answered: carried)
        } else if case .after = rule.effect, refusal(of: call) == nil {
            aftermath = { later(call, carried) }
        }
        var reply = Faults.reply(rule, instead: work, usualStatus: call.endpoint.success)
        reply.aftermath = aftermath
        if case .after(let milliseconds) = rule.effect { reply.aftermathDelay = milliseconds }
        return reply
    }
}

extension Call {
    /// The same call with another content.
    func asking(_ content: Content) -> Call { Call(self, content) }

    private init(_ call: Call, _ content: Content) {
        endpoint = call.endpoint
        id = call.id
        self.content = .success(content)
        creditor = call.creditor
        invoices = call.invoices
        credential = call.credential
        idempotencyKey = call.idempotencyKey
        requestID = call.requestID
        traceParent = call.traceParent
        arrived = call.arrived
    }
}

/// The parts of the fault script that need no state.
enum Faults {
    /// Reads a script.
    /// - Parameter seed: used if the script names none.
    /// - Throws: 400 that names the fault.
    static func script(_ bytes: [UInt8], seed: Int64) throws(Refusal) -> FaultScript {
        let script: JSON
        do throws(JSONError) { script = try JSON(parsing: bytes) } catch {
            throw Refusal(400, "The script is no JSON: \(error.what) at byte \(error.offset)")
        }
        return try FaultScript(script, seed: seed)
    }

    /// The outcome by which the limiter counts: the status, or the fault that left none.
    static func outcome(_ reply: SandboxReply) -> String {
        switch reply.passage {
        case .whole: String(reply.status)
        case .hang: FaultRule.Action.hang.rawValue
        case .reset: FaultRule.Action.reset.rawValue
        case .halfHeaders: FaultRule.Action.halfHeaders.rawValue
        case .halfBody: FaultRule.Action.halfBody.rawValue
        case .wrongLength: FaultRule.Action.wrongLength.rawValue
        }
    }

    /// Makes the broken answer.
    /// - Parameters:
    ///   - work: the answer to the work that was done nevertheless; nil if none was.
    ///   - usualStatus: the endpoint's status, for a rule that names none.
    static func reply(_ rule: FaultRule, instead work: SandboxReply?, usualStatus: Int)
        -> SandboxReply
    {
        let filler: JSON = ["_status": "OK", "_message": "an answer that is not to be believed"]
        var reply = work ?? SandboxReply(usualStatus, filler)
        if rule.action.carriesStatus { reply.status = rule.status ?? usualStatus }
        reply.delay = rule.delay
        switch rule.action {
        case .pass, .lag, .noIn, .ignoreWhere: break
        case .status:
            let status = reply.status
            let says: JSON = .string(rule.says ?? "refused by script")
            let issues: JSON? = [400, 422].contains(status) ? ["debts": says] : nil
            reply.body =
                status < 300
                ? reply.body
                : Refusal(status, SandboxReply.phrase(status), issues: issues).reply.body
        case .hang: reply.passage = .hang
        case .reset: reply.passage = .reset
        case .halfHeaders: reply.passage = .halfHeaders
        case .halfBody: reply.passage = .halfBody
        case .wrongLength: reply.passage = .wrongLength
        case .malformed:
            if case .bytes(let bytes) = reply.body {
                reply.body = .bytes(Array(bytes.prefix(bytes.count * 2 / 3)) + Array(",,]".utf8))
            }
        case .html:
            reply.contentType = "text/html"
            let text =
                "<html><head><title>\(SandboxReply.phrase(reply.status))</title></head></html>\n"
            reply.body = .bytes(Array(text.utf8))
        case .huge:
            let padding = [UInt8](repeating: UInt8(ascii: "x"), count: 9 << 20)
            reply.body = .bytes(
                Array("{\"_status\":\"OK\",\"_padding\":\"".utf8) + padding + Array("\"}".utf8))
        }
        if let seconds = rule.retryAfter { reply.add("Retry-After", String(seconds)) }
        return reply
    }
}
