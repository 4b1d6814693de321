/// A case registration that passed every rule: the part of it that the store needs.
struct Registration: Sendable {
    struct Debt: Sendable {
        let invoiceNumber: String
        let capitalOre: Int64
    }

    let creditor: String
    let firstAction: String
    let debts: [Debt]
    /// The document as the journal keeps it, in one line.
    let document: [UInt8]

    /// Checks a document by every rule that is publicly known, and by our reading of the others:
    /// which fields are required, and all bounds, are assumptions.
    /// - Throws: 422 with every fault.
    init(_ document: JSON) throws(Refusal) {
        if let issues = Registration.shape.issue(document) {
            throw Refusal(
                422, "Insertion failure: 1 document(s) contain(s) error(s)", issues: issues)
        }
        guard let registration = Registration(trusted: document) else {
            throw Refusal(500, "The sandbox's rules let a document pass that it cannot read")
        }
        self = registration
    }

    /// Reads a document that was checked before; nil if it lacks a part that the store needs.
    init?(trusted document: JSON) {
        guard let creditor = document["creditor"]?.text,
            let firstAction = document["first_action"]?.text,
            let debts = document["debts"]?.items
        else { return nil }
        self.creditor = creditor
        self.firstAction = firstAction
        self.debts = debts.compactMap { debt in
            guard let number = debt["invoice_number"]?.text,
                case .number(let literal)? = debt["capital_to_claim"],
                let ore = SchemaValidator.ore(of: literal)
            else { return nil }
            return Debt(invoiceNumber: number, capitalOre: ore)
        }
        self.document = document.bytes
        if debts.isEmpty || self.debts.count != debts.count { return nil }
    }

    /// The values of `first_action`.
    static let actions: Set<String> = ["reminder", "debt_collection"]

    private static let shape = SchemaValidator.object([
        .required("account", .objectID),
        .required("creditor", .objectID),
        .required("first_action", .oneOf(actions)),
        .required("currency", .oneOf(["SEK"])),
        .required("customer", customer),
        .required("debts", .list(of: debt, count: 1...100)),
    ])

    /// The debtor. `is_company` and `is_person` must differ if both are given.
    private static let customer = SchemaValidator.object(
        [
            .required("name", .text(upTo: 200)),
            .optional("id_number", .text("value does not match regex", where: isIDNumber)),
            .optional("is_company", .boolean),
            .optional("is_person", .boolean),
            .required("address", address),
            .optional("mobile_number", .text("value does not match regex", where: isE164)),
            .optional("email", .text("value does not match regex", where: isEmail)),
        ],
        whole: { customer in
            let company = customer["is_company"]
            return company != nil && company == customer["is_person"]
                ? ["is_person": "must differ from is_company"] : nil
        })

    /// An address. The post code of a Swedish one has five digits.
    static let address = SchemaValidator.object(
        [
            .required("address_line_1", .text(upTo: 200)),
            .required("zip_code", .text(upTo: 12)),
            .required("city", .text(upTo: 100)),
            // Optional, because a public example of a registration has none.
            .optional(
                "country",
                .text("value does not match regex '^[A-Z]{2}$'") {
                    $0.utf8.count == 2 && $0.utf8.allSatisfy { (65...90).contains($0) }
                }),
        ],
        whole: { address in
            guard address["country"]?.text == "SE", let zip = address["zip_code"]?.text else {
                return nil
            }
            return zip.utf8.count == 5 && hasOnlyDigits(zip)
                ? nil : ["zip_code": "value does not match regex '^[0-9]{5}$'"]
        })

    /// One debt. The invoice fee is part of the capital, and cannot exceed it.
    private static let debt = SchemaValidator.object(
        [
            .required("invoice_number", .text(upTo: 100)),
            .required("debt_description", .text(upTo: 1000)),
            .required("invoice_date", .date),
            .required("invoice_due_days_after_invoice_date", .whole(0...3650)),
            .required("capital_to_claim", .kronor(atLeast: 1)),
            .optional(
                "fees_included_in_capital_to_claim",
                .object([.required("invoice_fee", .kronor(atLeast: 0))])),
            .optional(
                "fees_already_claimed",
                .object([
                    .required(
                        "reminder",
                        .object([
                            .required("amount", .kronor(atLeast: 0)),
                            .required("fee_registration_date", .date),
                        ]))
                ])),
        ],
        whole: { debt in
            guard case .number(let capital)? = debt["capital_to_claim"],
                case .number(let fee)? = debt["fees_included_in_capital_to_claim"]?["invoice_fee"],
                let capitalOre = SchemaValidator.ore(of: capital),
                let feeOre = SchemaValidator.ore(of: fee),
                feeOre > capitalOre
            else { return nil }
            return [
                "fees_included_in_capital_to_claim": ["invoice_fee": "more than the capital"]
            ]
        })

    private static func hasOnlyDigits(_ text: some StringProtocol) -> Bool {
        text.utf8.allSatisfy { (48...57).contains($0) }
    }

    /// Whether a text is 10 or 12 digits, with or without a hyphen before the last four. The Luhn
    /// check is left out, because Amili's own examples fail it.
    private static func isIDNumber(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.allSatisfy({ hasOnlyDigits($0) }) else { return false }
        return switch parts.map(\.utf8.count) {
        case [10], [12], [6, 4], [8, 4]: true
        default: false
        }
    }

    /// Whether a text is `+` and 7 to 15 digits, the first of them not 0.
    private static func isE164(_ text: String) -> Bool {
        let digits = text.dropFirst()
        return text.first == "+" && (7...15).contains(digits.utf8.count) && digits.first != "0"
            && hasOnlyDigits(digits)
    }

    /// Whether a text has one `@`, a domain of two labels or more, and no white space.
    private static func isEmail(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !text.contains(where: \.isWhitespace) else {
            return false
        }
        let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        return labels.count >= 2 && labels.allSatisfy { !$0.isEmpty } && text.utf8.count <= 254
    }
}
