/// One rule of a fault script: the requests that it applies to, and what goes wrong with them.
struct FaultRule: Sendable {
    /// The fault, by the script's word for `do`.
    ///
    /// `pass`, `lag`, `no_in` and `ignore_where` let the call do its work. `lag` shows cases only
    /// after the rule's delay, `no_in` refuses `$in`, `ignore_where` drops the filter. The others
    /// break the answer: `status`, `malformed`, `html` and `huge` replace it, `hang` and `reset`
    /// withhold it, `half_headers`, `half_body` and `wrong_length` cut it short.
    enum Action: String, CaseIterable, Sendable {
        case pass, status, hang, reset, malformed, html, huge, lag
        case halfHeaders = "half_headers"
        case halfBody = "half_body"
        case wrongLength = "wrong_length"
        case noIn = "no_in"
        case ignoreWhere = "ignore_where"

        /// Whether the request does its usual work, so that there is no `effect` to choose.
        var worksAsUsual: Bool {
            switch self {
            case .pass, .lag, .noIn, .ignoreWhere: true
            case .status, .hang, .reset, .malformed, .html, .huge, .halfHeaders, .halfBody,
                .wrongLength:
                false
            }
        }

        /// Whether the client gets a whole answer, with a status that the rule may choose.
        var carriesStatus: Bool {
            switch self {
            case .status, .malformed, .html, .huge: true
            case .pass, .lag, .noIn, .ignoreWhere, .hang, .reset, .halfHeaders, .halfBody,
                .wrongLength:
                false
            }
        }
    }

    /// Whether and when Amili does the work of a call whose answer is lost or replaced.
    enum Effect: Equatable, Sendable {
        case none, before
        case after(milliseconds: Int64)
    }

    /// The script's `on`; nil: any endpoint.
    var endpoint: Endpoint?
    /// A pattern (`Glob`) for one of the call's invoice numbers; nil: any call.
    var invoice: String?
    /// The share of the matching requests that the rule is applied to, 0...1.
    var share = 1.0
    /// The script's `after`: the number of matching requests that pass first.
    var skip: Int64 = 0
    /// The most requests that the rule is applied to; nil: no bound.
    var times: Int64?
    var action = Action.pass
    /// nil: the endpoint's usual status.
    var status: Int?
    /// The reason that a 400 or 422 gives; nil: the sandbox's own.
    var says: String?
    /// Seconds.
    var retryAfter: Int?
    var effect = Effect.none
    /// Milliseconds until the answer; for a hang, until the connection is cut; for a lag, until
    /// cases are shown.
    var delay: Int64 = 0
    /// The rule as it was written, for the report.
    let source: JSON

    /// Requests that matched `on` and `invoice`, and those of them that the rule was applied to.
    var matches: Int64 = 0
    var hits: Int64 = 0

    /// - Throws: 400 that names the rule by its position, from 0, and the field.
    init(_ source: JSON, position: Int) throws(Refusal) {
        self.source = source
        guard case .object(let members) = source else {
            throw Refusal(400, "rules[\(position)] must be an object")
        }
        for member in members {
            guard read(member) else {
                throw Refusal(
                    400, "rules[\(position)].\(member.name): \(FaultRule.hint(member.name))")
            }
        }
        if let field = contradiction(named: Set(members.map(\.name))) {
            throw Refusal(400, "rules[\(position)].\(field): does not go with this do")
        }
    }

    /// Reads one member of the rule.
    /// - Returns: false if the name is unknown, or the value is not one that it takes.
    private mutating func read(_ member: JSON.Member) -> Bool {
        let whole = member.value.integer
        switch member.name {
        case "on":
            endpoint = member.value.text.flatMap(Endpoint.init)
            return endpoint != nil
        case "invoice":
            invoice = member.value.text
            return invoice?.isEmpty == false
        case "share":
            share = member.value.double ?? -1
            return (0...1).contains(share)
        case "after":
            skip = whole ?? -1
            return skip >= 0
        case "times":
            times = whole ?? -1
            return (whole ?? -1) >= 0
        case "do":
            guard let action = member.value.text.flatMap(Action.init) else { return false }
            self.action = action
            return true
        case "status":
            status = whole.map(Int.init)
            return (200...599).contains(status ?? 0)
        case "says":
            says = member.value.text
            return says?.isEmpty == false
        case "retry_after":
            retryAfter = whole.map(Int.init)
            return (0...1_000_000).contains(retryAfter ?? -1)
        case "effect":
            return readEffect(member.value.text ?? "")
        case "delay_ms":
            delay = whole ?? -1
            return (0...3_600_000).contains(delay)
        default: return false
        }
    }

    /// Reads `none`, `before` or `after_ms:N`.
    private mutating func readEffect(_ text: String) -> Bool {
        if text == "none" {
            effect = .none
        } else if text == "before" {
            effect = .before
        } else if text.hasPrefix("after_ms:"), let span = Int64(text.dropFirst(9)),
            (0...3_600_000).contains(span)
        {
            effect = .after(milliseconds: span)
        } else {
            return false
        }
        return true
    }

    /// The first field that is missing, or does not go with the rule's `do`; nil if there is none.
    private func contradiction(named names: Set<String>) -> String? {
        if !names.contains("do") { return "do" }
        if action == .status && status == nil { return "status" }
        if status != nil && !action.carriesStatus { return "status" }
        if says != nil && (action != .status || status != 400 && status != 422) { return "says" }
        if retryAfter != nil && !action.carriesStatus { return "retry_after" }
        if effect != .none && action.worksAsUsual { return "effect" }
        if action == .lag && delay == 0 { return "delay_ms" }
        if action == .lag && endpoint != nil && endpoint != .register && endpoint != .cases {
            return "on"
        }
        return nil
    }

    /// The values that a field takes, in words.
    private static func hint(_ field: String) -> String {
        switch field {
        case "on":
            "one of " + Endpoint.allCases.map(\.rawValue).joined(separator: ", ")
        case "invoice": "a pattern such as 10*"
        case "share": "a number from 0 to 1"
        case "after", "times": "a whole number, 0 or more"
        case "do": "one of " + Action.allCases.map(\.rawValue).joined(separator: ", ")
        case "status": "a whole number from 200 to 599"
        case "says": "a text; with 400 or 422"
        case "retry_after": "whole seconds, 0 or more"
        case "effect": "none, before or after_ms:N"
        case "delay_ms": "whole milliseconds from 0 to 3600000"
        default: "unknown field"
        }
    }
}
