import Foundation
import Reminders

/// One page of a list: `_items` and `_meta`, with `total`, `max_results` and `page`
/// (docs.amili.se, "Pagination"). Fields that we do not read may be anything.
struct Page<Item: ListItem>: Decodable, Sendable {
    let items: [Item]
    /// Items of the whole list.
    let total: Int
    /// The page that this is, if the answer says so.
    let number: Int?

    private enum CodingKeys: String, CodingKey {
        case items = "_items"
        case meta = "_meta"
    }
    private struct Meta: Decodable {
        let total: Count
        let page: Count?
    }

    init(items: [Item], total: Int, number: Int?) {
        (self.items, self.total, self.number) = (items, total, number)
    }

    /// - Returns: nil if the bytes are not JSON of this shape.
    static func read(_ body: [UInt8]) -> Page? {
        JSONScanner.read(body) { Page(plain: &$0) } ?? decoded(body)
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        let meta = try fields.decode(Meta.self, forKey: .meta)
        items = try fields.decode([Item].self, forKey: .items)
        total = meta.total.value
        number = meta.page?.value
    }
}

private typealias Name = FieldName
private typealias Fields = KeyedDecodingContainer<Name>

/// What both lists' items have.
protocol ListItem: Decodable, Sendable {
    /// - Returns: nil if it is not as plain as usual, and to be decoded.
    init?(plain scanner: inout JSONScanner)
    static var path: String { get }
    static var call: AnswerFlaw.Call { get }
    /// What `where` calls an item's invoice number.
    static var invoiceField: String { get }
    var id: String { get }
    var creditor: String { get }
    /// As Amili has them; a case has one, a registration one for each debt.
    var invoiceNumbers: [String] { get }
    /// Seconds since 1970 by Amili's clock.
    var created: Int64 { get }
}

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
        let fields = try decoder.container(keyedBy: Name.self)
        id = try fields.decode(Identifier.self, forKey: Name("_id")).text
        created = try fields.decode(Moment.self, forKey: Name("_created")).seconds
        creditor = try fields.decode(
            Identifier.self, forKey: Name(AmiliAssumptions.creditorKey)
        ).text
        let debt = try fields.decode(Debt.self, forKey: Name(AmiliAssumptions.caseDebtKey))
        invoiceNumbers = [debt.invoiceNumber]
        // Both words are open enumerations: one that is not even a text counts as none.
        let state = (try? fields.decodeIfPresent(String.self, forKey: Name("state"))) ?? nil
        let status = (try? fields.decodeIfPresent(String.self, forKey: Name("status"))) ?? nil
        self.state = state
        self.status = status
        let updatedName = Name(AmiliAssumptions.updatedKey)
        updated = (try? fields.decode(Moment.self, forKey: updatedName))?.seconds
        updatedKind =
            updated == nil
            ? (try? fields.decode(JSONValue.self, forKey: updatedName))?.kind ?? .missing
            : .outline(of: "")
        isOpen =
            try !Self.isSet(Name(AmiliAssumptions.closedKey), in: fields)
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
    private static func isSet(_ name: Name, in fields: Fields) throws -> Bool {
        guard fields.contains(name), try !fields.decodeNil(forKey: name) else { return false }
        return (try? fields.decode(Bool.self, forKey: name)) ?? true
    }
}

/// The answer of `GET /creditors/{id}`: what is needed of it.
struct CreditorItem: Decodable {
    let id: String
    let isActive: Bool
    /// It becomes a header: nil if it is not fit for one.
    let version: String?

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Name.self)
        id = try fields.decode(Identifier.self, forKey: Name("_id")).text
        isActive = Self.isActive(fields) ?? AmiliAssumptions.isActiveUnlessSaid
        let version = try? fields.decode(String.self, forKey: Name(AmiliAssumptions.versionKey))
        self.version = version.flatMap { AmiliText.isID($0) ? $0 : nil }
    }

    fileprivate static func isActive(_ fields: Fields) -> Bool? {
        try? fields.decode(Bool.self, forKey: Name(AmiliCreditor.isActive))
    }
}

/// The answer of `PATCH /creditors/{id}`, which need not say more than that it was done.
struct CreditorChange: Decodable {
    /// nil if it does not say.
    let isActive: Bool?
    let isError: Bool

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Name.self)
        isActive = CreditorItem.isActive(fields)
        let status = try? fields.decode(String.self, forKey: Name(AmiliAssumptions.statusKey))
        isError = status == AmiliAssumptions.errorStatus
    }
}

/// An item of `GET /case--registrations`: what was registered, and what the answer to that held.
/// That a list shows both is an assumption.
struct RegistrationItem: ListItem {
    static let path = AmiliContract.registrationsPath
    static let call = AnswerFlaw.Call.registrations
    static let invoiceField =
        "\(AmiliAssumptions.registrationDebtsKey).\(AmiliAssumptions.invoiceNumberKey)"

    let id: String
    let created: Int64
    let creditor: String
    let invoiceNumbers: [String]
    /// Ids of the cases made of it, in the order of its debts; fewer while they are not made.
    let cases: [String]
    let ocrNumbers: [String]

    init(
        id: String, created: Int64, creditor: String, invoiceNumbers: [String],
        cases: [String], ocrNumbers: [String]
    ) {
        self.id = id
        self.created = created
        self.creditor = creditor
        self.invoiceNumbers = invoiceNumbers
        self.cases = cases
        self.ocrNumbers = ocrNumbers
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Name.self)
        id = try fields.decode(Identifier.self, forKey: Name("_id")).text
        created = try fields.decode(Moment.self, forKey: Name("_created")).seconds
        creditor = try fields.decode(
            Identifier.self, forKey: Name(AmiliAssumptions.creditorKey)
        ).text
        let debts = try fields.decode(
            [Debt].self, forKey: Name(AmiliAssumptions.registrationDebtsKey))
        invoiceNumbers = debts.map(\.invoiceNumber)
        let made = try fields.decodeIfPresent([Identifier].self, forKey: Name("_cases"))
        cases = made?.map(\.text) ?? []
        let ocr = try? fields.decodeIfPresent([String].self, forKey: Name("_ocr_numbers_ocr"))
        ocrNumbers = ocr ?? []
    }
}

/// The 201 of a registration: what is needed of it. All names are public (docs.amili.se, "Case
/// registration").
struct RegistrationAnswer {
    let caseID: String
    let ocr: String?

    /// As it should be: read in one go, because every letter's answer passes here.
    struct Common: Decodable, Equatable {
        let status: String?
        let cases: [String]
        let ocrNumbers: [String]?

        enum CodingKeys: String, CodingKey {
            case status = "_status"
            case cases = "_cases"
            case ocrNumbers = "_ocr_numbers_ocr"
        }
    }

    /// The same, whatever the OCR numbers are: without one the letter is out all the same.
    private struct WithoutOCR: Decodable {
        let status: String?
        let cases: [String]

        enum CodingKeys: String, CodingKey {
            case status = "_status"
            case cases = "_cases"
        }
    }

    /// - Returns: nil if the body is not whole, is an error, or has not exactly one case.
    static func read(_ body: [UInt8]) -> RegistrationAnswer? {
        if let common = JSONScanner.read(body, { Common(plain: &$0) }) ?? Common.decoded(body) {
            return RegistrationAnswer(
                common.status, common.cases, ocr: common.ocrNumbers?.first)
        }
        return WithoutOCR.decoded(body).flatMap {
            RegistrationAnswer($0.status, $0.cases, ocr: nil)
        }
    }

    private init?(_ status: String?, _ cases: [String], ocr: String?) {
        guard cases.count == AmiliAssumptions.casesPerRegistration,
            status != AmiliAssumptions.errorStatus, AmiliText.isID(cases[0])
        else { return nil }
        caseID = cases[0]
        self.ocr = AmiliText.ocr(ocr)
    }
}

/// The answer of the token call.
struct TokenAnswer: Decodable {
    let token: String
    /// Seconds since 1970 by Amili's clock; nil if it does not say, or not readably.
    let expiry: Int64?

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Name.self)
        let other = Name(AmiliAssumptions.otherTokenKey)
        let usual = Name(AmiliAssumptions.tokenKey)
        let tokenName = fields.contains(other) && !fields.contains(usual) ? other : usual
        token = try fields.decode(String.self, forKey: tokenName)
        // It becomes a header: nothing in it may end the line.
        guard (1...8_192).contains(token.utf8.count),
            token.utf8.allSatisfy({ $0 > 32 && $0 < 127 })
        else {
            throw DecodingError.dataCorruptedError(
                forKey: tokenName, in: fields, debugDescription: "not a header value")
        }
        let expiryName = Name(AmiliAssumptions.tokenExpiryKey)
        expiry = (try? fields.decode(Moment.self, forKey: expiryName))?.seconds
    }
}

/// An id of Amili's: short, and harmless in a log, a URL or a table.
private struct Identifier: Decodable {
    let text: String

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        guard let text = AmiliText.id(try value.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: value, debugDescription: "not an id")
        }
        self.text = text
    }
}

/// A whole number, or the text of one.
private struct Count: Decodable {
    let value: Int

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            guard let number = HTTPDate.number(text.utf8) else {
                throw DecodingError.dataCorruptedError(
                    in: container, debugDescription: "not a number")
            }
            value = number
        } else {
            value = try container.decode(Int.self)
        }
    }
}

private struct Debt: Decodable {
    let invoiceNumber: String

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Name.self)
        let name = Name(AmiliAssumptions.invoiceNumberKey)
        // A text, or the whole number that some program made of it.
        if let text = try? fields.decode(String.self, forKey: name) {
            invoiceNumber = text
        } else {
            invoiceNumber = String(try fields.decode(Int64.self, forKey: name))
        }
    }
}

/// A date in any form that can be read in one way only.
private struct Moment: Decodable {
    let seconds: Int64

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        guard let seconds = HTTPDate.momentInBody(try value.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: value, debugDescription: "not a date")
        }
        self.seconds = seconds
    }
}

/// One for all: it keeps nothing between two calls.
private let decoder = JSONDecoder()

extension Decodable {
    /// - Returns: nil if the bytes are not JSON of this shape.
    static func decoded(_ body: [UInt8]) -> Self? {
        try? decoder.decode(Self.self, from: Data(body))
    }
}
