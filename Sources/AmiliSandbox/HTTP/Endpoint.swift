/// The endpoints of the API. The raw values are the names that fault scripts and counters use.
enum Endpoint: String, CaseIterable, Sendable {
    case token = "GET /authenticates/api-code"
    case register = "POST /case--registrations"
    case registrations = "GET /case--registrations"
    case registration = "GET /case--registrations/{id}"
    case cases = "GET /cases"
    case oneCase = "GET /cases/{id}"
    case payment = "POST /creditor--payments"
    case crediting = "POST /creditor--creditings"
    case cancellation = "POST /creditor--cancellations"
    case creditor = "GET /creditors/{id}"
    case details = "PATCH /creditors/{id}"

    /// The status of a success.
    var success: Int { isPost ? 201 : 200 }

    var isPost: Bool {
        switch self {
        case .register, .payment, .crediting, .cancellation: true
        case .token, .registrations, .registration, .cases, .oneCase, .creditor, .details:
            false
        }
    }

    /// Whether the call changes something at Amili. Such a call has a body, and no other has one.
    var isChange: Bool { isPost || self == .details }

    /// Finds the endpoint of a method and a path, and the id at the path's end; the id is empty if
    /// the endpoint has none.
    /// - Throws: 404 for an unknown path, 405 for a known one with another method.
    static func find(_ method: String, _ path: String) throws(Refusal) -> (Endpoint, id: String) {
        if let endpoint = Endpoint(rawValue: method + " " + path), !path.hasSuffix("{id}") {
            return (endpoint, "")
        }
        var isOtherMethod = false
        for endpoint in [Endpoint.registration, .oneCase, .creditor, .details] {
            let words = endpoint.rawValue.split(separator: " ")
            let prefix = words[1].dropLast("{id}".count)
            guard path.hasPrefix(prefix) else { continue }
            let id = path.dropFirst(prefix.count)
            guard SchemaValidator.isObjectID(String(id)) else { continue }
            if method == words[0] { return (endpoint, String(id)) }
            isOtherMethod = true
        }
        if isOtherMethod {
            throw Refusal(405, "The method is not allowed for the requested URL.")
        }
        let known = Endpoint.allCases.contains {
            $0.rawValue.hasSuffix(" " + path) && !path.hasSuffix("{id}")
        }
        throw known
            ? Refusal(405, "The method is not allowed for the requested URL.")
            : Refusal(404, "The requested URL was not found on the server.")
    }
}
