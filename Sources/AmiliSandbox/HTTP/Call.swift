/// A request of the API, read as far as it can be without the sandbox's state.
struct Call: Sendable {
    /// The request of a call, checked by the endpoint's rules.
    enum Content: Sendable {
        case none
        case list(ListQuery)
        case registration(Registration)
        case action(CreditorAction)
        /// The changes of a creditor, and the version that they are meant for (`If-Match`).
        case details(JSON, version: String?)
    }

    let endpoint: Endpoint
    /// The id in the path; empty if the endpoint has none.
    let id: String
    /// The checked request, or the refusal that it gets once its token was found good.
    let content: Result<Content, Refusal>
    /// The creditor's id; empty if the call names none.
    let creditor: String
    /// All invoice numbers that the call names, for fault rules.
    let invoices: [String]
    /// `X-API-Key`: a signed login, or a token.
    let credential: String?
    let idempotencyKey: String?
    let requestID: String?
    /// The header as it came; it is kept and not judged.
    let traceParent: String?
    /// The arrival, in nanoseconds of the monotonic clock.
    let arrived: Int64

    /// - Throws: 404 or 405; other faults are kept in `content`.
    init(_ request: Request) throws(Refusal) {
        (endpoint, id) = try Endpoint.find(request.method, request.target.path)
        credential = request.headers["x-api-key"]
        idempotencyKey = request.headers["idempotency-key"]
        requestID = request.headers["x-request-id"]
        traceParent = request.headers["traceparent"]
        arrived = request.arrived
        let document = endpoint.isChange ? Call.document(request) : .success(.null)
        let endpoint = endpoint
        content = document.flatMap { document in
            Result { () throws(Refusal) in
                try Call.content(
                    endpoint, request.target.items, document,
                    version: request.headers["if-match"])
            }
        }
        switch (content, document) {
        case (.success(.list(let query)), _):
            creditor = query.filter.creditors?.first ?? ""
            invoices = query.filter.invoiceNumbers ?? []
        case _ where endpoint == .creditor || endpoint == .details:
            creditor = id
            invoices = []
        case (_, .success(let document)):
            creditor = document["creditor"]?.text ?? ""
            invoices =
                (document["debts"]?.items ?? [document]).compactMap { $0["invoice_number"]?.text }
        case (_, .failure):
            creditor = ""
            invoices = []
        }
    }

    /// Reads query and body by the endpoint's rules. Only lists have a query.
    private static func content(
        _ endpoint: Endpoint, _ items: [Target.Item], _ document: JSON, version: String?
    ) throws(Refusal) -> Content {
        switch endpoint {
        case .cases: return .list(try ListQuery(items, invoiceField: "debt.invoice_number"))
        case .registrations:
            return .list(try ListQuery(items, invoiceField: "debts.invoice_number"))
        case .token, .oneCase, .registration, .register, .payment, .crediting, .cancellation,
            .creditor, .details:
            break
        }
        if let item = items.first { throw Refusal(400, "Unknown query parameter \(item.name)") }
        return switch endpoint {
        case .register: .registration(try Registration(document))
        case .payment, .crediting, .cancellation:
            .action(try CreditorAction(document, endpoint: endpoint))
        case .details: .details(try CreditorDocument.judged(document), version: version)
        case .token, .oneCase, .registration, .cases, .registrations, .creditor: .none
        }
    }

    /// The body, which must be one JSON object, sent as `application/json`.
    private static func document(_ request: Request) -> Result<JSON, Refusal> {
        let type = request.headers["content-type"]?.split(separator: ";").first.map(String.init)
        guard type?.lowercased() == "application/json" else {
            return .failure(Refusal(400, "Unknown or no Content-Type header supplied"))
        }
        guard let document = try? JSON(parsing: request.body), case .object = document else {
            return .failure(Refusal(400, "The body is not one JSON object"))
        }
        return .success(document)
    }
}
