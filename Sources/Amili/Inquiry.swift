import HTTPClient
import NIOConcurrencyHelpers
import Reminders

/// Asks one list about some invoices, and vouches for the answer: every item is about our creditor
/// and about an invoice asked for, and the filter found the canary.
struct Inquiry<Item: ListItem>: Sendable {
    let client: AmiliClient
    let question: Question
    let startBy: BootInstant

    private var reader: ListReader<Item> {
        ListReader(client: client, question: question, startBy: startBy)
    }

    /// The items about the invoices asked for, each once: from the whole list if the question is a
    /// census, else by a filter.
    /// - Throws: the reason why there is no answer.
    func items(about asked: Asked, notes: inout Notes) async throws(Halt) -> [Item] {
        question.census ? try await census(asked, &notes) : try await filtered(asked, &notes)
    }

    /// Asks by `$in`, or number by number while Amili refuses `$in`.
    private func filtered(_ asked: Asked, _ notes: inout Notes) async throws(Halt) -> [Item] {
        let now = client.clock.boot()
        let isSingle = client.singleUntil.withLockedValue { until in until.map { now < $0 } ?? false
        }
        guard !isSingle else { return try await oneByOne(asked, &notes) }
        do {
            return try await together(asked, &notes)
        } catch {
            guard case .listFilterRefused = error else { throw error }
            let items = try await oneByOne(asked, &notes)
            // Noted only after the single questions worked: had they failed too, `$in` was not the
            // reason.
            client.singleUntil.withLockedValue { $0 = now + AmiliBounds.listFilterPause }
            return items
        }
    }

    /// Reads the whole list and keeps the items asked for. An item that does not tell its creditor
    /// and its invoice makes the list unreadable, so that a misnamed field cannot hide a case.
    ///
    /// A list that cannot be read whole is surveyed from its newest item backwards, and the filter
    /// is asked for the rest. An item of our creditor among the newest vouches for the filter. If
    /// there is none as young as the doubt, the letters in doubt have left no trace.
    private func census(_ asked: Asked, _ notes: inout Notes) async throws(Halt) -> [Item] {
        let why: NoAnswer
        do {
            let ours = try await reader.items(.none, notes: &notes).filter(isOurs)
            return ours.filter { item in isAbout(asked.keys, item) }
        } catch {
            guard case .notWhole(let reason) = error else { throw error }
            why = reason
        }
        switch try await reader.survey(isOurs, because: why, notes: &notes) {
        case .witness(let number):
            return try await filtered(Asked(asked.numbers, canary: number), &notes)
        case .nothingSince:
            return try await filtered(asked, &notes)
        }
    }

    /// Asks by `$in`, in as few calls as the length of a URL allows, with the canary in each.
    private func together(_ asked: Asked, _ notes: inout Notes) async throws(Halt) -> [Item] {
        var items: [Item] = []
        for group in groups(asked) {
            let all = group + (asked.canary.map { [$0] } ?? [])
            let read = try await reader.items(
                .anyOf(all.flatMap(Asked.spellings)), notes: &notes)
            try check(read, against: Set(all.map(\.key)))
            try checkCanary(asked.canary, in: read)
            items += read
        }
        return unique(items)
    }

    /// Asks for each spelling in a call of its own. The canary's come first, to see whether the
    /// filter works at all.
    private func oneByOne(_ asked: Asked, _ notes: inout Notes) async throws(Halt) -> [Item] {
        var items: [Item] = []
        if let canary = asked.canary {
            for spelling in Asked.spellings(canary) {
                items += try await single(spelling, canary.key, &notes)
            }
            try checkCanary(canary, in: items)
        }
        var questions = asked.numbers.flatMap { number in
            Asked.spellings(number).map { (spelling: $0, key: number.key) }
        }[...]
        while !questions.isEmpty {
            let batch = questions.prefix(AmiliBounds.singleWidth)
            questions = questions.dropFirst(AmiliBounds.singleWidth)
            items += try await singles(Array(batch), &notes)
        }
        return unique(items)
    }

    /// Asks several single questions at the same time.
    private func singles(
        _ questions: [(spelling: String, key: String)], _ notes: inout Notes
    ) async throws(Halt) -> [Item] {
        let answers = await withTaskGroup(of: (Result<[Item], Halt>, Notes).self) { group in
            for question in questions {
                group.addTask {
                    var notes = Notes()
                    do throws(Halt) {
                        let items = try await single(question.spelling, question.key, &notes)
                        return (.success(items), notes)
                    } catch {
                        return (.failure(error), notes)
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        // All costs are counted before the first failure is thrown.
        for (_, cost) in answers { notes.add(cost) }
        var items: [Item] = []
        for (result, _) in answers { items += try result.get() }
        return items
    }

    /// Asks for one spelling.
    /// - Parameter key: the canonical key that every item must have.
    private func single(
        _ spelling: String, _ key: String, _ notes: inout Notes
    ) async throws(Halt) -> [Item] {
        let items = try await reader.items(.only(spelling), notes: &notes)
        try check(items, against: [key])
        return items
    }

    /// Cuts the numbers, in file order, into groups whose URLs are short enough.
    private func groups(_ asked: Asked) -> [[InvoiceNumber]] {
        let canary = asked.canary.map(Asked.spellings) ?? []
        let shortest = ListFilter.anyOf(canary).url(
            of: Item.self, base: client.settings.address.base, creditor: question.party.creditor)
        let comma = PercentEncoding.encode(",").utf8.count
        // Plus the page's number, and the comma between the canary and the group.
        let fixed = shortest.utf8.count + "&page=50".utf8.count + comma
        var groups: [[InvoiceNumber]] = [[]]
        var bytes = fixed
        for number in asked.numbers {
            // The bytes that the number adds to the URL, counted without building one for each.
            let more = Asked.spellings(number).reduce(0) { $0 + Self.length($1) + comma }
            if bytes + more > AmiliBounds.urlBytes, groups[groups.count - 1].isEmpty == false {
                groups.append([])
                bytes = fixed
            }
            groups[groups.count - 1].append(number)
            bytes += more
        }
        return groups
    }

    /// Bytes of a text within a filter: as JSON, percent-encoded.
    private static func length(_ text: String) -> Int {
        var json = JSONBytes(capacity: 2 * text.utf8.count + 2)
        json.string(text)
        return PercentEncoding.length(of: json.bytes)
    }

    private func isOurs(_ item: Item) -> Bool {
        // Object ids are hexadecimal; no public text says whether their letters are upper or lower
        // case.
        item.creditor == question.party.creditor
            || item.creditor.lowercased() == question.party.creditor.lowercased()
    }

    private func isAbout(_ keys: Set<String>, _ item: Item) -> Bool {
        item.invoiceNumbers.contains { InvoiceNumber($0).map { keys.contains($0.key) } ?? false }
    }

    /// - Throws: `foreignItem` if an item was not asked for: Amili does not apply the filter as we
    ///   believe.
    private func check(_ items: [Item], against asked: Set<String>) throws(Halt) {
        for item in items where !isOurs(item) || !isAbout(asked, item) {
            throw .noAnswer(.foreignItem)
        }
    }

    /// - Throws: `canaryMissing` if the canary is not among the items.
    private func checkCanary(_ canary: InvoiceNumber?, in items: [Item]) throws(Halt) {
        guard let canary else { return }
        guard items.contains(where: { isAbout([canary.key], $0) }) else {
            throw .noAnswer(.canaryMissing)
        }
    }

    /// Drops repeated items: two spellings, or two calls, may find the same one.
    private func unique(_ items: [Item]) -> [Item] {
        var seen: Set<String> = []
        return items.filter { seen.insert($0.id).inserted }
    }
}
