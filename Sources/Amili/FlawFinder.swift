import FoundationEssentials
import HTTPClient
import Reminders

/// Finds the fault of an answer that cannot be used, and names it by field, kind and place, never
/// by value.
enum FlawFinder {
    /// Decodes the body once more, to find the first field that does not fit.
    /// - Parameter type: the type that the body should have.
    /// - Returns: nil if the body is of that type after all.
    static func flaw<Value: Decodable>(
        in body: [UInt8], as type: Value.Type, _ call: AnswerFlaw.Call, status: Int? = nil
    ) -> AnswerFlaw? {
        // A closer look takes several times the body's size in memory.
        guard body.count <= AmiliBounds.inspectedBytes else {
            return AnswerFlaw(.unreadableField, call, status: status, wanted: .object)
        }
        do {
            _ = try JSONDecoder().decode(type, from: Data(body))
            return nil
        } catch {
            guard let value = JSONValue.decoded(body) else {
                let start = String(decoding: body.prefix(12), as: UTF8.self)
                return AnswerFlaw(.notJSON, call, status: status, found: .outline(of: start))
            }
            let path = (error as? DecodingError).map(path) ?? []
            return AnswerFlaw(
                .unreadableField, call, status: status, field: name(of: path),
                wanted: wanted(at: path), found: value.value(at: path)?.kind ?? .missing)
        }
    }

    /// The flaw of a letter's 201 that does not name exactly one case.
    static func flawOfRegistration(_ body: [UInt8]) -> AnswerFlaw {
        guard let value = JSONValue.decoded(body) else {
            let start = String(decoding: body.prefix(12), as: UTF8.self)
            return AnswerFlaw(.notJSON, .registration, status: 201, found: .outline(of: start))
        }
        let cases = value.value(at: [FieldName(AmiliContract.casesField)])
        var found = cases?.kind ?? .missing
        if case .list(let list)? = cases,
            list.count == AmiliAssumptions.casesPerRegistration
        {
            found = list[0].kind
        }
        return AnswerFlaw(
            .unreadableField, .registration, status: 201, field: AmiliContract.casesField,
            wanted: .oneID, found: found)
    }

    /// The flaw of a status that the contract does not have here.
    /// - Returns: nil for 5xx: the server itself is out of order, and the answer has no flaw.
    static func flaw(ofStatus response: HTTPResponse, _ call: AnswerFlaw.Call) -> AnswerFlaw? {
        switch response.status {
        case 300...399:
            AnswerFlaw(
                .redirected, call, status: response.status,
                place: response.header("Location").map(place))
        case 500...: nil
        default: AnswerFlaw(.unexpectedStatus, call, status: response.status)
        }
    }

    /// The scheme, the host and at most six path segments of a redirect's target. The query is left
    /// out, because it may be personal. So may a segment that looks like an id: it becomes `…`.
    static func place(_ location: String) -> String {
        var text = location.prefix { $0 != "?" && $0 != "#" }
        var shown = ""
        if let scheme = text.firstRange(of: "://") {
            let authority = text[scheme.upperBound...].prefix { $0 != "/" }
            let host = authority.split(separator: "@").last ?? ""
            guard host.utf8.count <= 100, host.allSatisfy(isPlain),
                text[..<scheme.lowerBound]
                    .allSatisfy({ $0.isASCII && $0.isLetter })
            else { return "another place" }
            shown = String(text[..<scheme.upperBound]) + host
            text = text[scheme.upperBound...].dropFirst(authority.count)
        }
        let steps = text.split(separator: "/").prefix(6).map { step in
            let digits = step.count { $0.isNumber }
            return step.utf8.count <= 30 && digits < 4 && step.allSatisfy(isPlain) ? step : "…"
        }
        return steps.isEmpty ? shown + "/" : shown + "/" + steps.joined(separator: "/")
    }

    private static func isPlain(_ character: Character) -> Bool {
        character.isASCII
            && (character.isLetter || character.isNumber || ".-_:[]".contains(character))
    }

    /// The path to the field that could not be decoded.
    private static func path(of error: DecodingError) -> [any CodingKey] {
        switch error {
        case .keyNotFound(let key, let context): context.codingPath + [key]
        case .typeMismatch(_, let context), .valueNotFound(_, let context),
            .dataCorrupted(let context):
            context.codingPath
        @unknown default: []
        }
    }

    /// The path as a text, such as `_items[3]._created`; nil for the body as a whole.
    private static func name(of path: [any CodingKey]) -> String? {
        var name = ""
        for key in path {
            if let index = key.intValue {
                name += "[\(index)]"
            } else {
                name += (name.isEmpty ? "" : ".") + key.stringValue
            }
        }
        return name.isEmpty ? nil : name
    }

    /// The kind of value that the contract has at this path; nil if we do not know it.
    private static func wanted(at path: [any CodingKey]) -> AnswerFlaw.Wanted? {
        guard let last = path.last(where: { $0.intValue == nil })?.stringValue else {
            return .object
        }
        if path.last?.intValue != nil, last != AmiliContract.casesField { return .object }
        switch last {
        case "_created", AmiliAssumptions.updatedKey: return .date
        case "_id", AmiliAssumptions.creditorKey: return .id
        case AmiliContract.casesField: return path.last?.intValue == nil ? .list : .id
        case "_items", AmiliAssumptions.registrationDebtsKey: return .list
        case "_meta", AmiliAssumptions.caseDebtKey: return .object
        case "total", "page": return .count
        case AmiliAssumptions.invoiceNumberKey: return .invoiceNumber
        case AmiliAssumptions.tokenKey, AmiliAssumptions.otherTokenKey: return .text
        default: return nil
        }
    }
}
