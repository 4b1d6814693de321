/// One page or one form's target.
struct Route: Sendable {
    enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
    }
    enum Access: Sendable {
        case signedIn
        case `operator`
    }
    let method: Method
    /// `/utskick/{run}`.
    let path: String
    let access: Access
    let answer: @Sendable (PageContext) async throws -> PageResponse

    static func get(
        _ path: String, _ access: Access = .signedIn,
        _ answer: @escaping @Sendable (PageContext) async throws -> PageResponse
    ) -> Route {
        Route(method: .get, path: path, access: access, answer: answer)
    }

    static func post(
        _ path: String, _ access: Access = .signedIn,
        _ answer: @escaping @Sendable (PageContext) async throws -> PageResponse
    ) -> Route {
        Route(method: .post, path: path, access: access, answer: answer)
    }

    /// The varying parts by name, if the path is one of this route's.
    func parameters(_ path: String) -> [String: String]? {
        let wanted = self.path.split(separator: "/")
        let given = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        guard wanted.count == given.count else { return nil }
        var found: [String: String] = [:]
        for (part, value) in zip(wanted, given) {
            if part.hasPrefix("{") {
                found[String(part.dropFirst().dropLast())] = String(value)
            } else if part != value {
                return nil
            }
        }
        return found
    }
}
