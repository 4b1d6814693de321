/// All cases and registrations, in the order in which they were made.
///
/// Holds what look-ups need, about 120 bytes a case; the documents stay in the journal.
struct CaseStore {
    struct Case {
        let invoiceNumber: String
        let capitalOre: Int64
        let created: Moment
        /// Where its line begins in the ledger file.
        let ledgerStart: Int64
        let registration: Int32
        let creditor: Int32
        /// Its place in the registration's debts.
        let debt: UInt16
        let remindsFirst: Bool

        var firstAction: String { remindsFirst ? "reminder" : "debt_collection" }
    }

    struct RegistrationEntry {
        /// Where its line begins in the journal file.
        let journalStart: Int64
        let journalLength: Int32
        let firstCase: Int32
        let caseCount: Int32
        let creditor: Int32
    }

    private(set) var cases: [Case] = []
    private(set) var entries: [RegistrationEntry] = []
    /// Courses that left the ordinary way.
    private(set) var timelines: [Int32: CaseTimeline] = [:]
    /// Cases that do not begin with a reminder.
    private(set) var withoutReminder: [Int32] = []
    private var creditors: [String] = []
    private var creditorPositions: [String: Int32] = [:]
    private var casesOfCreditor: [[Int32]] = []
    private var entriesOfCreditor: [[Int32]] = []
    private var index = InvoiceIndex()

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

    mutating func change(
        _ number: Int, at moment: Moment, state: String?, status: String?, remainingOre: Int64?
    ) {
        var timeline = timeline(of: number, at: moment)
        timeline.change(at: moment, state: state, status: status, remainingOre: remainingOre)
        timelines[Int32(number)] = timeline
    }

    func timeline(of number: Int, at now: Moment) -> CaseTimeline {
        let letter = cases[number]
        let timeline =
            timelines[Int32(number)]
            ?? CaseTimeline(
                created: letter.created, firstAction: letter.firstAction,
                capitalOre: letter.capitalOre)
        return timeline.at(now)
    }

    func creditor(of number: Int) -> String { creditors[Int(cases[number].creditor)] }

    func caseID(_ number: Int) -> String {
        Identity.letterCase.id(number, created: cases[number].created)
    }

    func created(ofEntry entry: Int) -> Moment { cases[Int(entries[entry].firstCase)].created }

    func entryID(_ entry: Int) -> String {
        Identity.registration.id(entry, created: created(ofEntry: entry))
    }

    func caseNumber(of id: String) -> Int? {
        guard let number = Identity.letterCase.position(in: id), number < cases.count,
            caseID(number) == id
        else { return nil }
        return number
    }

    func entryNumber(of id: String) -> Int? {
        guard let entry = Identity.registration.position(in: id), entry < entries.count,
            entryID(entry) == id
        else { return nil }
        return entry
    }

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
    /// Which documents a filter leaves, in the order of their making.
    enum Found {
        case all(Int)
        case some([Int32])

        var count: Int {
            switch self {
            case .all(let count): count
            case .some(let numbers): numbers.count
            }
        }

        subscript(position: Int) -> Int {
            switch self {
            case .all: position
            case .some(let numbers): Int(numbers[position])
            }
        }
    }

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

    /// Each known creditor once; all if none is named.
    private func positions(of names: [String]?) -> [Int] {
        guard let names else { return Array(creditors.indices) }
        return Set(names).compactMap { creditorPositions[$0].map(Int.init) }
    }

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

/// Finds cases by creditor and invoice number: a table of case numbers with open addressing.
///
/// Eight bytes a case at most, where a dictionary of arrays takes a hundred.
private struct InvoiceIndex {
    /// Case numbers, -1 where free; a power of two, at most half of it taken.
    private var slots = [Int32](repeating: -1, count: 1024)
    private var count = 0

    mutating func insert(_ number: Int32, in cases: [CaseStore.Case]) {
        if (count + 1) * 2 > slots.count {
            let old = slots
            slots = [Int32](repeating: -1, count: old.count * 2)
            for number in old where number >= 0 { place(number, in: cases) }
        }
        place(number, in: cases)
        count += 1
    }

    func find(
        _ invoice: String, _ creditor: Int32, in cases: [CaseStore.Case], body: (Int32) -> Void
    ) {
        var slot = start(invoice, creditor)
        while slots[slot] >= 0 {
            let letter = cases[Int(slots[slot])]
            if letter.creditor == creditor && letter.invoiceNumber == invoice { body(slots[slot]) }
            slot = (slot + 1) & (slots.count - 1)
        }
    }

    private mutating func place(_ number: Int32, in cases: [CaseStore.Case]) {
        let letter = cases[Int(number)]
        var slot = start(letter.invoiceNumber, letter.creditor)
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
