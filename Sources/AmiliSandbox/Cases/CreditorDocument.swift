/// The rules for writing to a creditor. The names are public (docs.amili.se, "Creditor"), and so
/// are the fields that an active creditor must have. All bounds are assumptions, and so is every
/// kind of account but bankgiro.
enum CreditorDocument {
    static let isActive = "is_active"

    private static let mandatoryOfActive = [
        "payout_details", "sender_address", "invoice_address", "standard_debt_description",
    ]

    /// Checks a document, and returns it as it is.
    /// - Throws: 422 with every fault.
    static func judged(_ document: JSON) throws(Refusal) -> JSON {
        if let issues = shape.issue(document) { throw refusal(issues) }
        return document
    }

    /// The 422 to a change of a creditor.
    static func refusal(_ issues: JSON) -> Refusal {
        Refusal(422, "Update failure: 1 document(s) contain(s) error(s)", issues: issues)
    }

    /// The mandatory fields of an active creditor that neither the document nor `members` has, each
    /// with a message; nil if there are none.
    static func missing(_ document: JSON, beside members: [JSON.Member]) -> JSON? {
        let known = Set(members.map(\.name))
        let missing = mandatoryOfActive.filter { document[$0] == nil && !known.contains($0) }
        return missing.isEmpty
            ? nil : .object(missing.map { JSON.Member($0, "required field") })
    }

    private static let shape = SchemaValidator.object(
        [
            .optional(isActive, .boolean),
            .optional(
                "payout_details",
                .object([
                    .required(
                        "sek",
                        .object([
                            .optional("bankgiro", digits(7...8)),
                            .optional("plusgiro", digits(2...8)),
                        ]) { accounts in
                            accounts["bankgiro"] == nil && accounts["plusgiro"] == nil
                                ? ["bankgiro": "required field"] : nil
                        })
                ])),
            .optional("sender_address", Registration.address),
            .optional("invoice_address", Registration.address),
            .optional("agreement_address", Registration.address),
            .optional("standard_debt_description", .text(upTo: 100)),
            .optional("always_use_standard_debt_description", .boolean),
            .optional("name", .text(upTo: 200)),
            .optional("description", .text(upTo: 1000)),
            .optional("organization_no", digits(10...12)),
            .optional("non_swedish_organization_no", .text(upTo: 50)),
            .optional("default_letter_locale", .text(upTo: 10)),
            .optional("case_config", caseConfig),
        ]
            + [
                "account", "agreement_template", "partner", "creditor_number",
                "added_to_erp_system",
            ].map { .optional($0, .readOnly) },
        whole: { document in
            document["organization_no"] != nil && document["non_swedish_organization_no"] != nil
                ? ["non_swedish_organization_no": "not together with organization_no"] : nil
        })

    private static let caseConfig = SchemaValidator.object([
        .optional("vat_area", .anything), .optional("commission_excluded_vat", .anything),
        .optional("payout_capital_by_invoice", .boolean),
        .optional("payout_interest_by_invoice", .boolean), .optional("letter_config", .anything),
    ])

    /// Text whose number of digits is within `count`.
    private static func digits(_ count: ClosedRange<Int>) -> SchemaValidator {
        let range = "\(count.lowerBound),\(count.upperBound)"
        return .text("value does not match regex '^[0-9]{\(range)}$'") {
            count.contains($0.utf8.count) && $0.utf8.allSatisfy { (48...57).contains($0) }
        }
    }
}
