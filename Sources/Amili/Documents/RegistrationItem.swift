import Reminders

/// An item of `GET /case--registrations`: the registration, and the results that its answer held.
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
    /// Ids of the registration's cases, in the order of its debts; fewer while Amili has not made
    /// them.
    let cases: [String]
    /// In the order of `cases`; empty if they are missing or cannot be read.
    let ocrNumbers: [String]

    /// Makes an item from fields that were read by `JSONScanner`.
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
        let fields = try decoder.container(keyedBy: FieldName.self)
        id = try fields.decode(Identifier.self, forKey: FieldName("_id")).text
        created = try fields.decode(BodyDate.self, forKey: FieldName("_created")).seconds
        creditor = try fields.decode(
            Identifier.self, forKey: FieldName(AmiliAssumptions.creditorKey)
        ).text
        let debts = try fields.decode(
            [Debt].self, forKey: FieldName(AmiliAssumptions.registrationDebtsKey))
        invoiceNumbers = debts.map(\.invoiceNumber)
        let made = try fields.decodeIfPresent([Identifier].self, forKey: FieldName("_cases"))
        cases = made?.map(\.text) ?? []
        let ocr = try? fields.decodeIfPresent([String].self, forKey: FieldName("_ocr_numbers_ocr"))
        ocrNumbers = ocr ?? []
    }
}
