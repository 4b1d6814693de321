/// A request of the API, read as far as it can be without looking at any state.
struct Call: Sendable {
    enum Content: Sendable {
        case none
        case list(ListQuery)
        case registration(Registration)
        case action(CreditorAction)
        /// What is to be written to a creditor; the version it is meant for.
        case details(JSON, version: String?)
    }

    let endpoint: Endpoint
    /// The id in the path, of the endpoints that have one.
    let id: String
    /// What it asks, or why it will be refused once its token was found good.
    let content: Result<Content, Refusal>
    let creditor: String
    /// All invoice numbers that it names, for fault rules.
    let invoices: [String]
    let credential: String?
    let idempotencyKey: String?
    let requestID: String?
    /// Nanoseconds of the monotonic clock.
    let arrived: Int64

    /// - Throws: 404 or 405; other faults wait in `content`.
    init(_ request: Request) throws(Refusal) {
        (endpoint, id) = try Endpoint.find(request.method, request.target.path)
        credential = request.headers["x-api-key"]
        idempotencyKey = request.headers["idempotency-key"]
        requestID = request.headers["x-request-id"]
        arrived = request.arrived
        let document = endpoint.hasBody ? Call.document(request) : .success(.null)
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
