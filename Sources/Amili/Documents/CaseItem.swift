import Reminders

/// An item of `GET /cases`. The names `_id`, `_created`, `_updated`, `creditor`, `debt`, `state`,
/// `status` and `closed` are public (docs.amili.se, "Case"). The content of `closed` is not public;
/// nor is it that a debt holds its `invoice_number`.
struct CaseItem: ListItem {
    static let path = AmiliContract.casesPath
    static let call = AnswerFlaw.Call.cases
    static let invoiceField =
        "\(AmiliAssumptions.caseDebtKey).\(AmiliAssumptions.invoiceNumberKey)"

    let id: String
    /// Seconds since 1970 by Amili's clock.
    let created: Int64
    let creditor: String
    let invoiceNumbers: [String]
    let isOpen: Bool
    /// Amili's words, kept as they came; nil if missing, or no text.
    let state: String?
    let status: String?
    /// When it last changed, seconds since 1970 by Amili's clock; nil if that is missing or
    /// unreadable.
    let updated: Int64?
    /// The kind of value found in place of a readable `updated`; `.missing` if there is none.
    let updatedKind: FoundKind

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: FieldName.self)
        id = try fields.decode(Identifier.self, forKey: FieldName("_id")).text
        created = try fields.decode(BodyDate.self, forKey: FieldName("_created")).seconds
        creditor = try fields.decode(
            Identifier.self, forKey: FieldName(AmiliAssumptions.creditorKey)
        ).text
        let debt = try fields.decode(Debt.self, forKey: FieldName(AmiliAssumptions.caseDebtKey))
        invoiceNumbers = [debt.invoiceNumber]
        // Both words are open enumerations: one that is no text counts as missing.
        let state = (try? fields.decodeIfPresent(String.self, forKey: FieldName("state"))) ?? nil
        let status = (try? fields.decodeIfPresent(String.self, forKey: FieldName("status"))) ?? nil
        self.state = state
        self.status = status
        let updatedName = FieldName(AmiliAssumptions.updatedKey)
        updated = (try? fields.decode(BodyDate.self, forKey: updatedName))?.seconds
        updatedKind =
            updated == nil
            ? (try? fields.decode(JSONValue.self, forKey: updatedName))?.kind ?? .missing
            : .outline(of: "")
        isOpen =
            try !Self.isSet(FieldName(AmiliAssumptions.closedKey), in: fields)
            && !Self.saysClosed(state, status)
    }

    /// Makes an item from fields that were read by `JSONScanner`.
    init(
        id: String, created: Int64, creditor: String, invoiceNumbers: [String], isClosed: Bool,
        state: String?, status: String?, updated: Int64?, updatedKind: FoundKind
    ) {
        self.id = id
        self.created = created
        self.creditor = creditor
        self.invoiceNumbers = invoiceNumbers
        self.state = state
        self.status = status
        self.updated = updated
        self.updatedKind = updatedKind
        isOpen = !isClosed && !Self.saysClosed(state, status)
    }

    /// Whether one of Amili's words says that the case is closed.
    private static func saysClosed(_ words: String?...) -> Bool {
        words.contains { $0?.lowercased().hasPrefix(AmiliAssumptions.closedPrefix) == true }
    }

    /// Whether the field holds anything but null and false.
    private static func isSet(_ name: FieldName, in fields: Fields) throws -> Bool {
        guard fields.contains(name), try !fields.decodeNil(forKey: name) else { return false }
        return (try? fields.decode(Bool.self, forKey: name)) ?? true
    }
}
