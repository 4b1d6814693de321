/// What Amili would answer: each call as if nothing went wrong.
extension SandboxState {
    /// Why a call is refused before anything is done: its token, the rate limit, its form, its
    /// creditor. In this order, as the API would notice.
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

    /// Does what a call asks that `refusal(of:)` had nothing against.
    /// - Parameter answered: for the ledger: the status that will reach the client, if any.
    /// - Parameter youngest: cases younger than so many milliseconds are not shown in lists.
    func perform(_ call: Call, answered: Int?, youngest: Int64 = 0) -> SandboxReply {
        guard case .success(let content) = call.content else { return Refusal(500, "Form").reply }
        switch content {
        case .registration(let registration):
            let entry = add(
                registration, idempotencyKey: call.idempotencyKey, requestID: call.requestID,
                via: "api", answered: answered)
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

    private func isYoung(_ number: Int, _ youngest: Int64) -> Bool {
        now.milliseconds - store.cases[number].created.milliseconds < youngest
    }

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

    /// The answer to a registration.
    func registered(_ entry: Int) -> JSON {
        var members = heading(
            store.entryID(entry), created: store.created(ofEntry: entry), updated: nil)
        members.append(JSON.Member("_status", "OK"))
        return .object(members + results(entry))
    }

    private func document(ofEntry entry: Int) -> JSON {
        let members = heading(
            store.entryID(entry), created: store.created(ofEntry: entry), updated: nil)
        guard case .object(let given) = given(entry) else { return .object(members) }
        return .object(members + results(entry) + given)
    }

    func heading(_ id: String, created: Moment, updated: Moment?) -> [JSON.Member] {
        let updated = updated ?? created
        return [
            JSON.Member("_id", .string(id)), JSON.Member("_created", .string(created.http)),
            JSON.Member("_updated", .string(updated.http)),
            JSON.Member("_etag", .string(Identity.etag(id, updated: updated))),
        ]
    }

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

    /// The registration as it was posted, from the journal.
    private func given(_ entry: Int) -> JSON {
        let entry = store.entries[entry]
        let end = entry.journalStart + Int64(entry.journalLength)
        let line = files.journalLine(entry.journalStart..<end)
        return (try? JSON(parsing: line))?["body"] ?? .null
    }

    /// - Parameter projection: what it does not show need not be read.
    private func document(ofCase number: Int, _ projection: Projection?) -> JSON {
        let letter = store.cases[number]
        let timeline = store.timeline(of: number, at: now)
        var members = heading(
            store.caseID(number), created: letter.created, updated: timeline.updated)
        let fromJournal = ["account", "customer_name", "customer_id_number", "debt"]
        if projection.map({ fromJournal.contains(where: $0.mayShow) }) ?? true {
            members += details(letter, given(Int(letter.registration)))
        }
        members += [
            JSON.Member("creditor", .string(store.creditor(of: number))),
            JSON.Member(
                "case_registration", .string(store.entryID(Int(letter.registration)))),
            JSON.Member("reference_number", .string(String(100_001 + number))),
            JSON.Member("currency", "SEK"), JSON.Member("customer_status", "initialized"),
        ]
        return .object(members + standing(timeline))
    }

    private func details(_ letter: CaseStore.Case, _ given: JSON) -> [JSON.Member] {
        var debt: [JSON.Member] = []
        if let debts = given["debts"]?.items, case .object(let members) = debts[Int(letter.debt)] {
            debt = members
        }
        debt.append(JSON.Member("initial_capital", .kronor(letter.capitalOre)))
        return [
            JSON.Member("account", given["account"] ?? .null),
            JSON.Member("customer_name", given["customer"]?["name"] ?? .null),
            JSON.Member("customer_id_number", given["customer"]?["id_number"] ?? .null),
            JSON.Member("debt", .object(debt)),
        ]
    }

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
