import Foundation
import Reminders

/// An item of `GET /cases`: `_id`, `_created`, `_updated`, `creditor`, `debt`, `state`, `status`
/// and `closed` are public (docs.amili.se, "Case"); what is in the last of them is not, nor that a
/// debt holds its `invoice_number`.
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
    /// Amili's words, kept as they came.
    let state: String?
    let status: String?
    /// When it last changed, seconds since 1970 by Amili's clock; nil if it does not say.
    let updated: Int64?
    /// The kind of value that stands there instead; `.missing` if none does.
    let updatedKind: FoundKind

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: FieldName.self)
        id = try fields.decode(Identifier.self, forKey: FieldName("_id")).text
        created = try fields.decode(Moment.self, forKey: FieldName("_created")).seconds
        creditor = try fields.decode(
            Identifier.self, forKey: FieldName(AmiliAssumptions.creditorKey)
        ).text
        let debt = try fields.decode(Debt.self, forKey: FieldName(AmiliAssumptions.caseDebtKey))
        invoiceNumbers = [debt.invoiceNumber]
        // Both words are open enumerations: one that is not even a text counts as none.
        let state = (try? fields.decodeIfPresent(String.self, forKey: FieldName("state"))) ?? nil
        let status = (try? fields.decodeIfPresent(String.self, forKey: FieldName("status"))) ?? nil
        self.state = state
        self.status = status
        let updatedName = FieldName(AmiliAssumptions.updatedKey)
        updated = (try? fields.decode(Moment.self, forKey: updatedName))?.seconds
        updatedKind =
            updated == nil
            ? (try? fields.decode(JSONValue.self, forKey: updatedName))?.kind ?? .missing
            : .outline(of: "")
        isOpen =
            try !Self.isSet(FieldName(AmiliAssumptions.closedKey), in: fields)
            && !Self.saysClosed(state, status)
    }

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

    private static func saysClosed(_ words: String?...) -> Bool {
        words.contains { $0?.lowercased().hasPrefix(AmiliAssumptions.closedPrefix) == true }
    }

    /// Anything but absent, null and false.
    private static func isSet(_ name: FieldName, in fields: Fields) throws -> Bool {
        guard fields.contains(name), try !fields.decodeNil(forKey: name) else { return false }
        return (try? fields.decode(Bool.self, forKey: name)) ?? true
    }
}
