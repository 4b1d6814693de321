import HTTPClient
import Reminders

/// Reads the pages of one list, or throws the reason why they are no answer.
struct ListReader<Item: ListItem>: Sendable {
    let client: AmiliClient
    let question: Question
    let startBy: BootInstant

    /// The result of reading all pages once.
    private enum Reading {
        case whole([Item])
        /// The list changed between two pages.
        case moved
    }

    /// Reads every item that the filter matches, sorted by id. A list that changes meanwhile is
    /// read a second time. The items are not checked against the question here.
    /// - Throws: `notWhole` if there is no filter, and the list is too long or changes again.
    func items(_ filter: ListFilter, notes: inout Notes) async throws(Halt) -> [Item] {
        let url = filter.url(
            of: Item.self, base: client.settings.address.base, creditor: question.party.creditor)
        for _ in 0..<2 {
            if case .whole(let items) = try await read(url, filter, &notes) { return items }
        }
        // The list of a whole account hardly ever stays unchanged that long.
        if case .none = filter { throw .notWhole(.listMoved) }
        throw .noAnswer(.listMoved)
    }

    /// Reads all pages once. They must agree on the total, and no item may come twice.
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
        if case .none = filter { throw .notWhole(.tooLargeForCensus) }
        throw .noAnswer(.tooManyPages)
    }

    /// The result of `survey`: what the newest items tell about one creditor, if the account's list
    /// cannot be read whole.
    enum Survey {
        /// The invoice of an item of the creditor: it vouches for the filter like any canary.
        case witness(InvoiceNumber)
        /// No item of the creditor is as young as the doubt.
        case nothingSince
    }

    /// Reads from the newest item backwards, until an item of the creditor is found or all items as
    /// young as the doubt are read. New items meanwhile only push the others further back.
    /// - Parameter why: why the list cannot be read whole; thrown if `AmiliBounds.pages`, or the
    ///   whole list, do not suffice.
    func survey(
        _ isOurs: (Item) -> Bool, because why: NoAnswer, notes: inout Notes
    ) async throws(Halt) -> Survey {
        let url = ListFilter.none.url(
            of: Item.self, base: client.settings.address.base, creditor: question.party.creditor,
            order: .newestFirst)
        var oldest: Int64?
        for number in 1...AmiliBounds.pages {
            let page = try await page(number, url, .none, &notes)
            let isBeyondTheEnd = (number - 1) * AmiliContract.itemsPerPage >= page.total
            guard page.number == nil || page.number == number,
                !page.items.isEmpty || isBeyondTheEnd
            else { throw .noAnswer(.pageMissing) }
            if page.items.isEmpty { break }
            for item in page.items {
                if isOurs(item), let number = item.invoiceNumbers.first {
                    guard let number = InvoiceNumber(number) else { throw .noAnswer(.unreadable) }
                    return .witness(number)
                }
                // In an unsorted list the end of what was read says nothing about the rest.
                if let oldest, item.created > oldest + AmiliBounds.surveySlack {
                    throw .noAnswer(.unsorted)
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
        throw .noAnswer(why)
    }

    /// Reads one page, and notes Amili's clock at the question's first answer.
    /// - Parameters:
    ///   - number: from 1.
    ///   - url: without the number of the page.
    ///   - filter: the filter in `url`; a refusal is judged by it.
    func page(
        _ number: Int, _ url: String, _ filter: ListFilter, _ notes: inout Notes
    ) async throws(Halt) -> Page<Item> {
        var request = HTTPRequest(
            method: .get, url: url + "&page=\(number)",
            headers: ["Accept: application/json", AmiliClient.requestIDHeader()],
            deadline: client.settings.callDeadline, responseLimit: AmiliBounds.pageBytes)
        request.traceParent = AmiliClient.traceParent(question.traceID)
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

    /// Amili's clock at the answer. A server without a clock sends no `Date`; the moment of receipt
    /// takes its place (RFC 9110 §6.6.1).
    /// - Throws: `noDate` if there is a `Date` that cannot be read.
    private func date(of response: HTTPResponse, _ notes: inout Notes) throws(Halt) -> Int64 {
        guard let text = response.header("Date") else { return Int64(client.clock.wall()) }
        if let date = response.date { return date }
        notes.trace.flaw = AnswerFlaw(
            .unreadableField, Item.call, status: response.status, field: "Date", wanted: .date,
            found: .outline(of: text))
        throw .noAnswer(.noDate)
    }

    /// Returns the answer if it is a whole 200, and throws otherwise.
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
