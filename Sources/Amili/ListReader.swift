import HTTPClient
import Reminders

/// Reads one list to its last page, or says why that is no answer.
struct ListReader<Item: ListItem>: Sendable {
    let client: AmiliClient
    let question: Question
    let startBy: BootInstant

    private enum Reading {
        case whole([Item])
        /// The list changed between two pages.
        case moved
    }

    /// Every item that the filter matches. They are not checked against the question here.
    func items(_ filter: ListFilter, notes: inout Notes) async throws(Halt) -> [Item] {
        let url = filter.url(
            of: Item.self, base: client.settings.address.base, creditor: question.party.creditor)
        for _ in 0..<2 {
            if case .whole(let items) = try await read(url, filter, &notes) { return items }
        }
        // A whole account hardly ever stands still.
        if case .none = filter { throw .accountTooLarge }
        throw .noAnswer(.listMoved)
    }

    private func read(
        _ url: String, _ filter: ListFilter, _ notes: inout Notes
    ) async throws(Halt) -> Reading {
        var items: [Item] = []
        var seen: Set<String> = []
        var total: Int?
        for number in 1...AmiliBounds.pages {
            let page = try await page(number, url, filter, &notes)
            // A server that does not know `page` would answer the first one again and again.
            guard page.number == nil || page.number == number else {
                throw .noAnswer(.pageMissing)
            }
            guard page.total == total ?? page.total else { return .moved }
            total = page.total
            guard page.total <= AmiliBounds.pages * AmiliContract.itemsPerPage else { break }
            for item in page.items where !seen.insert(item.id).inserted { return .moved }
            items += page.items
            if items.count == page.total { return .whole(items) }
            guard items.count < page.total else { return .moved }
            guard !page.items.isEmpty else { throw .noAnswer(.pageMissing) }
        }
        if case .none = filter { throw .accountTooLarge }
        throw .noAnswer(.tooManyPages)
    }

    /// What the newest of an account's list, too long to be read whole, tell of one creditor.
    enum Survey {
        /// There is this one of the creditor's: it vouches for the filter like any canary.
        case witness(InvoiceNumber)
        /// There is none of the creditor's as young as the doubt.
        case nothingSince
    }

    /// Reads backwards from the newest until one of the creditor's is found, or all that is as
    /// young as the doubt is read. What is new meanwhile only pushes the others further back.
    func survey(
        _ isOurs: (Item) -> Bool, notes: inout Notes
    ) async throws(Halt) -> Survey {
        let url = ListFilter.none.url(
            of: Item.self, base: client.settings.address.base, creditor: question.party.creditor,
            order: .newestFirst)
        var oldest: Int64?
        for number in 1...AmiliBounds.pages {
            let page = try await page(number, url, .none, &notes)
            guard page.number == nil || page.number == number, !page.items.isEmpty else {
                throw .noAnswer(.pageMissing)
            }
            for item in page.items {
                if isOurs(item), let number = item.invoiceNumbers.first {
                    guard let number = InvoiceNumber(number) else { throw .noAnswer(.unreadable) }
                    return .witness(number)
                }
                // Unsorted, the end of what was read says nothing of the rest.
                if let oldest, item.created > oldest + AmiliBounds.surveySlack {
                    throw .accountTooLarge
                }
                oldest = min(oldest ?? item.created, item.created)
            }
            if let oldest, let now = notes.amiliNow, question.doubtAge < .max,
                oldest < min(now - question.doubtAge, question.doubtSince ?? .max)
                    - AmiliBounds.surveySlack
            {
                return .nothingSince
            }
        }
        throw .accountTooLarge
    }

    func page(
        _ number: Int, _ url: String, _ filter: ListFilter, _ notes: inout Notes
    ) async throws(Halt) -> Page<Item> {
        let request = HTTPRequest(
            method: .get, url: url + "&page=\(number)",
            headers: ["Accept: application/json", AmiliClient.requestIDHeader()],
            deadline: client.settings.callDeadline, responseLimit: AmiliBounds.pageBytes)
        var trace = CallTrace()
        let reply = await client.call(
            request, Item.call, startBy: startBy, blanking: { Blanking(question) }, trace: &trace)
        notes.trace.add(trace)
        notes.call = Item.call
        let answer = try answer(in: reply, filter, &notes)
        guard let page = Page<Item>.read(answer.response.body) else {
            notes.trace.flaw = FlawFinder.flaw(
                in: answer.response.body, as: Page<Item>.self, Item.call,
                status: answer.response.status)
            throw .noAnswer(.unreadable)
        }
        if notes.amiliNow == nil { notes.amiliNow = try date(of: answer.response, &notes) }
        return page
    }

    /// Amili's clock. A server without one sends no `Date`: then the moment of receipt takes its
    /// place (RFC 9110 §6.6.1).
    private func date(of response: HTTPResponse, _ notes: inout Notes) throws(Halt) -> Int64 {
        guard let text = response.header("Date") else { return Int64(client.clock.wall()) }
        if let date = response.date { return date }
        notes.trace.flaw = AnswerFlaw(
            .unreadableField, Item.call, status: response.status, field: "Date", wanted: .date,
            found: .outline(of: text))
        throw .noAnswer(.noDate)
    }

    /// Lets a whole 200 through, and nothing else.
    private func answer(
        in reply: AmiliClient.CallResult, _ filter: ListFilter, _ notes: inout Notes
    ) throws(Halt) -> Answer {
        switch reply {
        case .unusable: throw .noAnswer(.unusable)
        case .notSent, .heldBack: throw .outcome(.notSent)
        case .maybeSent: throw .noAnswer(.incomplete)
        case .unauthorized: throw .outcome(.unauthorized)
        case .tokenTooMany(let retryAfter): throw .outcome(.tooMany(retryAfter: retryAfter))
        case .answered(let answer):
            let retryAfter = client.retryAfter(answer)
            switch (answer.response.status, answer.refusal) {
            case (200, _): return answer
            case (429, _): throw .outcome(.tooMany(retryAfter: retryAfter))
            case (403, .some): throw .outcome(.forbidden)
            case (let status, .some)
            where AmiliAssumptions.refusedFilterStatuses.contains(status):
                if case .anyOf = filter { throw .listFilterRefused }
                throw .noAnswer(.filterRefused, retryAfter: retryAfter)
            default:
                notes.trace.flaw = FlawFinder.flaw(ofStatus: answer.response, Item.call)
                throw .noAnswer(.badStatus, retryAfter: retryAfter)
            }
        }
    }
}
