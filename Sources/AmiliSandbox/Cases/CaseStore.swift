/// All cases and registrations, in the order in which they were made. The number of a case or a
/// registration is its position, from 0.
///
/// The store holds only what look-ups need, about 120 bytes for a case; the documents stay in the
/// journal.
struct CaseStore {
    /// One case.
    struct Case {
        let invoiceNumber: String
        let capitalOre: Int64
        let created: Moment
        /// The byte at which its line begins in the ledger file.
        let ledgerStart: Int64
        /// The registration's number.
        let registration: Int32
        /// The creditor's position in `creditors`.
        let creditor: Int32
        /// The position of its debt in the registration.
        let debt: UInt16
        /// Whether its first action is a reminder, and not debt collection.
        let remindsFirst: Bool

        var firstAction: String { remindsFirst ? "reminder" : "debt_collection" }
    }

    /// One registration. The numbers of its cases are consecutive.
    struct RegistrationEntry {
        /// The byte at which its line begins in the journal file.
        let journalStart: Int64
        /// Bytes of the line, without its end.
        let journalLength: Int32
        let firstCase: Int32
        let caseCount: Int32
        let creditor: Int32
    }

    private(set) var cases: [Case] = []
    private(set) var entries: [RegistrationEntry] = []
    /// Timelines of the cases that were changed. All others follow from the case's creation.
    private(set) var timelines: [Int32: CaseTimeline] = [:]
    /// Numbers of the cases that do not begin with a reminder.
    private(set) var withoutReminder: [Int32] = []
    private var creditors: [String] = []
    private var creditorPositions: [String: Int32] = [:]
    private var casesOfCreditor: [[Int32]] = []
    private var entriesOfCreditor: [[Int32]] = []
    private var index = InvoiceIndex()

    /// Adds a registration and its cases.
    /// - Parameter journal: the place of its line in the journal.
    /// - Parameter ledgerStarts: where the lines of its cases begin in the ledger, one for each
    ///   debt.
    mutating func add(
        _ registration: Registration, created: Moment, journal: Range<Int64>, ledgerStarts: [Int64]
    ) {
        precondition(ledgerStarts.count == registration.debts.count)
        let creditor = position(ofCreditor: registration.creditor)
        let entry = Int32(entries.count)
        entries.append(
            RegistrationEntry(
                journalStart: journal.lowerBound, journalLength: Int32(journal.count),
                firstCase: Int32(cases.count), caseCount: Int32(registration.debts.count),
                creditor: creditor))
        entriesOfCreditor[Int(creditor)].append(entry)
        for (place, debt) in registration.debts.enumerated() {
            let number = Int32(cases.count)
            cases.append(
                Case(
                    invoiceNumber: debt.invoiceNumber, capitalOre: debt.capitalOre,
                    created: created, ledgerStart: ledgerStarts[place], registration: entry,
                    creditor: creditor, debt: UInt16(place),
                    remindsFirst: registration.firstAction == "reminder"))
            if registration.firstAction != "reminder" { withoutReminder.append(number) }
            casesOfCreditor[Int(creditor)].append(number)
            index.insert(number, in: cases)
        }
    }

    /// Changes a case; see `CaseTimeline.change`.
    mutating func change(
        _ number: Int, at moment: Moment, state: String?, status: String?, remainingOre: Int64?
    ) {
        var timeline = timeline(of: number, at: moment)
        timeline.change(at: moment, state: state, status: status, remainingOre: remainingOre)
        timelines[Int32(number)] = timeline
    }

    /// The timeline of a case as it stands at `now`.
    func timeline(of number: Int, at now: Moment) -> CaseTimeline {
        let stored = cases[number]
        let timeline =
            timelines[Int32(number)]
            ?? CaseTimeline(
                created: stored.created, firstAction: stored.firstAction,
                capitalOre: stored.capitalOre)
        return timeline.at(now)
    }

    func creditor(of number: Int) -> String { creditors[Int(cases[number].creditor)] }

    func caseID(_ number: Int) -> String {
        Identity.oneCase.id(number, created: cases[number].created)
    }

    func created(ofEntry entry: Int) -> Moment { cases[Int(entries[entry].firstCase)].created }

    func entryID(_ entry: Int) -> String {
        Identity.registration.id(entry, created: created(ofEntry: entry))
    }

    /// The number of the case with this id; nil if there is none.
    func caseNumber(of id: String) -> Int? {
        guard let number = Identity.oneCase.position(in: id), number < cases.count,
            caseID(number) == id
        else { return nil }
        return number
    }

    /// The number of the registration with this id; nil if there is none.
    func entryNumber(of id: String) -> Int? {
        guard let entry = Identity.registration.position(in: id), entry < entries.count,
            entryID(entry) == id
        else { return nil }
        return entry
    }

    /// The creditor's position in `creditors`; an unknown creditor is added.
    private mutating func position(ofCreditor creditor: String) -> Int32 {
        if let known = creditorPositions[creditor] { return known }
        let position = Int32(creditors.count)
        creditors.append(creditor)
        creditorPositions[creditor] = position
        casesOfCreditor.append([])
        entriesOfCreditor.append([])
        return position
    }
}

extension CaseStore {
    /// The numbers of the documents that match a filter, in the order of their creation.
    enum Found {
        /// All documents, with their number.
        case all(Int)
        case some([Int32])

        var count: Int {
            switch self {
            case .all(let count): count
            case .some(let numbers): numbers.count
            }
        }

        /// The number of the document at a position, from 0.
        subscript(position: Int) -> Int {
            switch self {
            case .all: position
            case .some(let numbers): Int(numbers[position])
            }
        }
    }

    /// The cases that meet all conditions of the filter.
    func cases(by filter: ListQuery.Filter) -> Found {
        if let ids = filter.ids {
            let found = Set(ids).compactMap(caseNumber).filter { number in
                filter.creditors?.contains(creditor(of: number)) ?? true
                    && filter.invoiceNumbers?.contains(cases[number].invoiceNumber) ?? true
            }
            return .some(found.map(Int32.init).sorted())
        }
        if let invoices = filter.invoiceNumbers {
            return .some(cases(of: positions(of: filter.creditors), invoices: invoices))
        }
        guard let wanted = filter.creditors else { return .all(cases.count) }
        let positions = positions(of: wanted)
        return positions.count == 1
            ? .some(casesOfCreditor[positions[0]])
            : .some(positions.flatMap { casesOfCreditor[$0] }.sorted())
    }

    /// The registrations that meet all conditions of the filter. One invoice with a number asked
    /// for is enough.
    func entries(by filter: ListQuery.Filter) -> Found {
        if let ids = filter.ids {
            let found = Set(ids).compactMap(entryNumber).filter { number in
                let entry = entries[number]
                return filter.creditors?.contains(creditors[Int(entry.creditor)]) ?? true
                    && filter.invoiceNumbers.map { invoices in
                        (entry.firstCase..<(entry.firstCase + entry.caseCount)).contains {
                            invoices.contains(cases[Int($0)].invoiceNumber)
                        }
                    } ?? true
            }
            return .some(found.map(Int32.init).sorted())
        }
        if let invoices = filter.invoiceNumbers {
            let found = cases(of: positions(of: filter.creditors), invoices: invoices)
            return .some(Set(found.map { cases[Int($0)].registration }).sorted())
        }
        guard let wanted = filter.creditors else { return .all(entries.count) }
        let positions = positions(of: wanted)
        return positions.count == 1
            ? .some(entriesOfCreditor[positions[0]])
            : .some(positions.flatMap { entriesOfCreditor[$0] }.sorted())
    }

    /// The positions of the named creditors that are known, each once; nil stands for all
    /// creditors.
    private func positions(of names: [String]?) -> [Int] {
        guard let names else { return Array(creditors.indices) }
        return Set(names).compactMap { creditorPositions[$0].map(Int.init) }
    }

    /// The cases of these creditors with these invoice numbers, in order.
    private func cases(of positions: [Int], invoices: [String]) -> [Int32] {
        var found: [Int32] = []
        for invoice in Set(invoices) {
            for position in positions {
                index.find(invoice, Int32(position), in: cases) { found.append($0) }
            }
        }
        return found.sorted()
    }
}

/// Finds cases by creditor and invoice number: a hash table of case numbers with open addressing.
///
/// It takes 8 to 16 bytes for a case, where a dictionary of arrays takes a hundred.
private struct InvoiceIndex {
    /// Case numbers, -1 where free. The number of slots is a power of two, and at most half are
    /// taken.
    private var slots = [Int32](repeating: -1, count: 1024)
    private var count = 0

    /// Adds a case, and doubles the table if it is half full.
    mutating func insert(_ number: Int32, in cases: [CaseStore.Case]) {
        if (count + 1) * 2 > slots.count {
            let old = slots
            slots = [Int32](repeating: -1, count: old.count * 2)
            for number in old where number >= 0 { place(number, in: cases) }
        }
        place(number, in: cases)
        count += 1
    }

    /// Calls `body` with the number of each case of the invoice, in no particular order.
    func find(
        _ invoice: String, _ creditor: Int32, in cases: [CaseStore.Case], body: (Int32) -> Void
    ) {
        var slot = start(invoice, creditor)
        while slots[slot] >= 0 {
            let stored = cases[Int(slots[slot])]
            if stored.creditor == creditor && stored.invoiceNumber == invoice { body(slots[slot]) }
            slot = (slot + 1) & (slots.count - 1)
        }
    }

    /// Stores a case in the first free slot at or after the place that its hash gives.
    private mutating func place(_ number: Int32, in cases: [CaseStore.Case]) {
        let stored = cases[Int(number)]
        var slot = start(stored.invoiceNumber, stored.creditor)
        while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = number
    }

    private func start(_ invoice: String, _ creditor: Int32) -> Int {
        var hasher = Hasher()
        hasher.combine(invoice)
        hasher.combine(creditor)
        return hasher.finalize() & (slots.count - 1)
    }
}
