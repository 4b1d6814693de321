import HTTPClient
package import Reminders

/// Calls after the letter: pages of cases, and creditors.
extension AmiliClient {
    /// Reads one page of cases. The page is no answer if it is not the one asked for or has no
    /// readable date, or if one of its items belongs to another creditor, has no time of change, or
    /// is out of order.
    package func cases(
        _ list: CaseList, page number: Int, of party: AmiliParty, startBy: BootInstant
    ) async -> FollowReport<CasePage> {
        var notes = Notes()
        do throws(Halt) {
            let page = try await casePage(list, number, party, startBy, &notes)
            return FollowReport(.answered(page), notes.trace)
        } catch {
            let outcome: FollowOutcome<CasePage> = Self.outcome(of: error)
            if case .noAnswer = outcome, let why = error.noAnswer?.why { notes.explain(why) }
            return FollowReport(outcome, notes.trace)
        }
    }

    private func casePage(
        _ list: CaseList, _ number: Int, _ party: AmiliParty, _ startBy: BootInstant,
        _ notes: inout Notes
    ) async throws(Halt) -> CasePage {
        let reader = ListReader<CaseItem>(
            client: self, question: Question(party: party, invoices: [], canary: nil),
            startBy: startBy)
        let url = ListFilter.creditor.url(
            of: CaseItem.self, base: settings.address.base, creditor: party.creditor,
            order: list == .byID ? .byID : .lastChangedFirst)
        let page = try await reader.page(number, url, .creditor, &notes)
        guard let amiliNow = notes.amiliNow else { throw .noAnswer(.noDate) }
        guard page.number == nil || page.number == number else { throw .noAnswer(.pageMissing) }
        guard page.items.count <= CasePage.size else { throw .noAnswer(.unreadable) }
        var cases: [FollowedCase] = []
        for item in page.items {
            guard item.creditor.lowercased() == party.creditor.lowercased() else {
                throw .noAnswer(.foreignItem)
            }
            guard let updated = item.updated else {
                notes.trace.flaw = AnswerFlaw(
                    .unreadableField, .cases, status: notes.trace.httpStatus,
                    field: "_items[\(cases.count)].\(AmiliAssumptions.updatedKey)", wanted: .date,
                    found: item.updatedKind)
                throw .noAnswer(.unreadable)
            }
            // In an unsorted list the end of what was read says nothing about the rest.
            if list == .lastChangedFirst, let last = cases.last, updated > last.updatedAt {
                throw .noAnswer(.unsorted)
            }
            cases.append(Self.followed(item, updated))
        }
        return CasePage(cases: cases, total: page.total, amiliNow: amiliNow)
    }

    /// Makes a `FollowedCase` of an item, with its words cut to a length that may be shown.
    private static func followed(_ item: CaseItem, _ updated: Int64) -> FollowedCase {
        let number = item.invoiceNumbers.first ?? ""
        let saysClosed = [item.state, item.status].contains {
            $0?.lowercased().hasPrefix(AmiliAssumptions.closedPrefix) == true
        }
        // The stage is read from the words, so a case closed by the field `closed` alone gets a
        // word that says it.
        let status = item.isOpen || saysClosed ? item.status : AmiliAssumptions.closedPrefix
        return FollowedCase(
            invoiceKey: InvoiceNumber(number)?.key ?? AmiliText.word(number) ?? "",
            caseID: item.id,
            standing: AmiliStanding(
                state: AmiliText.word(item.state), status: AmiliText.word(status)),
            isOpen: item.isOpen, createdAt: item.created, updatedAt: updated)
    }

    /// Translates the reason why a page was not read into the outcome of the call.
    private static func outcome<Value>(of halt: Halt) -> FollowOutcome<Value> {
        if let (why, retryAfter) = halt.noAnswer {
            return .noAnswer(why: why.rawValue, retryAfter: retryAfter)
        }
        guard case .outcome(let outcome) = halt else {
            preconditionFailure("a halt is an outcome, or no answer")
        }
        return switch outcome {
        case .answered: preconditionFailure("an answer halts nothing")
        case .noAnswer(let why, let retryAfter): .noAnswer(why: why, retryAfter: retryAfter)
        case .notSent: .notSent
        case .unauthorized: .unauthorized
        case .forbidden: .forbidden
        case .tooMany(let retryAfter): .tooMany(retryAfter: retryAfter)
        }
    }

    // MARK: Creditors

    /// Reads the creditor. An answer about another creditor counts as unreadable.
    package func creditor(
        _ party: AmiliParty, knowing details: ActivationDetails, startBy: BootInstant
    ) async -> FollowReport<CreditorAtAmili> {
        var trace = CallTrace()
        let request = HTTPRequest(
            method: .get, url: creditorURL(party),
            headers: ["Accept: application/json", Self.requestIDHeader()],
            deadline: settings.callDeadline, responseLimit: AmiliBounds.answerBytes)
        let blanking = Blanking(details, of: party)
        let reply = await call(
            request, .creditor, startBy: startBy, blanking: { blanking }, trace: &trace)
        let outcome = outcome(of: reply) { answer -> CreditorAtAmili? in
            guard let item = CreditorItem.decoded(answer.response.body),
                item.id.lowercased() == party.creditor.lowercased()
            else { return nil }
            return CreditorAtAmili(isActive: item.isActive, version: item.version)
        }
        return FollowReport(outcome, trace)
    }

    /// Sends the details by `PATCH`, with `If-Match` if a version is given. A refusal with Amili's
    /// reasons is an answer; so is any 2xx that is no error.
    package func handIn(
        _ details: ActivationDetails, of party: AmiliParty, version: String?,
        startBy: BootInstant
    ) async -> FollowReport<HandedIn> {
        var trace = CallTrace()
        var headers = [
            "Content-Type: application/json", "Accept: application/json", Self.requestIDHeader(),
        ]
        if let version { headers.append("\(AmiliAssumptions.versionHeader): \(version)") }
        let request = HTTPRequest(
            method: .patch, url: creditorURL(party), headers: headers,
            body: CreditorBody.bytes(of: details), deadline: settings.callDeadline,
            responseLimit: AmiliBounds.answerBytes)
        let blanking = Blanking(details, of: party)
        let reply = await call(
            request, .creditor, startBy: startBy, blanking: { blanking }, trace: &trace)
        if case .answered(let answer) = reply, let refusal = answer.refusal {
            if AmiliAssumptions.refusingStatuses.contains(answer.response.status) {
                let issues = Self.issues(refusal, blanking)
                return FollowReport(.answered(.refused(issues)), trace)
            }
            if AmiliAssumptions.notOursStatuses.contains(answer.response.status) {
                return FollowReport(.forbidden, trace)
            }
        }
        let outcome = outcome(of: reply) { answer -> HandedIn? in
            let change = CreditorChange.decoded(answer.response.body)
            return change?.isError == true ? nil : .taken(isActive: change?.isActive)
        }
        return FollowReport(outcome, trace)
    }

    /// Amili's objections by field, blanked. Reasons without a field are left out.
    private static func issues(
        _ refusal: ErrorAnswer, _ blanking: Blanking
    ) -> [ActivationIssue] {
        refusal.texts.filter { !$0.path.isEmpty }.map { path, text in
            ActivationIssue(
                field: AmiliCreditor.field(path), message: blanking.message(of: text))
        }
    }

    private func creditorURL(_ party: AmiliParty) -> String {
        settings.address.base + AmiliCreditor.path + "/"
            + PercentEncoding.encode(party.creditor)
    }

    /// Translates the result of a call on a creditor into its outcome.
    /// - Parameter read: reads a 2xx; nil if the answer makes no sense.
    private func outcome<Value>(
        of reply: CallResult, read: (Answer) -> Value?
    ) -> FollowOutcome<Value> {
        func noAnswer(_ why: NoAnswer, _ answer: Answer? = nil) -> FollowOutcome<Value> {
            .noAnswer(why: why.rawValue, retryAfter: answer.flatMap { retryAfter($0) })
        }
        switch reply {
        case .notSent, .heldBack: return .notSent
        case .unusable: return noAnswer(.unusable)
        case .maybeSent: return noAnswer(.incomplete)
        case .unauthorized: return .unauthorized
        case .tokenTooMany(let retryAfter): return .tooMany(retryAfter: retryAfter)
        case .answered(let answer):
            switch (answer.response.status, answer.refusal) {
            case (200...299, _): return read(answer).map { .answered($0) } ?? noAnswer(.unreadable)
            case (429, _): return .tooMany(retryAfter: retryAfter(answer))
            case (403, .some): return .forbidden
            case (404, .some): return .missing
            case (let status, .some)
            where AmiliAssumptions.changedMeanwhileStatuses.contains(status):
                return noAnswer(.changedMeanwhile, answer)
            default: return noAnswer(.badStatus, answer)
            }
        }
    }
}
