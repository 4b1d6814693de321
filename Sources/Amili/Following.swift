import HTTPClient
package import Reminders

/// After the letter: pages of cases, and creditors.
extension AmiliClient {
    package func cases(
        _ list: CaseList, page number: Int, of party: AmiliParty, startBy: BootInstant
    ) async -> FollowReport<CasePage> {
        var notes = Notes()
        do throws(Halt) {
            let page = try await casePage(list, number, party, startBy, &notes)
            return FollowReport(.answered(page), notes.trace)
        } catch {
            return FollowReport(Self.outcome(of: error), notes.trace)
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
            guard let updated = item.updated else { throw .noAnswer(.unreadable) }
            // Unsorted, the end of what was read says nothing of the rest.
            if list == .lastChangedFirst, let last = cases.last, updated > last.updatedAt {
                throw .noAnswer(.unsorted)
            }
            cases.append(Self.followed(item, updated))
        }
        return CasePage(cases: cases, total: page.total, amiliNow: amiliNow)
    }

    private static func followed(_ item: CaseItem, _ updated: Int64) -> FollowedCase {
        let number = item.invoiceNumbers.first ?? ""
        let saysClosed = [item.state, item.status].contains {
            $0?.lowercased().hasPrefix(AmiliAssumptions.closedPrefix) == true
        }
        // Closed by `closed` alone: whoever reads the words must see it, too.
        let status = item.isOpen || saysClosed ? item.status : AmiliAssumptions.closedPrefix
        return FollowedCase(
            invoiceKey: InvoiceNumber(number)?.key ?? number, caseID: item.id,
            standing: AmiliStanding(state: word(item.state), status: word(status)),
            isOpen: item.isOpen, updatedAt: updated)
    }

    /// A word of Amili's, short enough to be shown, and none of our own making.
    private static func word(_ text: String?) -> String? {
        guard let text, !text.isEmpty else { return nil }
        let visible = text.unicodeScalars.filter {
            $0.properties.generalCategory != .control && $0.properties.generalCategory != .format
        }
        return String(String(String.UnicodeScalarView(visible)).prefix(AmiliBounds.wordLength))
    }

    private static func outcome<Value>(of halt: Halt) -> FollowOutcome<Value> {
        switch halt {
        case .listFilterRefused: .noAnswer(why: NoAnswer.filterRefused.rawValue, retryAfter: nil)
        case .accountTooLarge: .noAnswer(why: NoAnswer.tooManyPages.rawValue, retryAfter: nil)
        case .outcome(let outcome):
            switch outcome {
            case .answered: preconditionFailure("an answer halts nothing")
            case .noAnswer(let why, let retryAfter): .noAnswer(why: why, retryAfter: retryAfter)
            case .notSent: .notSent
            case .unauthorized: .unauthorized
            case .forbidden: .forbidden
            case .tooMany(let retryAfter): .tooMany(retryAfter: retryAfter)
            }
        }
    }

    // MARK: Creditors

    package func creditor(
        _ party: AmiliParty, knowing details: ActivationDetails, startBy: BootInstant
    ) async -> FollowReport<CreditorAtAmili> {
        var trace = CallTrace()
        let request = HTTPRequest(
            method: .get, url: creditorURL(party),
            headers: ["Accept: application/json", Self.requestIDHeader()],
            deadline: settings.callDeadline, responseLimit: AmiliBounds.answerBytes)
        let blanking = Blanking(details, of: party)
        let reply = await call(request, startBy: startBy, blanking: { blanking }, trace: &trace)
        let outcome = outcome(of: reply, refusing: []) { answer -> CreditorAtAmili? in
            guard let item = CreditorItem.read(answer.response.body),
                item.id.lowercased() == party.creditor.lowercased()
            else { return nil }
            let standing: CreditorAtAmili.Standing =
                item.isActive
                ? .active
                : item.status == AmiliAssumptions.refusedStatus
                    ? .refused(item.reason.map { blanking.message(of: $0) }) : .undecided
            return CreditorAtAmili(standing: standing, version: item.version)
        }
        return FollowReport(outcome, trace)
    }

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
        let reply = await call(
            request, startBy: startBy, blanking: { Blanking(details, of: party) }, trace: &trace)
        let outcome = outcome(of: reply, refusing: AmiliAssumptions.refusingStatuses) { _ in
            HandedIn()
        }
        return FollowReport(outcome, trace)
    }

    private func creditorURL(_ party: AmiliParty) -> String {
        settings.address.base + AmiliAssumptions.creditorsPath + "/"
            + PercentEncoding.encode(party.creditor)
    }

    /// - Parameters:
    ///   - refusing: statuses that say no for good.
    ///   - read: nil if the answer makes no sense.
    private func outcome<Value>(
        of reply: Reply, refusing: Set<Int>, read: (Answer) -> Value?
    ) -> FollowOutcome<Value> {
        func noAnswer(_ why: NoAnswer, _ answer: Answer? = nil) -> FollowOutcome<Value> {
            .noAnswer(why: why.rawValue, retryAfter: answer.flatMap { retryAfter($0) })
        }
        switch reply {
        case .notSent: return .notSent
        case .maybeSent: return noAnswer(.incomplete)
        case .unauthorized: return .unauthorized
        case .tokenTooMany(let retryAfter): return .tooMany(retryAfter: retryAfter)
        case .answered(let answer):
            switch (answer.response.status, answer.refusal) {
            case (200...299, _): return read(answer).map { .answered($0) } ?? noAnswer(.unreadable)
            case (429, _): return .tooMany(retryAfter: retryAfter(answer))
            case (403, .some): return .forbidden
            case (404, .some): return .missing
            case (let status, .some) where refusing.contains(status): return .refused
            case (let status, .some)
            where AmiliAssumptions.changedMeanwhileStatuses.contains(status):
                return noAnswer(.changedMeanwhile, answer)
            default: return noAnswer(.badStatus, answer)
            }
        }
    }
}

/// The body of `PATCH /creditors/{id}`.
enum CreditorBody {
    static func bytes(of details: ActivationDetails) -> [UInt8] {
        var json = JSONBytes(capacity: 512)
        json.raw("{")
        json.string(AmiliAssumptions.payoutKey)
        json.raw(":{")
        json.string(AmiliAssumptions.payoutTypeKey)
        json.raw(":")
        json.string(details.payout.kind.rawValue)
        json.raw(",")
        json.string(AmiliAssumptions.payoutNumberKey)
        json.raw(":")
        json.string(details.payout.digits)
        json.raw("},")
        json.string(AmiliAssumptions.senderKey)
        write(details.sender, to: &json)
        json.string(AmiliAssumptions.invoicingKey)
        write(details.invoicing, to: &json)
        json.string(AmiliAssumptions.descriptionKey)
        json.raw(":")
        json.string(details.debtDescription)
        json.raw("}")
        return json.bytes
    }

    private static func write(_ address: ActivationDetails.Address, to json: inout JSONBytes) {
        json.raw(":{\"address_line_1\":")
        json.string(address.line)
        json.raw(",\"zip_code\":")
        json.string(address.zipCode.filter { !$0.isWhitespace })
        json.raw(",\"city\":")
        json.string(address.city)
        json.raw(",\"country\":")
        json.string(address.country)
        json.raw("},")
    }
}
