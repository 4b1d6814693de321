/// Answers as Amili would give them: each call as if nothing went wrong.
extension SandboxState {
    /// The refusal of a call before anything is done; nil if it is allowed. The order of the checks
    /// is: token, rate limit, whether only the partner may change the creditor, form, and whether
    /// the creditor is active.
    func refusal(of call: Call) -> Refusal? {
        if call.endpoint != .token && !issuer.accepts(call.credential, now: machineTime) {
            return .unauthorized
        }
        if let wait = limiter.wait(creditor: call.creditor, endpoint: call.endpoint) {
            return Refusal(429, "Too Many Requests", retryAfter: wait)
        }
        if call.endpoint == .details && isPartnersAlone(call.id) {
            return Refusal(403, "Only the partner may change a creditor")
        }
        if case .failure(let refusal) = call.content { return refusal }
        if call.endpoint.isPost && !isActive(call.creditor) {
            return Refusal(403, "The creditor is not active")
        }
        return nil
    }

    /// Performs a call that `refusal(of:)` has allowed.
    /// - Parameter answered: the status that will reach the client, for the ledger; nil if none
    ///   will.
    /// - Parameter youngest: cases younger than so many milliseconds are not shown.
    func perform(_ call: Call, answered: Int?, youngest: Int64 = 0) -> SandboxReply {
        guard case .success(let content) = call.content else { return Refusal(500, "Form").reply }
        switch content {
        case .registration(let registration):
            let entry = add(
                registration, idempotencyKey: call.idempotencyKey, requestID: call.requestID,
                traceParent: call.traceParent, via: "api", answered: answered)
            return SandboxReply(201, registered(entry))
        case .action(let action): return perform(action)
        case .details(let details, let version):
            return change(details, ofCreditor: call.id, version: version)
        case .list(let query):
            return call.endpoint == .cases
                ? caseList(query, youngest: youngest) : registrationList(query)
        case .none: return perform(withoutContent: call, youngest: youngest)
        }
    }

    /// Answers a token call, or the reading of one document.
    private func perform(withoutContent call: Call, youngest: Int64) -> SandboxReply {
        let missing = Refusal(404, "The requested URL was not found on the server.")
        if call.endpoint == .token {
            guard let token = issuer.token(for: call.credential, now: machineTime) else {
                return Refusal.unauthorized.reply
            }
            let end = Moment(milliseconds: now.milliseconds + TokenIssuer.tokenLifetime)
            return SandboxReply(200, ["token": .string(token), "expires_at": .string(end.http)])
        }
        if call.endpoint == .creditor { return SandboxReply(200, document(ofCreditor: call.id)) }
        if call.endpoint == .oneCase {
            guard let number = store.caseNumber(of: call.id),
                hiding()?(number) != true, !isYoung(number, youngest)
            else { return missing.reply }
            return SandboxReply(200, document(ofCase: number, nil))
        }
        guard let entry = store.entryNumber(of: call.id) else { return missing.reply }
        return SandboxReply(200, document(ofEntry: entry))
    }

    /// One page of cases, without the hidden and the too young ones.
    private func caseList(_ query: ListQuery, youngest: Int64) -> SandboxReply {
        var found = store.cases(by: query.filter)
        let isHidden = hiding()
        if isHidden != nil || youngest > 0 {
            found = .some(
                (0..<found.count).map { found[$0] }.filter {
                    isHidden?($0) != true && !isYoung($0, youngest)
                }.map(Int32.init))
        }
        guard query.order == .byChange else {
            return page(query, found.count) { document(ofCase: found[$0], query.projection) }
        }
        let last = min(query.page * query.size, found.count)
        let ordered = ChangeOrder(store, found, now)
            .numbers(last, backwards: query.isReversed)
        var inOrder = query
        inOrder.isReversed = false
        return page(inOrder, found.count) { document(ofCase: ordered[$0], query.projection) }
    }

    private func registrationList(_ query: ListQuery) -> SandboxReply {
        let found = store.entries(by: query.filter)
        return page(query, found.count) { document(ofEntry: found[$0]) }
    }

    /// Whether the case is younger than `youngest` milliseconds.
    private func isYoung(_ number: Int, _ youngest: Int64) -> Bool {
        now.milliseconds - store.cases[number].created.milliseconds < youngest
    }

    /// One page of a list.
    /// - Parameters:
    ///   - total: the length of the list.
    ///   - document: makes the document at a position, from 0.
    private func page(_ query: ListQuery, _ total: Int, _ document: (Int) -> JSON) -> SandboxReply {
        let first = min((query.page - 1) * query.size, total)
        let items = (first..<min(first + query.size, total)).map { position in
            let item = document(query.isReversed ? total - 1 - position : position)
            return query.projection?.apply(to: item) ?? item
        }
        return SandboxReply(
            200,
            [
                "_items": .array(items),
                "_meta": [
                    "page": .integer(query.page), "max_results": .integer(query.size),
                    "total": .integer(total),
                ],
            ])
    }

    /// The body of the 201 to a registration.
    func registered(_ entry: Int) -> JSON {
        var members = heading(store.entryID(entry), created: store.created(ofEntry: entry))
        members.append(JSON.Member("_status", "OK"))
        return .object(members + results(entry))
    }

    /// The document of a registration: its results, and its members as they were posted.
    private func document(ofEntry entry: Int) -> JSON {
        let members = heading(store.entryID(entry), created: store.created(ofEntry: entry))
        guard case .object(let given) = given(entry) else { return .object(members) }
        return .object(members + results(entry) + given)
    }

    /// The members that every document begins with.
    /// - Parameters:
    ///   - updated: nil: as when it was created.
    ///   - changes: the number of changes so far.
    func heading(
        _ id: String, created: Moment, updated: Moment? = nil, changes: Int = 0
    ) -> [JSON.Member] {
        let updated = updated ?? created
        return [
            JSON.Member("_id", .string(id)), JSON.Member("_created", .string(created.http)),
            JSON.Member("_updated", .string(updated.http)),
            JSON.Member("_etag", .string(Identity.etag(id, updated: updated, changes: changes))),
        ]
    }

    /// The ids of a registration's cases, and their OCR numbers, in the order of its debts.
    private func results(_ entry: Int) -> [JSON.Member] {
        let first = Int(store.entries[entry].firstCase)
        let numbers = first..<(first + Int(store.entries[entry].caseCount))
        let created = store.created(ofEntry: entry)
        return [
            JSON.Member("_cases", .array(numbers.map { .string(store.caseID($0)) })),
            JSON.Member(
                "_ocr_numbers",
                .array(numbers.map { .string(Identity.ocr.id($0, created: created)) })),
            JSON.Member(
                "_ocr_numbers_ocr", .array(numbers.map { .string(Identity.ocrNumber($0)) })),
        ]
    }

    /// The registration as it was posted, from the journal; `null` if that cannot be read.
    private func given(_ entry: Int) -> JSON {
        let entry = store.entries[entry]
        let end = entry.journalStart + Int64(entry.journalLength)
        let line = files.journalLine(entry.journalStart..<end)
        return (try? JSON(parsing: line))?["body"] ?? .null
    }

    /// The document of a case.
    /// - Parameter projection: the journal is read only if one of the members from there is shown.
    private func document(ofCase number: Int, _ projection: Projection?) -> JSON {
        let stored = store.cases[number]
        let timeline = store.timeline(of: number, at: now)
        var members = heading(
            store.caseID(number), created: stored.created, updated: timeline.updated,
            changes: timeline.changes)
        let fromJournal = ["account", "customer_name", "customer_id_number", "debt"]
        if projection.map({ fromJournal.contains(where: $0.mayShow) }) ?? true {
            members += details(stored, given(Int(stored.registration)))
        }
        members += [
            JSON.Member("creditor", .string(store.creditor(of: number))),
            JSON.Member(
                "case_registration", .string(store.entryID(Int(stored.registration)))),
            JSON.Member("reference_number", .string(String(100_001 + number))),
            JSON.Member("currency", "SEK"), JSON.Member("customer_status", "initialized"),
        ]
        return .object(members + standing(timeline))
    }

    /// The members of a case that come from its registration.
    private func details(_ stored: CaseStore.Case, _ given: JSON) -> [JSON.Member] {
        var debt: [JSON.Member] = []
        if let debts = given["debts"]?.items, case .object(let members) = debts[Int(stored.debt)] {
            debt = members
        }
        debt.append(JSON.Member("initial_capital", .kronor(stored.capitalOre)))
        return [
            JSON.Member("account", given["account"] ?? .null),
            JSON.Member("customer_name", given["customer"]?["name"] ?? .null),
            JSON.Member("customer_id_number", given["customer"]?["id_number"] ?? .null),
            JSON.Member("debt", .object(debt)),
        ]
    }

    /// The members of a case that come from its timeline.
    private func standing(_ timeline: CaseTimeline) -> [JSON.Member] {
        let remaining = JSON.kronor(timeline.remainingOre)
        let latest = timeline.steps[timeline.steps.count - 1].at
        return [
            JSON.Member("state", .string(timeline.state)),
            JSON.Member(
                "state_history",
                .array(
                    timeline.steps.map {
                        ["state": .string($0.state), "state_date": .string($0.at.http)]
                    })),
            JSON.Member("status", .string(timeline.status)),
            JSON.Member(
                "status_history",
                .array(
                    timeline.steps.map {
                        ["status": .string($0.status), "status_date": .string($0.at.http)]
                    })),
            JSON.Member("latest_state_date", .string(latest.http)),
            JSON.Member(
                "closed",
                timeline.closed.map {
                    ["closed_date": .string($0.http), "reason": .string(timeline.status)]
                } ?? .null),
            JSON.Member("total_remaining_capital_amount", remaining),
            JSON.Member("local_remaining_capital_amount", remaining),
        ]
    }
}
