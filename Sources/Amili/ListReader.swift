import HTTPClient
import Reminders

/// Why a question has no answer. The text is what operators see.
enum NoAnswer: String {
    case canaryMissing = "canary missing"
    case pageMissing = "page missing"
    case listMoved = "list changed while it was read"
    case tooManyPages = "too many pages"
    case tooLargeForCensus = "account too large for a census"
    case foreignItem = "item not asked for"
    case unreadable = "unreadable answer"
    case noDate = "no date in the answer"
    case registrationWithoutCase = "registration without case"
    case filterRefused = "filter refused"
    case unsorted = "list not sorted as asked"
    case changedMeanwhile = "changed meanwhile"
    case badStatus = "unexpected status"
    case incomplete = "no whole answer"
}

/// Ends a question early.
enum Halt: Error {
    case outcome(LookUpOutcome)
    /// Amili refused a filter with `$in`.
    case listFilterRefused
    /// The account has more than can be read whole.
    case accountTooLarge

    static func noAnswer(_ why: NoAnswer, retryAfter: Duration? = nil) -> Halt {
        .outcome(.noAnswer(why: why.rawValue, retryAfter: retryAfter))
    }
}

/// What accumulates while a question is asked.
struct Notes {
    var trace = CallTrace()
    /// Amili's clock, seconds since 1970, at the first answer that counted.
    var amiliNow: Int64?

    mutating func add(_ other: Notes) {
        trace.add(other.trace)
        if let other = other.amiliNow { amiliNow = min(amiliNow ?? other, other) }
    }
}

/// What a list is filtered by.
enum ListFilter: Sendable {
    /// All of the account.
    case none
    /// Any of these texts, by `$in`.
    case anyOf([String])
    case only(String)
    /// All of the creditor's.
    case creditor

    enum Order {
        case byID, newestFirst, lastChangedFirst

        fileprivate var sort: String {
            switch self {
            case .byID: AmiliAssumptions.sortField
            case .newestFirst: "-" + AmiliAssumptions.sortField
            case .lastChangedFirst: PercentEncoding.encode(AmiliAssumptions.lastChangedFirst)
            }
        }
    }

    func url<Item: ListItem>(
        of list: Item.Type, base: String, creditor: String, order: Order = .byID
    ) -> String {
        var url = base + Item.path + "?"
        if let condition = condition(for: list, creditor: creditor) {
            url += "where=" + PercentEncoding.encode(condition) + "&"
        }
        return url + "max_results=\(AmiliContract.itemsPerPage)"
            + "&sort=\(order.sort)"
    }

    private func condition<Item: ListItem>(for _: Item.Type, creditor: String) -> String? {
        var json = JSONBytes(capacity: 2_048)
        json.raw("{")
        json.string(AmiliAssumptions.creditorKey)
        json.raw(":")
        json.string(creditor)
        switch self {
        case .none: return nil
        case .creditor: break
        case .only(let text):
            field(Item.invoiceField, in: &json)
            json.string(text)
        case .anyOf(let texts):
            field(Item.invoiceField, in: &json)
            json.raw("{")
            json.string(AmiliAssumptions.listOperator)
            json.raw(":[")
            for (position, text) in texts.enumerated() {
                if position > 0 { json.raw(",") }
                json.string(text)
            }
            json.raw("]}")
        }
        json.raw("}")
        return String(decoding: json.bytes, as: UTF8.self)
    }

    private func field(_ name: String, in json: inout JSONBytes) {
        json.raw(",")
        json.string(name)
        json.raw(":")
    }
}

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
                oldest < now - question.doubtAge - AmiliBounds.surveySlack
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
            request, startBy: startBy, blanking: { Blanking(question) }, trace: &trace)
        notes.trace.add(trace)
        let answer = try answer(in: reply, filter)
        guard let page = Page<Item>.read(answer.response.body) else {
            throw .noAnswer(.unreadable)
        }
        if notes.amiliNow == nil {
            guard let date = answer.response.date else { throw .noAnswer(.noDate) }
            notes.amiliNow = date
        }
        return page
    }

    /// Lets a whole 200 through, and nothing else.
    private func answer(
        in reply: AmiliClient.Reply, _ filter: ListFilter
    ) throws(Halt) -> Answer {
        switch reply {
        case .notSent: throw .outcome(.notSent)
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
            default: throw .noAnswer(.badStatus, retryAfter: retryAfter)
            }
        }
    }
}
