/// A payment, a credit note or a cancellation that a creditor reports for a case.
struct CreditorAction: Sendable {
    let endpoint: Endpoint
    /// The case; nil if the creditor and the invoice number name it.
    let caseID: String?
    let creditor: String?
    let invoiceNumber: String?
    /// In öre; nil for a cancellation, which covers all that is left.
    let amountOre: Int64?

    /// - Throws: 422 with every fault.
    init(_ document: JSON, endpoint: Endpoint) throws(Refusal) {
        if let issues = CreditorAction.shape(endpoint).issue(document) {
            throw Refusal(
                422, "Insertion failure: 1 document(s) contain(s) error(s)", issues: issues)
        }
        self.endpoint = endpoint
        caseID = document["case"]?.text
        creditor = document["creditor"]?.text
        invoiceNumber = document["invoice_number"]?.text
        if case .number(let literal)? = document["amount"] {
            amountOre = SchemaValidator.ore(of: literal)
        } else {
            amountOre = nil
        }
    }

    /// The rules for the body of a call to this endpoint.
    private static func shape(_ endpoint: Endpoint) -> SchemaValidator {
        var fields: [SchemaValidator.Field] = [
            .required("origin", .oneOf(["creditor_system"])),
            // Older public text requires the field; in newer text Amili sets it from the case.
            .optional("account", .objectID),
            .optional("creditor", .objectID),
            .optional("case", .objectID),
            .optional("invoice_number", .text(upTo: 100)),
        ]
        if endpoint != .cancellation {
            fields += [
                .required("currency", .oneOf(["SEK"])),
                .required("amount", .kronor(atLeast: 1)),
            ]
        }
        if endpoint == .payment {
            fields += [
                .required("bank_transaction_date", .moment),
                .optional("client_registration_date", .moment),
                .optional("creditor_payment_reference", .text(upTo: 100)),
            ]
        }
        if endpoint == .crediting {
            fields += [
                .optional("credit_invoice", .text(upTo: 100)),
                .optional("creditor_reference", .text(upTo: 100)),
            ]
        }
        return .object(fields) { document in
            let names = (document["case"] != nil, document["invoice_number"] != nil)
            if names.0 == names.1 { return ["case": "exactly one of case and invoice_number"] }
            return names.1 && document["creditor"] == nil ? ["creditor": "required field"] : nil
        }
    }
}

extension SandboxState {
    /// Performs the action. Amili answers 201 in any case, and tells the result in `status`.
    func perform(_ action: CreditorAction) -> SandboxReply {
        guard let number = caseNumber(of: action) else {
            // Public text has no `error` for a cancellation.
            let status = action.endpoint == .cancellation ? "warning" : "error"
            return answer(to: action, number: nil, settled: 0, status, "case_not_found")
        }
        let timeline = store.timeline(of: number, at: now)
        if timeline.closed != nil {
            return answer(to: action, number: number, settled: 0, "warning", "case_closed")
        }
        let asked = action.amountOre ?? timeline.remainingOre
        let settled = min(asked, timeline.remainingOre)
        let closes = settled == timeline.remainingOre
        let status =
            switch action.endpoint {
            case .payment: "closed_paid"
            case .crediting: "closed_credited"
            default: "closed_cancelled"
            }
        change(
            number, state: closes ? "closed" : nil, status: closes ? status : nil,
            remainingOre: timeline.remainingOre - settled)
        if asked == settled {
            return answer(to: action, number: number, settled: settled, "completed", nil)
        }
        return answer(
            to: action, number: number, settled: settled, "warning", "amount_exceeds_claim")
    }

    /// The case with the action's id; without one, the latest open case of the invoice, or else its
    /// latest.
    /// - Returns: nil if there is no such case, or it is another creditor's.
    private func caseNumber(of action: CreditorAction) -> Int? {
        if let id = action.caseID {
            guard let number = store.caseNumber(of: id) else { return nil }
            return action.creditor ?? store.creditor(of: number) == store.creditor(of: number)
                ? number : nil
        }
        var filter = ListQuery.Filter()
        filter.creditors = action.creditor.map { [$0] }
        filter.invoiceNumbers = action.invoiceNumber.map { [$0] }
        let found = store.cases(by: filter)
        let numbers = (0..<found.count).map { found[$0] }
        return numbers.last { store.timeline(of: $0, at: now).closed == nil } ?? numbers.last
    }

    /// The 201 to an action.
    /// - Parameters:
    ///   - settled: öre.
    ///   - status: `completed`, `warning` or `error`.
    private func answer(
        to action: CreditorAction, number: Int?, settled: Int64, _ status: String, _ reason: String?
    ) -> SandboxReply {
        actions += 1
        let id = Identity.action.id(actions, created: now)
        let word = action.endpoint == .cancellation ? "_cancellation_status" : "_payment_status"
        return SandboxReply(
            201,
            [
                "_id": .string(id), "_created": .string(now.http), "_updated": .string(now.http),
                "_etag": .string(Identity.etag(id, updated: now, changes: 0)), "_status": "OK",
                word: "completed", "settled_amount": .kronor(settled), "status": .string(status),
                "status_reason_locale": .optional(reason),
                "case_invoice_number": .optional(number.map { store.cases[$0].invoiceNumber }),
                "case_reference_number": .optional(number.map { String(100_001 + $0) }),
            ])
    }
}
