/// The sandbox's own endpoints under `/sandbox/`, for tests and demos; no authentication.
extension SandboxState {
    /// Answers a request to `/sandbox/`.
    func control(_ request: Request) -> SandboxReply {
        var reply: SandboxReply
        do throws(Refusal) { reply = try performControl(request) } catch { reply = error.reply }
        reply.add("Date", now.http)
        return reply
    }

    private func performControl(_ request: Request) throws(Refusal) -> SandboxReply {
        let casePrefix = "/sandbox/cases/"
        let path = request.target.path
        switch (request.method, path) {
        case ("GET", "/sandbox/ledger"): return try ledger(request.target)
        case ("GET", "/sandbox/requests"): return SandboxReply(200, limiter.report)
        case ("GET", "/sandbox/faults"): return SandboxReply(200, faults.report)
        case ("PUT", "/sandbox/faults"):
            faults = try Faults.script(request.body, seed: settings.seed)
            return SandboxReply(200, faults.report)
        case ("POST", "/sandbox/cases"): return try addColleaguesCase(request)
        case ("POST", _) where path.hasPrefix(casePrefix):
            return try changeCase(String(path.dropFirst(casePrefix.count)), request)
        case ("POST", "/sandbox/clock"):
            let document = try document(request, ["advance"])
            guard let span = document["advance"]?.text.flatMap(Span.init),
                span.milliseconds <= 3650 * Moment.day
            else { throw Refusal(400, "advance: a span such as 12d, 3h, 10m, 5s, at most 3650d") }
            advanceClock(by: span)
            return SandboxReply(200, ["now": .string(now.rfc3339)])
        case ("POST", "/sandbox/creditors"): return try changeCreditor(request)
        case ("POST", "/sandbox/expire-tokens"):
            return SandboxReply(200, ["expired": .integer(issuer.expireAll())])
        default: throw Refusal(404, "No such page in the sandbox")
        }
    }

    /// The lines of the ledger, all or by creditor and invoice number. Adjoining lines are sent as
    /// one stretch of the file; lines of this round are on disk before the answer leaves.
    private func ledger(_ target: Target) throws(Refusal) -> SandboxReply {
        var filter = ListQuery.Filter()
        for item in target.items {
            switch item.name {
            case "creditor": filter.creditors = [item.value]
            case "invoice_number": filter.invoiceNumbers = [item.value]
            default: throw Refusal(400, "Unknown query parameter \(item.name)")
            }
        }
        var stretches: [Range<Int64>] = []
        if filter.creditors == nil && filter.invoiceNumbers == nil {
            stretches = files.ledgerEnd > 0 ? [0..<files.ledgerEnd] : []
        } else {
            let found = store.cases(by: filter)
            for position in 0..<found.count {
                let number = found[position]
                let start = store.cases[number].ledgerStart
                let end =
                    number + 1 < store.cases.count
                    ? store.cases[number + 1].ledgerStart : files.ledgerEnd
                if let last = stretches.last, last.upperBound == start {
                    stretches[stretches.count - 1] = last.lowerBound..<end
                } else {
                    stretches.append(start..<end)
                }
            }
        }
        var reply = SandboxReply(status: 200, bytes: [])
        reply.body = .ledger(stretches)
        reply.contentType = "application/x-ndjson"
        return reply
    }

    /// Adds a case as if a colleague had registered the invoice by hand in Amili's own portal.
    private func addColleaguesCase(_ request: Request) throws(Refusal) -> SandboxReply {
        let document = try document(
            request, ["creditor", "invoice_number", "capital_to_claim", "first_action"])
        guard let creditor = document["creditor"]?.text, SchemaValidator.isObjectID(creditor) else {
            throw Refusal(400, "creditor: 24 hexadecimal digits")
        }
        guard let invoice = document["invoice_number"],
            SchemaValidator.text(upTo: 100).issue(invoice) == nil
        else { throw Refusal(400, "invoice_number: 1 to 100 characters") }
        let capital = document["capital_to_claim"] ?? .number("100.00")
        guard SchemaValidator.kronor(atLeast: 1).issue(capital) == nil else {
            throw Refusal(400, "capital_to_claim: kronor above 0, at most two decimals")
        }
        let action = document["first_action"] ?? "reminder"
        guard SchemaValidator.oneOf(Registration.actions).issue(action) == nil else {
            throw Refusal(400, "first_action: reminder or debt_collection")
        }
        let registration = Registration(trusted: [
            "creditor": .string(creditor), "first_action": action,
            "debts": .array([["invoice_number": invoice, "capital_to_claim": capital]]),
        ])
        guard let registration else { throw Refusal(400, "creditor: 24 hexadecimal digits") }
        let entry = add(
            registration, idempotencyKey: nil, requestID: nil, via: "portal", answered: 201)
        let number = Int(store.entries[entry].firstCase)
        return SandboxReply(
            201,
            [
                "_id": .string(store.caseID(number)),
                "case_registration": .string(store.entryID(entry)),
            ])
    }

    /// Changes a case by hand. The status `closed_paid` leaves no capital to pay.
    private func changeCase(_ id: String, _ request: Request) throws(Refusal) -> SandboxReply {
        guard let number = store.caseNumber(of: id) else { throw Refusal(404, "No such case") }
        let document = try document(request, ["state", "status"])
        let state = try word("state", document)
        let status = try word("status", document)
        if state == nil && status == nil { throw Refusal(400, "state or status is needed") }
        let timeline = store.timeline(of: number, at: now)
        let target = try timeline.target(state: state, status: status)
        change(
            number, state: target.state, status: target.status,
            remainingOre: target.status == "closed_paid" ? 0 : nil)
        return SandboxReply(
            200,
            ["_id": .string(id), "state": .string(target.state), "status": .string(target.status)])
    }

    /// Reads a state or a status; nil if the document has none. Any word is allowed: Amili's own
    /// are not all public, and a client must cope with an unknown one.
    private func word(_ name: String, _ document: JSON) throws(Refusal) -> String? {
        guard let value = document[name] else { return nil }
        guard let text = value.text, (1...64).contains(text.utf8.count),
            text.utf8.allSatisfy({ (97...122).contains($0) || $0 == UInt8(ascii: "_") })
        else { throw Refusal(400, "\(name): 1 to 64 of a-z and _") }
        return text
    }

    /// Sets whether a creditor is active, and what hinders its activation.
    private func changeCreditor(_ request: Request) throws(Refusal) -> SandboxReply {
        let document = try document(
            request, ["_id", "active", "issues", "partner_only", "active_after_ms"])
        guard let id = document["_id"]?.text, SchemaValidator.isObjectID(id) else {
            throw Refusal(400, "_id: 24 hexadecimal digits")
        }
        guard case .bool(let active)? = document["active"] else {
            throw Refusal(400, "active: true or false")
        }
        var resistance = CreditorRecord.Resistance()
        if let issues = document["issues"] {
            guard case .object(let members) = issues, !members.isEmpty, !active else {
                throw Refusal(
                    400, "issues: an object as in _issues, of a creditor that is not active")
            }
            resistance.issues = issues
        }
        if let alone = document["partner_only"] {
            guard case .bool(let isAlone) = alone, !active else {
                throw Refusal(400, "partner_only: true or false, of one that is not active")
            }
            resistance.isPartnersAlone = isAlone
        }
        if let after = document["active_after_ms"] {
            guard SchemaValidator.whole(0...864_000_000).issue(after) == nil, !active else {
                throw Refusal(
                    400, "active_after_ms: from is_active until it is so, at most ten days")
            }
            resistance.activatesAfter = after.integer
        }
        tell(ofCreditor: id, active: active, resistance)
        return SandboxReply(200, ["_id": .string(id), "active": .bool(active)])
    }

    /// The request's body: one object.
    /// - Parameter known: the allowed names.
    /// - Throws: 400 for anything else.
    private func document(_ request: Request, _ known: Set<String>) throws(Refusal) -> JSON {
        guard let document = try? JSON(parsing: request.body), case .object(let members) = document
        else { throw Refusal(400, "The body is not one JSON object") }
        for member in members where !known.contains(member.name) {
            throw Refusal(400, "\(member.name): unknown field")
        }
        return document
    }
}
