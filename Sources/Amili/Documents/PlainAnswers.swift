import Reminders

// Initialisers that read the usual answers in one pass. Each gives up on whatever the slow way, by
// `Decodable`, has to judge: a field that occurs twice, or is of another type.

extension RegistrationAnswer.Common {
    init?(plain scanner: inout JSONScanner) {
        var (status, cases, numbers): (String?, [String]?, [String]?)
        let isRead = scanner.object { scanner, name in
            if name == "_status" { return status.fill(scanner.text()) }
            if name == "_cases" { return cases.fill(scanner.texts()) }
            if name == "_ocr_numbers_ocr" { return numbers.fill(scanner.texts()) }
            return scanner.skip()
        }
        guard isRead, let cases else { return nil }
        self.init(status: status, cases: cases, ocrNumbers: numbers)
    }
}

extension Page {
    init?(plain scanner: inout JSONScanner) {
        var items: [Item]?
        var meta: Meta?
        let isRead = scanner.object { scanner, name in
            if name == "_items" { return items.fill(Self.items(&scanner)) }
            if name == "_meta" { return meta.fill(Self.meta(&scanner)) }
            return scanner.skip()
        }
        guard isRead, let items, let meta else { return nil }
        self.init(items: items, total: meta.total, number: meta.page)
    }

    private typealias Meta = (total: Int, page: Int?)

    private static func meta(_ scanner: inout JSONScanner) -> Meta? {
        var (total, page): (Int?, Int?)
        let isRead = scanner.object { scanner, name in
            if name == "total" { return total.fill(scanner.wholeNumber()) }
            if name == "page" { return page.fill(scanner.wholeNumber()) }
            return scanner.skip()
        }
        return isRead ? total.map { ($0, page) } : nil
    }

    private static func items(_ scanner: inout JSONScanner) -> [Item]? {
        var items: [Item] = []
        let isRead = scanner.array { scanner in
            guard let item = Item(plain: &scanner) else { return false }
            items.append(item)
            return true
        }
        return isRead ? items : nil
    }
}

extension CaseItem {
    init?(plain scanner: inout JSONScanner) {
        var (id, creditor, invoice): (String?, String?, String?)
        var (created, updated): (Int64?, Int64?)
        var (state, status): (String?, String?)
        var isClosed: Bool?
        let isRead = scanner.object { scanner, name in
            if name == "_id" { return id.fill(scanner.id()) }
            if name == "_created" { return created.fill(scanner.moment()) }
            if name == AmiliAssumptions.updatedKey { return updated.fill(scanner.moment()) }
            if name == AmiliAssumptions.creditorKey { return creditor.fill(scanner.id()) }
            if name == AmiliAssumptions.caseDebtKey { return invoice.fill(scanner.debt()) }
            if name == "state" { return state.fill(scanner.text()) }
            if name == "status" { return status.fill(scanner.text()) }
            if name == AmiliAssumptions.closedKey {
                return isClosed.fill(scanner.null() ? false : scanner.boolean())
            }
            return scanner.skip()
        }
        guard isRead, let id, let created, let creditor, let invoice else { return nil }
        self.init(
            id: id, created: created, creditor: creditor, invoiceNumbers: [invoice],
            isClosed: isClosed ?? false, state: state, status: status, updated: updated,
            updatedKind: updated == nil ? .missing : .outline(of: ""))
    }
}

extension RegistrationItem {
    init?(plain scanner: inout JSONScanner) {
        var (id, creditor, created): (String?, String?, Int64?)
        var (invoices, cases, numbers): ([String]?, [String]?, [String]?)
        let isRead = scanner.object { scanner, name in
            if name == "_id" { return id.fill(scanner.id()) }
            if name == "_created" { return created.fill(scanner.moment()) }
            if name == AmiliAssumptions.creditorKey { return creditor.fill(scanner.id()) }
            if name == AmiliAssumptions.registrationDebtsKey {
                return invoices.fill(scanner.list { $0.debt() })
            }
            if name == "_cases" { return cases.fill(scanner.list { $0.id() }) }
            if name == "_ocr_numbers_ocr" { return numbers.fill(scanner.texts()) }
            return scanner.skip()
        }
        guard isRead, let id, let created, let creditor, let invoices else { return nil }
        self.init(
            id: id, created: created, creditor: creditor, invoiceNumbers: invoices,
            cases: cases ?? [], ocrNumbers: numbers ?? [])
    }
}

extension JSONScanner {
    /// An id, made harmless as `Identifier` makes it.
    fileprivate mutating func id() -> String? { text().flatMap(AmiliText.id) }

    /// A date, in seconds since 1970.
    fileprivate mutating func moment() -> Int64? { text().flatMap(HTTPDate.momentInBody) }

    /// The invoice number of a debt.
    fileprivate mutating func debt() -> String? {
        var number: String?
        let isRead = object { scanner, name in
            name == AmiliAssumptions.invoiceNumberKey
                ? number.fill(scanner.text()) : scanner.skip()
        }
        return isRead ? number : nil
    }

    /// An array of texts, each read by `element`.
    fileprivate mutating func list(
        _ element: (inout JSONScanner) -> String?
    ) -> [String]? {
        var list: [String] = []
        let isRead = array { scanner in
            guard let one = element(&scanner) else { return false }
            list.append(one)
            return true
        }
        return isRead ? list : nil
    }
}

extension Optional {
    /// Sets a value that may be set once.
    /// - Returns: false if there was a value already, or there is none now.
    fileprivate mutating func fill(_ value: Wrapped?) -> Bool {
        guard case .none = self, let value else { return false }
        self = value
        return true
    }
}
